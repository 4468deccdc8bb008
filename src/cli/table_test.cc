#include "cli/table.h"

#include <gtest/gtest.h>

#include "cli/progress_display.h"

namespace vitrine::cli {
namespace {

TEST(Table, AlignsByCharactersNotBytes) {
  EXPECT_EQ(render_table({{"n", "name"}, {{"1", "Zoë"}, {"10", "x"}}, {true}}),
            " n  name\n 1  Zoë\n10  x\n");
}

TEST(Table, CellsAreCutAndCannotSteerTheTerminal) {
  EXPECT_EQ(cell_text("abcdef", 3), "abc…");
  EXPECT_EQ(cell_text("a\x1b[2Jb\nc", 20), "a [2Jb c");
  EXPECT_EQ(cell_text("\xC2\x9B"
                      "31m",
                      20),
            " 31m");
  EXPECT_EQ(cell_text("a\xFF", 5), "a\xEF\xBF\xBD");
}

TEST(Table, AlignsWhatATerminalShowsInTwoColumnsOrNone) {
  EXPECT_EQ(text_columns("数据"), 4U);
  EXPECT_EQ(text_columns("🚀x"), 3U);
  EXPECT_EQ(text_columns("e\u0301"), 1U);
  EXPECT_EQ(text_columns("ｱ"), 1U);  // half width
  EXPECT_EQ(
      render_table({{"name", "n"}, {{"数据", "1"}, {"e\u0301", "2"}, {"🚀", "3"}}, {false, true}}),
      "name  n\n数据  1\ne\u0301     2\n🚀    3\n");
  EXPECT_EQ(cell_text("数据库", 5), "数据…");
  EXPECT_EQ(cell_text("数据库", 6), "数据库");
}

TEST(Table, TheLongestCellsAreCutFirstUntilALineFits) {
  const Table table{{"id", "text", "name"}, {{"1", "a long text about glass", "Ana Gomez"}}, {}};
  EXPECT_EQ(render_table(table),
            "id  text                     name\n1   a long text about glass  Ana Gomez\n");
  EXPECT_EQ(render_table(table, {TableWidth::kAny, 27}),
            "id  text          name\n1   a long text…  Ana Gomez\n");
  EXPECT_EQ(render_table(table, {10, TableWidth::kAny}),
            "id  text         name\n1   a long tex…  Ana Gomez\n");
}

TEST(Table, ColumnsThatDoNotFitAreNamed) {
  const Table table{{"one", "two", "three"}, {{"aaaaaaaaaa", "bbbbbbbbbb", "cccccccccc"}}, {}};
  EXPECT_EQ(render_table(table, {TableWidth::kAny, 20}),
            "one        two\naaaaaaaa…  bbbbbbbb…\n1 more column: three\n");
}

TEST(Table, OneVastCellPadsNoOther) {
  const Table table{{"a", "b"}, {{std::string(10'000, 'x'), "1"}, {"y", "2"}}, {}};
  EXPECT_EQ(render_table(table).size(), 10'000U + 256 + 256 + 12);
}

TEST(Progress, TellsRowsRateAndTimeLeft) {
  ProgressUpdate update;
  update.stage = "indexing";
  update.subject = "default/train";
  update.rows = 45'000;
  update.rows_total = 90'000;
  EXPECT_EQ(progress_line(update, 2.0),
            "indexing default/train  45,000 of 90,000 rows  22,500 rows/s  2 s left");
  update.rows_total = 0;
  EXPECT_EQ(progress_line(update, 0.0), "indexing default/train  45,000 rows");
}

TEST(Progress, NumbersReadWell) {
  EXPECT_EQ(with_thousands(999), "999");
  EXPECT_EQ(with_thousands(1'234'567), "1,234,567");
  EXPECT_EQ(byte_count(999), "999 B");
  EXPECT_EQ(byte_count(1'500'000), "1.5 MB");
  EXPECT_EQ(duration_text(0.44), "0.4 s");
  EXPECT_EQ(duration_text(125), "2 min 5 s");
}

}  // namespace
}  // namespace vitrine::cli
