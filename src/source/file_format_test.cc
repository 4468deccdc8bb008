#include "source/file_format.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "source/wide_text.h"

namespace vitrine::source {
namespace {

using enum FileFormat;
using enum Compression;

std::string zstd(std::string_view text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 1));
  return out;
}

std::string gzip(std::string_view text) {
  const fs::path path = fs::path(::testing::TempDir()) / "file_format_gzip";
  gzFile file = gzopen(path.c_str(), "wb");
  gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
  gzclose(file);
  std::string out = *read_file(path);
  fs::remove(path);
  return out;
}

class FileFormatTest : public ::testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_); }
  void TearDown() override { fs::remove_all(folder_); }

  Result<SourceFile> inspect(const std::string& name, std::string_view content) const {
    EXPECT_TRUE(write_file_atomic(folder_ / name, content));
    return inspect_file(folder_ / name, format_of_name(name));
  }
  std::string error_of(const std::string& name, std::string_view content) const {
    const Result<SourceFile> file = inspect(name, content);
    return file ? "" : file.error().message();
  }

  fs::path folder_ = fs::path(::testing::TempDir()) / "file_format";
};

TEST(FormatOfName, EndingsDecideWithoutRegardToCase) {
  const auto format = [](std::string_view name) { return format_of_name(name)->format; };
  EXPECT_EQ(format("a.parquet"), kParquet);
  EXPECT_EQ(format("a.JSON"), kJson);
  EXPECT_EQ(format("a.b.ndjson"), kJsonLines);
  EXPECT_EQ(format("a.tsv.gz"), kTsv);
  for (const char* name : {"a.pq", "a.parq", "a.geoparquet"}) EXPECT_EQ(format(name), kParquet);
  for (const char* name : {"a.jl", "a.jsonlines", "a.ldjson"}) EXPECT_EQ(format(name), kJsonLines);
  EXPECT_EQ(format("a.geojson"), kJson);
  EXPECT_EQ(format("a.tab"), kTsv);
  EXPECT_EQ(format("a.txt.gz"), kText);
  EXPECT_EQ(format_of_name("a.csv.ZST")->compression, kZstd);
  EXPECT_EQ(format_of_name("My.Papers.jsonl.zst")->stem, "My.Papers");
  for (const char* name : {"a.zip", "a.csv.zip", "a.TAR", "a.tgz", "a.tar.bz2", "a.tar.zst"}) {
    EXPECT_EQ(format(name), kArchive) << name;
    EXPECT_EQ(format_of_name(name)->stem, "a") << name;
  }
  for (const char* name : {"a.csv.bz2", "a.csv.xz", "a.csv.lz4"}) {
    EXPECT_EQ(format(name), kCsv) << name;
    EXPECT_EQ(format_of_name(name)->compression, kOther) << name;
  }
}

TEST(FormatOfName, OtherNamesSayNothing) {
  for (const char* name :
       {"a.doc", "csv", ".csv", "a.doc.bz2", "a.parquet.gz", "a.gz", "", "a.csv/"})
    EXPECT_FALSE(format_of_name(name)) << name;
}

TEST_F(FileFormatTest, WithoutANameTheContentDecides) {
  const auto format = [&](std::string_view content) { return inspect("data", content)->format; };
  EXPECT_EQ(format("PAR1xxxxxxxxPAR1"), kParquet);
  EXPECT_EQ(format("[1]"), kJson);
  EXPECT_EQ(format("\xEF\xBB\xBF{\"a\":1}\n"), kJsonLines);
  EXPECT_EQ(format("a\tb,c\td\n"), kTsv);
  EXPECT_EQ(format("a,b\n"), kCsv);
  EXPECT_EQ(inspect("data", gzip("{\"a\":1}\n"))->compression, kGzip);
  EXPECT_EQ(inspect("data", zstd("a,b\n"))->format, kCsv);
}

TEST_F(FileFormatTest, CompressedFilesAreLookedInto) {
  EXPECT_EQ(inspect("a.json.gz", gzip("{\"a\":1}\n{\"a\":2}\n"))->format, kJsonLines);
  EXPECT_EQ(inspect("a.jsonl.zst", zstd("[{\"a\":1}]"))->format, kJson);
  const std::string skipped("\x50\x2A\x4D\x18\x04\0\0\0size", 12);
  EXPECT_EQ(
      inspect("p.jsonl.zst", skipped + zstd("{\"a\":1}\n") + skipped + zstd("{\"a\":2}\n"))->format,
      kJsonLines)
      << "as pzstd writes";
  EXPECT_EQ(inspect("p", skipped + zstd("a,b\n"))->format, kCsv);
  const std::string long_text = "{\"a\":\"" + std::string(300'000, 'x') + "\"}\n";
  EXPECT_EQ(inspect("long.jsonl.zst", zstd(long_text))->format, kJsonLines);
  EXPECT_NE(error_of("nul.csv.gz", gzip(std::string_view("a\0b", 3))).find("binary"),
            std::string::npos);
  EXPECT_NE(error_of("p.csv.gz", gzip("PAR1")).find("is a Parquet file"), std::string::npos);
}

TEST_F(FileFormatTest, DamagedCompressionIsToldFromEmptiness) {
  EXPECT_NE(error_of("a.csv.gz", "\x1F\x8B garbage and more").find("gzip data cannot be read"),
            std::string::npos);
  EXPECT_NE(error_of("b.csv.zst", "\x28\xB5\x2F\xFD\xFF\xFF garbage").find("zstd data cannot be"),
            std::string::npos);
  EXPECT_NE(error_of("c.csv.gz", gzip("")).find("nothing but blanks"), std::string::npos);
  EXPECT_NE(error_of("d.csv.zst", zstd("\n")).find("nothing but blanks"), std::string::npos);
}

TEST_F(FileFormatTest, WhatIsReadUnderAnotherEndingIsToldItsEnding) {
  EXPECT_EQ(error_of("a.csv", "{\"a\":1}\n{\"a\":2}\n"),
            "a.csv is JSON in spite of its name: give it the ending .jsonl or .json");
  EXPECT_NE(error_of("b.tsv", "[\n  {\"a\": 1}\n]\n").find("is JSON"), std::string::npos);
  EXPECT_TRUE(inspect("c.csv", "{a},[b]\n{1},[2]\n"));
  EXPECT_TRUE(inspect("d.csv", "[1],b\n[2],c\n"));
  EXPECT_EQ(error_of("e.json", "a;b\n1;2\n"),
            "e.json is a table of text in spite of its name: give it the ending .csv");
  EXPECT_TRUE(inspect("f.jsonl", "\"x, y\"\n\"z, a\"\n")) << "texts are records";
  EXPECT_NE(error_of("g.csv", std::string("SQLite format 3\0xx", 18)).find(".sqlite"),
            std::string::npos);
  EXPECT_NE(error_of("h.csv", std::string("ARROW1\0\0", 8)).find(".arrow"), std::string::npos);
  EXPECT_NE(error_of("i.csv", "\x93NUMPY\x01").find(".npy"), std::string::npos);
  EXPECT_NE(error_of("j.xlsx", "a,b\n").find("correct its ending"), std::string::npos);
}

TEST_F(FileFormatTest, Utf16IsTextInAnyLetters) {
  const auto utf16 = [](std::u16string_view text, bool is_little) {
    std::string out;
    for (const char16_t unit : text) {
      const std::string bytes = {static_cast<char>(unit & 0xFFU), static_cast<char>(unit >> 8U)};
      out += is_little ? bytes : std::string(bytes.rbegin(), bytes.rend());
    }
    return out;
  };
  for (const std::u16string_view text :
       {u"\uFEFFимя;город\nАнна;Москва\n", u"\uFEFFשם,עיר\nדוד,ירושלים\n",
        u"\uFEFFالاسم,المدينة\nأحمد,القاهرة\n", u"\uFEFF名字,城市\n张三,北京\n",
        u"\uFEFFα,β\nΈλλη,😀\n"}) {
    for (const bool is_little : {true, false}) {
      const Result<SourceFile> file = inspect("a.csv", utf16(text, is_little));
      EXPECT_TRUE(file) << file.error().message();
    }
  }
  EXPECT_EQ(inspect("b", utf16(u"\uFEFF{\"ключ\": \"да\"}\n", true))->format,
            FileFormat::kJsonLines);
  const std::u16string_view with_nul(u"\uFEFFa,b\n1,x\0\n2,y\n", 14);
  EXPECT_NE(error_of("c.csv", utf16(with_nul, true)).find("NUL"), std::string::npos);
}

/// `text` in UTF-16 without a mark.
std::string utf16_of(std::u16string_view text, bool is_little) {
  std::string out;
  for (const char16_t unit : text) {
    const char low = static_cast<char>(unit & 0xFFU);
    const char high = static_cast<char>(unit >> 8U);
    out += is_little ? low : high;
    out += is_little ? high : low;
  }
  return out;
}

TEST_F(FileFormatTest, JsonInUtf16NeedsNoMarkWhateverItsLetters) {
  for (const bool is_little : {true, false}) {
    EXPECT_EQ(inspect("a.jsonl", utf16_of(u"{\"имя\":\"Анна\"}\n{\"имя\":1}\n", is_little))->format,
              kJsonLines);
    EXPECT_EQ(inspect("a.json", utf16_of(u"[{\"名字\":1}]", is_little))->format, kJson);
    EXPECT_EQ(inspect("a", utf16_of(u"[\n{\"名字\":1}]", is_little))->format, kJson);
    EXPECT_EQ(utf16_without_mark(utf16_of(u"{\"é", is_little)),
              is_little ? "utf-16le" : "utf-16be");
    EXPECT_EQ(utf16_without_mark(utf16_of(u"имя", is_little)), "");
  }
  EXPECT_EQ(utf16_without_mark("{\"a\":1}"), "");
  EXPECT_EQ(utf16_without_mark(std::string_view("{\0", 2)), "");
}

TEST_F(FileFormatTest, Utf16WithoutAMarkIsToldByTheLettersOfOneScript) {
  for (const std::u16string_view text :
       {u"имя;город\nАнна;Москва\n", u"όνομα,πόλη\nΈλλη,Αθήνα\n", u"שם,עיר\nדוד,ירושלים\n",
        u"الاسم,المدينة\nأحمد,القاهرة\n", u"名字,城市\n张三,北京\n李四,上海\n",
        u"名前,都市\nさくら,東京\nヒロシ,大阪\n", u"이름,도시\n김철수,서울\n박영희,부산\n",
        u"नाम,शहर\nराम,दिल्ली\n", u"ชื่อ,เมือง\nสมชาย,กรุงเทพ\n", u"imię,miasto\nŻaneta,Łódź 😀\n",
        u"id,имя,note\n1,Анна,Größe 5 €\n"}) {
    for (const bool is_little : {true, false}) {
      const std::string bytes = utf16_of(text, is_little);
      EXPECT_EQ(utf16_without_mark(bytes), is_little ? "utf-16le" : "utf-16be");
      EXPECT_TRUE(inspect("a.csv", bytes));
      EXPECT_TRUE(inspect("a.txt", bytes));
      EXPECT_EQ(utf16_without_mark(bytes + "x"), "") << "half of a character at the end";
    }
  }
}

TEST_F(FileFormatTest, WhatMayBeUtf16IsReadIfItIsSaid) {
  const std::u16string_view two = u"имя,όνομα\nАнна,Έλλη\nПётр,Νίκος\n";
  for (const bool is_little : {true, false}) {
    const std::string bytes = utf16_of(two, is_little);
    const std::string encoding = is_little ? "utf-16le" : "utf-16be";
    EXPECT_EQ(error_of("a.csv", bytes),
              "a.csv is a binary file, or text in UTF-16 that does not say so: if it is, read it "
              "with --encoding " +
                  encoding);
    ASSERT_TRUE(write_file_atomic(folder_ / "a.csv", bytes));
    EXPECT_TRUE(inspect_file(folder_ / "a.csv", format_of_name("a.csv"), encoding));
  }
  const std::string numbers("\x10\x27\0\0\x12\x27\x20\0\x14\x27\0\0", 12);
  EXPECT_NE(error_of("a.csv", numbers).find("of a kind that is not read"), std::string::npos);
  EXPECT_EQ(utf16_called("UTF-16"), "utf-16le");
  EXPECT_EQ(utf16_called("utf_16_be"), "utf-16be");
  EXPECT_EQ(utf16_called("utf-8"), "");
}

TEST_F(FileFormatTest, Utf32IsRefusedByItsName) {
  const auto encoded = [](std::u32string_view text, bool is_little) {
    std::string out;
    for (const char32_t unit : text) {
      for (const unsigned place : {0U, 1U, 2U, 3U})
        out += static_cast<char>(unit >> 8U * (is_little ? place : 3 - place) & 0xFFU);
    }
    return out;
  };
  const std::u32string_view text = U"[{\"a\":1,\n\"имя\":\"x😀\"}]\n";
  for (const std::string name : {"a.json", "a.jsonl", "a.csv", "a.txt"}) {
    for (const bool is_little : {true, false}) {
      EXPECT_EQ(
          error_of(name, encoded(std::u32string(U"\uFEFF") + std::u32string(text), is_little)),
          name +
              " is text in UTF-32, which is not read: write it in UTF-8: iconv -f UTF-32 -t "
              "UTF-8 < " +
              name + " > utf8." + name);
      const std::string encoding = is_little ? "UTF-32LE" : "UTF-32BE";
      EXPECT_EQ(error_of(name, encoded(text, is_little)),
                name + " is text in " + encoding +
                    ", which is not read: write it in UTF-8: iconv -f " + encoding +
                    " -t UTF-8 < " + name + " > utf8." + name);
    }
  }
  EXPECT_EQ(
      error_of("a.csv.gz", gzip(encoded(U"a,b\n1,2\n", true))),
      "a.csv.gz is text in UTF-32LE, which is not read: write it in UTF-8: gzip -dc < a.csv.gz "
      "| iconv -f UTF-32LE -t UTF-8 > utf8.a.csv");
  const std::string numbers("\1\0\0\0\2\0\0\0\3\0\0\0\4\0\0\0", 16);
  EXPECT_NE(error_of("a.csv", numbers).find("binary file"), std::string::npos);
}

TEST_F(FileFormatTest, OneByteOverAndOverIsNoText) {
  for (const std::string name : {"a.csv", "a.tsv", "a.txt", "a.jsonl", "a"}) {
    EXPECT_EQ(
        error_of(name, std::string(1000, '\xFF')),
        name + " is no text: it holds the byte 0xFF over and over: copy or download it again");
    EXPECT_NE(error_of(name, std::string(20, '\xE5') + "\n" + std::string(20, '\xE5') + "\r\n")
                  .find("the byte 0xE5"),
              std::string::npos);
  }
  EXPECT_NE(error_of("a.csv.gz", gzip(std::string(100'000, '\xFF'))).find("0xFF"),
            std::string::npos);
  // A name of letters of windows-1252 alone, dashes, a line drawn in UTF-8.
  EXPECT_EQ(error_of("a.txt", "\xE9\n\xE9\n"), "");
  EXPECT_EQ(error_of("a.txt", std::string(100, '-')), "");
  std::string drawn;
  for (int i = 0; i < 40; ++i) drawn += "\u2500";
  EXPECT_EQ(error_of("a.txt", drawn), "");
}

TEST_F(FileFormatTest, AWorkbookIsOneWhateverItIsCalled) {
  const std::string workbook =
      std::string("PK\x03\x04", 4) + "[Content_Types].xml ... xl/workbook.xml";
  for (const char* name : {"a", "a.zip", "a.xlsx"}) {
    const Result<SourceFile> file = inspect(name, workbook);
    ASSERT_TRUE(file) << name << ": " << file.error().message();
    EXPECT_EQ(file->format, FileFormat::kExcel);
  }
  EXPECT_NE(error_of("b", std::string("PK\x03\x04", 4) + "xl/data.csv").find(".xlsx"),
            std::string::npos);
}

TEST_F(FileFormatTest, ErrorsNameTheFile) {
  for (const char* name : {"a \"b\".csv", "line\nbreak.csv", "-x.csv", "\xFF.csv"})
    EXPECT_NE(error_of(name, "").find(name), std::string::npos);
}

TEST_F(FileFormatTest, WhatIsNoRegularFileIsRefusedAtOnce) {
  const fs::path pipe = folder_ / "pipe.csv";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const Result<SourceFile> file = inspect_file(pipe, format_of_name("pipe.csv"));
  EXPECT_NE(file.error().message().find("no regular file"), std::string::npos);
  EXPECT_FALSE(inspect_file("/dev/null", format_of_name("x.csv")));
}

TEST_F(FileFormatTest, UnreadableFilesAreAnErrorOfIo) {
  EXPECT_EQ(inspect_file(folder_ / "absent.csv", format_of_name("absent.csv")).error().code(),
            ErrorCode::kNotFound);
  if (::geteuid() == 0) GTEST_SKIP() << "everything is readable to root";
  ASSERT_TRUE(inspect("locked.csv", "a\n1\n"));
  fs::permissions(folder_ / "locked.csv", fs::perms::none);
  EXPECT_EQ(inspect_file(folder_ / "locked.csv", format_of_name("locked.csv")).error().code(),
            ErrorCode::kIo);
}

}  // namespace
}  // namespace vitrine::source
