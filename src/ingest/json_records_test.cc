#include "ingest/json_records.h"

#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

namespace vitrine::ingest {
namespace {

class JsonRecordsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    path_ =
        fs::path(::testing::TempDir()) /
        (std::string("records_") + ::testing::UnitTest::GetInstance()->current_test_info()->name());
  }
  void TearDown() override { fs::remove(path_); }

  /// "line:text" of every record, then the error's message if there was one.
  std::vector<std::string> read(std::string_view content, bool lines,
                                source::Compression compression = source::Compression::kNone) {
    EXPECT_TRUE(write_file_atomic(path_, content));
    auto reader =
        ByteReader::open({path_, source::FileFormat::kJson, compression, content.size(), 0});
    EXPECT_TRUE(reader);
    JsonRecords records(*std::move(reader), lines);
    std::vector<std::string> out;
    JsonRecord record;
    while (true) {
      const Result<bool> more = records.next(record);
      if (!more) out.push_back("error " + more.error().message());
      if (!more || !*more) return out;
      out.push_back(std::to_string(record.line) + ":" + std::string(record.text));
    }
  }

  fs::path path_;
};

using Strings = std::vector<std::string>;

TEST_F(JsonRecordsTest, LinesKeepTheirNumbersAndBlankOnesAreSkipped) {
  EXPECT_EQ(read("{\"a\":1}\n\n  \n{\"a\":2}\r\n{\"a\":3}", true),
            (Strings{"1:{\"a\":1}", "4:{\"a\":2}\r", "5:{\"a\":3}"}));
  EXPECT_EQ(read("", true), Strings{});
  EXPECT_EQ(read("\xEF\xBB\xBF{}\n", true), Strings{"1:{}"});
}

TEST_F(JsonRecordsTest, ArrayElementsAreSplitByBracketsAndQuotes) {
  EXPECT_EQ(read("[\n {\"a\":\"},]\\\"\"},\n {\"b\":[1,{}]}\n]\n", false),
            (Strings{"2:{\"a\":\"},]\\\"\"}", "3:{\"b\":[1,{}]}"}));
  EXPECT_EQ(read("[1, \"x\",null]", false), (Strings{"1:1", "1:\"x\"", "1:null"}));
  EXPECT_EQ(read("{\"a\":\n1}", false), Strings{"1:{\"a\":\n1}"});
  EXPECT_EQ(read("[]", false), Strings{});
}

TEST_F(JsonRecordsTest, UnfinishedArraysSayWhere) {
  EXPECT_EQ(read("[{}\n,{\"a\":", false).back(), "error line 2: the file ends inside this record");
  EXPECT_EQ(read("[{}\n", false).back(), "error line 2: the file ends inside its array");
  EXPECT_EQ(read("[{}]\nx", false).back(), "error line 2: something follows the end of the array");
}

TEST_F(JsonRecordsTest, RecordsLargerThanTheBufferComeWhole) {
  const std::string large = "{\"a\":\"" + std::string(3'000'000, 'x') + "\"}";
  EXPECT_EQ(read(large + "\n{}\n", true), (Strings{"1:" + large, "2:{}"}));
  EXPECT_EQ(read("[" + large + ",{}]", false), (Strings{"1:" + large, "1:{}"}));
}

std::string gzip(std::string_view text) {
  std::string out(text.size() + 1000, '\0');
  z_stream stream = {};
  deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

TEST_F(JsonRecordsTest, CompressedFilesAreReadAndCutOnesRefused) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "{\"a\":" + std::to_string(i) + "}\n";
  std::string zstd(ZSTD_compressBound(text.size()), '\0');
  zstd.resize(ZSTD_compress(zstd.data(), zstd.size(), text.data(), text.size(), 3));
  EXPECT_EQ(read(zstd, true, source::Compression::kZstd).size(), 20'000U);
  EXPECT_EQ(read(gzip(text), true, source::Compression::kGzip).size(), 20'000U);
  EXPECT_EQ(read(gzip(text) + gzip(text), true, source::Compression::kGzip).size(), 40'000U)
      << "two members";
  EXPECT_NE(read(zstd.substr(0, zstd.size() / 2), true, source::Compression::kZstd)
                .back()
                .find("cut short"),
            std::string::npos);
  const std::string gz = gzip(text);
  EXPECT_NE(
      read(gz.substr(0, gz.size() - 9), true, source::Compression::kGzip).back().find("cut short"),
      std::string::npos);
  EXPECT_NE(read("not compressed at all", true, source::Compression::kZstd).back().find("damaged"),
            std::string::npos);
}

TEST_F(JsonRecordsTest, MarksInFrontOfRecordsArePassedOver) {
  const Strings records = {R"(1:{"a":1})", R"(2:{"a":2})"};
  EXPECT_EQ(read("\x1E{\"a\":1}\n\x1E{\"a\":2}\n", false), records);
  EXPECT_EQ(read("\x1E{\"a\":1}\n\x1E{\"a\":2}\n", true), records);
  EXPECT_EQ(read("{\"a\":1}\n\xEF\xBB\xBF{\"a\":2}\n", false), records) << "two files in one";
  EXPECT_EQ(read("{\"a\":1}\n\xEF\xBB\xBF{\"a\":2}\n", true), records);
  EXPECT_EQ(read("[{\"a\":1},\n\x1E{\"a\":2}]", false), records);
}

}  // namespace
}  // namespace vitrine::ingest
