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
