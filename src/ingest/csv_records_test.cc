#include "ingest/csv_records.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace vitrine::ingest {
namespace {

/// A text in pieces of a given size, so that every edge falls everywhere.
class Pieces final : public ByteReader {
 public:
  Pieces(std::string_view text, std::size_t size) : rest_(text), size_(size) {}
  Result<std::size_t> read(std::span<char> out) override {
    const std::size_t n = std::min({size_, out.size(), rest_.size()});
    std::ranges::copy(rest_.substr(0, n), out.begin());
    rest_.remove_prefix(n);
    return n;
  }
  std::uint64_t consumed() const override { return 0; }

 private:
  std::string_view rest_;
  std::size_t size_;
};

/// Records as "a|b", nulls as "_"; an error's message at the end.
std::vector<std::string> read_all(std::string_view text, const CsvDialect& dialect = {},
                                  std::size_t columns = 0, std::size_t piece = 1) {
  CsvRecords records(std::make_unique<Pieces>(text, piece), dialect);
  records.set_columns(columns);
  std::vector<std::string> out;
  CsvRecord record;
  while (true) {
    const Result<bool> more = records.next(record);
    if (!more) out.push_back(more.error().message());
    if (!more || !*more) return out;
    std::string line;
    for (const CsvField& field : record.fields)
      line += (line.empty() ? "" : "|") + (field.is_null() ? "_" : std::string(field.text));
    out.push_back(line);
  }
}

using Lines = std::vector<std::string>;

TEST(CsvRecords, LinesAreLeftOutByTheirNumbers) {
  const auto read = [](std::uint64_t front, std::vector<std::uint64_t> numbers, std::size_t piece) {
    CsvDialect dialect;
    dialect.skip_lines = front;
    dialect.skipped = std::move(numbers);
    return read_all("t\r\na,b\n\"m,kg\n\r1,\"2\n3\"\n4,5\r\n6,7", dialect, 0, piece);
  };
  for (std::size_t piece = 1; piece < 30; ++piece) {
    EXPECT_EQ(read(0, {0, 2}, piece), (Lines{"a|b", "1|2\n3", "4|5", "6|7"})) << piece;
    EXPECT_EQ(read(1, {2, 5}, piece), (Lines{"a|b", "1|2\n3", "6|7"})) << "a record is one line";
    EXPECT_EQ(read(1, {1, 2, 6, 9}, piece), (Lines{"1|2\n3", "4|5"})) << piece;
    EXPECT_EQ(read(9, {0}, piece), Lines()) << piece;
  }
}

TEST(CsvRecords, LinesAtTheFrontEndInAnyWay) {
  CsvDialect dialect;
  dialect.skip_lines = 2;
  for (std::size_t piece = 1; piece < 12; ++piece) {
    EXPECT_EQ(read_all("t\ru\ra,b\r1,2\r", dialect, 0, piece), (Lines{"a|b", "1|2"})) << piece;
    EXPECT_EQ(read_all("t\r\nu\ra,b", dialect, 0, piece), (Lines{"a|b"})) << piece;
  }
}

TEST(CsvRecords, LinesEndInAnyWayAlsoMixed) {
  for (std::size_t piece = 1; piece < 8; ++piece) {
    EXPECT_EQ(read_all("a,b\r\n1,2\n3,4\r5,6", {}, 0, piece), (Lines{"a|b", "1|2", "3|4", "5|6"}))
        << piece;
  }
}

TEST(CsvRecords, QuotesThatMayHideRecordsAreSeen) {
  const auto may_hide = [](std::string_view text, char delimiter) {
    CsvDialect dialect;
    dialect.delimiter = delimiter;
    CsvRecords records(std::make_unique<Pieces>(text, 3), dialect);
    records.set_columns(2);
    CsvRecord record;
    for (Result<bool> more = records.next(record); more && *more;) more = records.next(record);
    return records.quotes_may_hide_records();
  };
  EXPECT_TRUE(may_hide("1\t\"Hello\n2\tthere\n3\tfriend\"\n", '\t'));
  EXPECT_TRUE(may_hide("1\t\"a\n2\tb\"", '\t')) << "at the end";
  EXPECT_FALSE(may_hide("1\t\"a\nb\"\n", '\t'));
  EXPECT_FALSE(may_hide("1\t\"a\n2\tb\"\n3\t\"c\nd\"\n", '\t'));
  EXPECT_FALSE(may_hide("1\ta\r\n2\t\"b\"\n", '\t'));
}

TEST(CsvRecords, ACarriageReturnByItselfMayBePartOfAField) {
  CsvDialect dialect;
  dialect.cr_ends_lines = false;
  for (std::size_t piece = 1; piece < 8; ++piece) {
    EXPECT_EQ(read_all("a,b\r\n1,x\ry\n\"2\",\rz\r\n3,4\r", dialect, 0, piece),
              (Lines{"a|b", "1|x\ry", "2|\rz", "3|4"}))
        << piece;
  }
}

TEST(CsvRecords, QuotedFieldsMayHoldAnything) {
  for (std::size_t piece = 1; piece < 8; ++piece) {
    EXPECT_EQ(read_all("\"x,\ny\",\"he said \"\"hi\"\"\"\n1,\"\"\n", {}, 0, piece),
              (Lines{"x,\ny|he said \"hi\"", "1|"}))
        << piece;
  }
}

TEST(CsvRecords, AnEmptyFieldIsNullAndQuotesMakeItEmptyText) {
  EXPECT_EQ(read_all("a,,\"\"\n"), (Lines{"a|_|"}));
}

TEST(CsvRecords, BlankLinesCountOnlyInASingleColumn) {
  EXPECT_EQ(read_all("a,b\n\n1,2\n  \n", {}, 2), (Lines{"a|b", "1|2"}));
  EXPECT_EQ(read_all("x\n\ny\n", {}, 1), (Lines{"x", "_", "y"}));
}

TEST(CsvRecords, WhatCannotBeReadIsNamedByItsLine) {
  EXPECT_EQ(read_all("a\n\"b\nc\n").back(),
            "line 2 opens a quote that never closes: close it, or double it");
  EXPECT_EQ(read_all("a\n\"b\"c\n").back(),
            "line 2 has text behind a quote that closes: double the quote");
  EXPECT_EQ(read_all("a\n\"b\n\xFF\"\n").back(), "line 3 is not valid UTF-8");
  EXPECT_EQ(read_all(std::string_view("a\nb\0\n", 5)).back(),
            "line 2 holds a NUL character: take it out (tr -d '\\000')");
}

TEST(CsvRecords, CharactersAreWholeWhereverWhatIsReadEnds) {
  const std::string text = "é,語\n😀,a\n";
  for (std::size_t piece = 1; piece <= text.size(); ++piece) {
    EXPECT_EQ(read_all(text, {}, 0, piece), (Lines{"é|語", "😀|a"})) << piece;
    const Lines bad = read_all(text + "b,\xE8\xAA\n", {}, 0, piece);
    EXPECT_EQ(bad, (Lines{"é|語", "😀|a", "line 3 is not valid UTF-8"})) << piece;
    const Lines cut = read_all(text + "b,\xE8\xAA", {}, 0, piece);
    EXPECT_EQ(cut, (Lines{"é|語", "😀|a", "line 3 is not valid UTF-8"})) << piece;
    const Lines parted = read_all(text + "b,\xE8\n\xAA\x9E\n", {}, 0, piece);
    EXPECT_EQ(parted, (Lines{"é|語", "😀|a", "line 3 is not valid UTF-8"})) << piece;
  }
}

TEST(CsvRecords, DialectsReadQuotesInTheirWay) {
  CsvDialect dialect;
  dialect.quotes = CsvDialect::Quotes::kBackslash;
  EXPECT_EQ(read_all("\"a \\\"b\\\" \\\\\",c\n", dialect), (Lines{"a \"b\" \\|c"}));
  dialect.quotes = CsvDialect::Quotes::kNone;
  EXPECT_EQ(read_all("\"a,b\n", dialect), (Lines{"\"a|b"}));
  dialect.quotes = CsvDialect::Quotes::kLoose;
  EXPECT_EQ(read_all("\"a\"b,c\n", dialect), (Lines{"ab|c"}));
  dialect = {};
  dialect.skip_blanks = true;
  EXPECT_EQ(read_all("a, \"b, c\"\n", dialect), (Lines{"a|b, c"}));
}

TEST(CsvRecords, CommentsArePassedOverWhereTheyAreNoRecords) {
  CsvDialect dialect;
  dialect.comment = '#';
  dialect.comments_anywhere = false;
  EXPECT_EQ(read_all("# note\n#a,1\nb,2\n", dialect, 2), (Lines{"#a|1", "b|2"}));
  dialect.comments_anywhere = true;
  EXPECT_EQ(read_all("#a,1\nb,2\n", dialect, 2), (Lines{"b|2"}));
  EXPECT_EQ(read_all("a,1#x,y\nb,\"2#3\"\nc,#x\n", dialect, 2), (Lines{"a|1", "b|2#3", "c|_"}))
      << "behind values too";
}

TEST(CsvRecords, TheEndOfFileCharacterOfDosIsNoRecord) {
  EXPECT_EQ(read_all("a,b\n1,2\n\x1A", {}, 2), (Lines{"a|b", "1|2"}));
}

TEST(CsvRecords, AnEmptyFieldBehindTheLastColumnIsPassedOver) {
  const std::vector<std::string> trimmed = {"1|2", "3|4"};
  EXPECT_EQ(read_all("1,2,\n3,4\n", {}, 2), trimmed);
  EXPECT_EQ(read_all("1,2,5\n", {}, 2), (std::vector<std::string>{"1|2|5"})) << "a value";
  EXPECT_EQ(read_all("1,2,\"\"\n", {}, 2), (std::vector<std::string>{"1|2|"})) << "a text";
  EXPECT_EQ(read_all("1,2,,\n", {}, 2), (std::vector<std::string>{"1|2|_|_"})) << "two of them";
}

TEST(CsvRecords, AnEmptyLineOfATextIsAnEmptyText) {
  CsvDialect lines;
  lines.delimiter = '\0';
  lines.quotes = CsvDialect::Quotes::kNone;
  EXPECT_EQ(read_all("one\n\ntwo,\"\n", lines, 1), (std::vector<std::string>{"one", "", "two,\""}));
}

}  // namespace
}  // namespace vitrine::ingest
