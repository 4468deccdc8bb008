#include "ingest/table_evidence.h"

#include <gtest/gtest.h>

namespace vitrine::ingest {
namespace {

using enum TableEvidence;
using Records = std::vector<std::vector<std::string>>;

TableEvidence judged(const Records& records, char delimiter = ',') {
  return table_evidence(records, delimiter, true);
}

TEST(TableEvidence, ColumnsOfNumbersBelowNamesAreATable) {
  EXPECT_EQ(judged({{"id", "v"}, {"1", "x"}}), kHeader);
  EXPECT_EQ(judged({{"day", "word"}, {"2024-01-05", "x"}, {"2024-01-06", "y"}}), kHeader);
  EXPECT_EQ(judged({{"name", "city", "country"}, {"Ana", "Lyon", "FR"}}), kHeader);
  EXPECT_EQ(judged({{"id", "a word"}, {"x", "y"}}, '\t'), kHeader) << "prose has no tabs";
}

TEST(TableEvidence, ATableWhoseFirstRecordIsNoHeaderLosesNothing) {
  EXPECT_EQ(judged({{"39", " State-gov", " 77516"}, {"50", " Private", " 83311"}}), kNoHeader);
  EXPECT_EQ(judged({{"1.5", "2"}, {"2.5", "3"}}), kNoHeader);
  EXPECT_EQ(table_evidence(Records{{"a", "1"}, {"a", "2"}}, ',', false), kNoHeader);
}

TEST(TableEvidence, LinesThatHaveADelimiterByChanceAreLines) {
  EXPECT_EQ(judged({{"Dear Sir", ""}, {"Yours", ""}}), kLines);
  EXPECT_EQ(judged({{"Hello", " world"}, {"Good bye", " moon"}}), kLines);
  EXPECT_EQ(judged({{"2024-01-05 10:00:00", "123 INFO starts"},
                    {"2024-01-05 10:00:01", "456 INFO ends"}}),
            kLines);
  EXPECT_EQ(judged({{"one"}, {"two"}}), kLines);
  EXPECT_EQ(judged({{"a", "b"}}), kLines) << "one record tells nothing";
  EXPECT_EQ(judged({{"a", "b"}, {"1", "2", "3"}}), kLines);
}

TEST(TableEvidence, TablesDrawnInATextAreLines) {
  EXPECT_EQ(judged({{"", " a ", " b ", ""}, {"", "---", ":--", ""}, {"", " 1 ", " 2 ", ""}}, '|'),
            kLines);
}

TEST(TableEvidence, TablesOfMarkdownPsqlAndMysqlAreDrawn) {
  EXPECT_TRUE(is_drawn_table("| a | b |\n|---|:-:|\n| 1 | 2 |\n"));
  EXPECT_TRUE(is_drawn_table("a | b\n--- | ---\n1 | 2\n"));
  EXPECT_TRUE(is_drawn_table(" id | name \n----+------\n  1 | x\n"));
  EXPECT_TRUE(is_drawn_table("+----+---+\r\n| id | n |\r\n+----+---+\r\n"));
  EXPECT_FALSE(is_drawn_table("a|b\n1|--\n")) << "a value that is missing";
  EXPECT_FALSE(is_drawn_table("a|b\n1|2\n3|4\n--|--\n")) << "too late to be a rule";
  EXPECT_FALSE(is_drawn_table("a,b\n--,|\n"));
  EXPECT_FALSE(is_drawn_table("----\n"));
}

}  // namespace
}  // namespace vitrine::ingest
