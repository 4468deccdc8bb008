#include "ingest/csv_check.h"

#include <gtest/gtest.h>

namespace vitrine {
namespace {

std::string check(std::string_view content, FileFormat format = FileFormat::kCsv) {
  const fs::path path = fs::path(::testing::TempDir()) / "check.csv";
  EXPECT_TRUE(write_file_atomic(path, content));
  const Result<CsvSummary> summary =
      check_csv({path, format, Compression::kNone, content.size(), 0});
  return summary ? "" : summary.error().message();
}

TEST(CsvCheck, RaggedRowsAreNamedByTheirLine) {
  EXPECT_EQ(check("a,b\n1,2\n3\n"), "check.csv line 3 has 1 field where the header has 2");
  EXPECT_EQ(check("a,b\n1,2,3\n"), "check.csv line 2 has 3 fields where the header has 2");
  EXPECT_EQ(check("a\tb\n1\n", FileFormat::kTsv),
            "check.csv line 2 has 1 field where the header has 2");
}

TEST(CsvCheck, QuotedFieldsMayHoldAnything) {
  EXPECT_EQ(check("a,b\n\"x,\ny\",\"he said \"\"hi\"\"\"\r\n1,2\n"), "");
  EXPECT_EQ(check("a,b\n\"x\ny\",2\n3\n"), "check.csv line 4 has 1 field where the header has 2");
}

TEST(CsvCheck, OpenQuotesAndBadUtf8AreNamed) {
  EXPECT_EQ(check("a,b\n1,\"2\n3,4\n"), "check.csv line 2 opens a quote that never closes");
  EXPECT_EQ(check("a,b\n1,\xFF\n"),
            "check.csv line 2 is not valid UTF-8; convert the file to UTF-8 first");
}

TEST(CsvCheck, QuotesInsideAFieldAreCharacters) {
  EXPECT_EQ(check("a,b\n5\" tall,2\n3,4\n"), "");
  EXPECT_EQ(check("a,b\n\"\",2\n\"x\"\"\",4\n"), "");
}

TEST(CsvCheck, BlankLinesCountForNothing) {
  EXPECT_EQ(check("\na,b\n\n1,2\n  \n3,4"), "");
  EXPECT_EQ(check("a,b\n\n1\n"), "check.csv line 3 has 1 field where the header has 2");
}

TEST(CsvCheck, CharactersMayCrossTheEdgesOfPieces) {
  // 256 KiB pieces: a three-byte character at every offset around the first edge.
  for (std::size_t shift = 0; shift < 4; ++shift) {
    const std::string fill((256U << 10U) - 6 + shift, 'x');
    EXPECT_EQ(check("a\n" + fill + "語語\n"), "") << shift;
  }
}

}  // namespace
}  // namespace vitrine
