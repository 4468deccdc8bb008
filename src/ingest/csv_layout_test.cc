#include "ingest/csv_layout.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace vitrine::ingest {
namespace {

using Quotes = CsvDialect::Quotes;

CsvLayout layout(std::string_view text, const source::ReadOptions& options = {}, char usual = ',') {
  return layout_of_text(text, true, usual, options);
}

TEST(CsvLayout, DelimitersAreThoseThatMakeATable) {
  EXPECT_EQ(layout("a,b\n1,2\n").dialect.delimiter, ',');
  EXPECT_EQ(layout("a;b;c\n1;x;2,5\n2;y;3,5\n").dialect.delimiter, ';');
  EXPECT_EQ(layout("a\tb\n1\t2\n").dialect.delimiter, '\t');
  EXPECT_EQ(layout("a|b\n1|2\n").dialect.delimiter, '|');
  EXPECT_EQ(layout("a,b\n1,2\n", {}, '\t').dialect.delimiter, ',') << "commas in a .tsv";
}

TEST(CsvLayout, TextThatHoldsOtherDelimitersStaysWhole) {
  EXPECT_EQ(layout("text\n\"a; b\"\n\"c; d; e\"\n").dialect.delimiter, ',');
  EXPECT_EQ(layout("ids,n\n1;2;3,1\n4;5,2\n").dialect.delimiter, ',');
}

TEST(CsvLayout, ATextMayEndBehindWhatNamesItsDelimiter) {
  for (const char* text : {"", "sep=;", "sep=;\n", "\xEF\xBB\xBF", "\n"})
    EXPECT_TRUE(layout(text).dialect.comment == '\0') << text;
}

TEST(CsvLayout, AFewBrokenRecordsDoNotHideTheDelimiter) {
  std::string text = "a;b\n";
  for (int i = 0; i < 20; ++i) text += "1;2\n";
  EXPECT_EQ(layout(text + "1;2;3\n").dialect.delimiter, ';');
}

TEST(CsvLayout, ADelimiterThatPartsTheHeaderIsNotHiddenByShortAndLongRecords) {
  EXPECT_EQ(layout("a;b;c\n1;2;3\n4;5\n").dialect.delimiter, ';');
  EXPECT_EQ(layout("a\tb\tc\n1\t2\t3\n4\t5\t6\t7\n").dialect.delimiter, '\t');
  EXPECT_EQ(layout("a|b\nr1|1|2\nr2|3|4\n").dialect.delimiter, '|') << "R's names of rows";
  EXPECT_EQ(layout("title;x\nfoo;bar;baz\nq\nz\n").dialect.delimiter, ',') << "texts";
  EXPECT_EQ(layout("a,b\n1;2;3\n4;5\n").dialect.delimiter, ',') << "which parts the header";
}

TEST(CsvLayout, AFieldMoreThanTheHeaderHasIsANameOfRowsWhereThatIsCertain) {
  for (const char* text : {"a\tb\nr1\t1\t2\nr2\t3\t4\n", "\"a\",\"b\"\n\"1\",5,NA\n\"2\",6,7\n",
                           "\"a\",\"b\"\n\"Al\",5,NA\n\"Bo\",6,7\n"}) {
    const CsvLayout found = layout(text);
    EXPECT_TRUE(found.names_rows) << text;
    EXPECT_TRUE(found.has_header) << text;
    EXPECT_EQ(std::ranges::count(found.found,
                                 "its lines have a field more than its header: the first, which R "
                                 "writes of rows, has no name"),
              1)
        << text;
  }
  for (const char* text :
       {"name,age\nSmith, John,5\nMoe, Ann,6\n", "a\tb\n1\t2\t\n3\t4\t\n", "a\nx\ty\nz\tw\n",
        "a\tb\nr1\t1\t2\nr2\t3\n", "a\tb\nr1\t1\t2\n", "1\t2\n3\t3\t4\n4\t5\t6\n"})
    EXPECT_FALSE(layout(text).names_rows) << text;
}

TEST(CsvLayout, ATableOfRBetweenBlanksIsSaid) {
  EXPECT_EQ(layout("\"a\" \"b\"\n\"Mazda\" 1 2\n\"Fiat\" 3 4\n").found.back(),
            "it has one column; blanks would part it in 3 (--delimiter ' ')");
}

TEST(CsvLayout, ACarriageReturnIsPartOfAFieldWhereOnlyThatMakesATable) {
  EXPECT_TRUE(layout("a,b\r1,2\n3,4\n").dialect.cr_ends_lines);
  for (const char* text : {"id,text\n1,x\ry\n2,z\n", "id;text\r\n1;x\ry\r\n"}) {
    const CsvLayout found = layout(text);
    EXPECT_FALSE(found.dialect.cr_ends_lines) << text;
    EXPECT_EQ(found.found.back(), "a CR without an LF behind it is part of a field") << text;
  }
  EXPECT_TRUE(layout("a,b\r1,2\r3\r").dialect.cr_ends_lines) << "a file of the old Mac, broken";
  const auto reads_cr = [](const CsvDialect& dialect) { return !dialect.cr_ends_lines; };
  EXPECT_TRUE(std::ranges::any_of(other_quotings(layout("a,b\n1,2\n"), {}), reads_cr));
  EXPECT_FALSE(std::ranges::any_of(other_quotings(layout("a,b\r1,2\r"), {}), reads_cr));
}

TEST(CsvLayout, WhatIsSaidGoesBeforeEvidence) {
  source::ReadOptions options;
  options.delimiter = ';';
  EXPECT_EQ(layout("a,b\n1,2\n", options).dialect.delimiter, ';');
  options = {};
  options.header = false;
  EXPECT_FALSE(layout("a,b\n1,2\n", options).has_header);
  options = {};
  options.names = {"x", "y"};
  EXPECT_FALSE(layout("1,2\n3,4\n", options).has_header);
}

TEST(CsvLayout, ExcelNamesTheDelimiterInItsFirstLine) {
  const CsvLayout found = layout("sep=;\na;b\n1;2\n");
  EXPECT_EQ(found.dialect.delimiter, ';');
  EXPECT_EQ(found.dialect.skip_lines, 1U);
}

TEST(CsvLayout, AFirstLineThatNamesAWrongDelimiterIsNotObeyed) {
  const CsvLayout found = layout("sep=;\na,b\n1,2\n3,4\n");
  EXPECT_EQ(found.dialect.delimiter, ',');
  EXPECT_EQ(found.dialect.skip_lines, 1U);
  EXPECT_EQ(found.found.at(0),
            "its first line names ';', which parts none of its lines, as the delimiter");
  EXPECT_EQ(layout("sep=;\nprice\n1,5\n2,5\n").dialect.delimiter, ';') << "decimal commas";
  EXPECT_EQ(layout("sep=;\nname\nx\n").dialect.delimiter, ';') << "one column";
}

TEST(CsvLayout, ASingleLineOfValuesIsARow) {
  for (const char* text : {"1,2,3\n", "1,2,3", "1.5\n", "2024-01-05,7\n"}) {
    const CsvLayout found = layout(text);
    EXPECT_FALSE(found.has_header) << text;
    EXPECT_EQ(found.found.at(0), "its first line is data, so it has no header") << text;
  }
  EXPECT_TRUE(layout("a,1\n").has_header);
  EXPECT_TRUE(layout("1,2,3\n4,5,6\n").has_header) << "which is said";
}

TEST(CsvLayout, ANumberThatComesAgainAndAgainOverItselfIsData) {
  const CsvLayout pixels = layout("5,0,0,0,12\n0,0,0,0,7\n4,0,0,0,3\n");
  EXPECT_FALSE(pixels.has_header);
  EXPECT_EQ(pixels.found.size(), 1U);
  EXPECT_TRUE(layout("1,1,1,2\n5,6,7,8\n9,8,7,6\n").has_header) << "names of repetitions";
  EXPECT_TRUE(layout("id,0,0,0\n1,0,0,0\n2,0,0,0\n").has_header) << "a name among them";
}

TEST(CsvLayout, CommentsAtTheFrontArePassedOver) {
  EXPECT_EQ(layout("# by us\n# in 2024\na,b\n1,2\n").dialect.skip_lines, 2U);
  EXPECT_EQ(layout("# made by tool, v1\na,b\n1,2.5\n").dialect.skip_lines, 1U);
  EXPECT_EQ(layout("#chrom\tpos\nchr1\t1\n").dialect.skip_lines, 0U) << "a header";
  EXPECT_EQ(layout("##format 1\n#chrom\tpos\nchr1\t1\n").dialect.skip_lines, 1U);
  EXPECT_EQ(layout("##format 1\n#chrom\tpos\nchr1\t1\n").dialect.comment, '\0')
      << "the header is none of them";
  const CsvLayout numpy = layout("# a,b\n1,2\n3,4\n");
  EXPECT_TRUE(numpy.header_is_comment);
  EXPECT_EQ(numpy.dialect.skip_lines, 0U);
  EXPECT_EQ(layout("tag,n\n#python,3\n").dialect.comment, '\0') << "hashtags are data";
}

TEST(CsvLayout, QuotesAreWhatMakesTheTableFit) {
  EXPECT_EQ(layout("a,b\n1,\"x, y\"\n").dialect.quotes, Quotes::kStrict);
  EXPECT_EQ(layout("a,b\n1,\"say \\\"x, y\\\"\"\n").dialect.quotes, Quotes::kBackslash);
  EXPECT_EQ(layout("a\tb\n1\t\"open\n2\tend\" here\n", {}, '\t').dialect.quotes, Quotes::kNone);
  EXPECT_EQ(layout("a,b\n\"x\"y,\"1,2\"\n").dialect.quotes, Quotes::kLoose);
  EXPECT_TRUE(layout("a, b\nx, \"y, z\"\n").dialect.skip_blanks);
}

TEST(CsvLayout, AHeaderIsMissingOnlyWhereThatIsCertain) {
  EXPECT_FALSE(layout("1,0.5,cat\n2,0.7,dog\n3,0.9,cat\n").has_header);
  EXPECT_TRUE(layout("id,score,name\n1,0.5,cat\n2,0.7,dog\n").has_header);
  EXPECT_TRUE(layout("2019,2020\n1,2\n3,4\n").has_header) << "years name columns";
  EXPECT_TRUE(layout("1,0.5,cat\n2,0.7,dog\n").has_header) << "cat may be a name";
  EXPECT_FALSE(layout("1,Ana,\\N\n2,Bob,x\n").has_header) << "a database wrote it";
  EXPECT_FALSE(layout("1\tAna\t2024-01-05\n2\tBob\t\\N\n", {}, '\t').has_header);
  EXPECT_FALSE(layout("Ana\t7\tx\nBob\t8\t\\N\n", {}, '\t').has_header);
  EXPECT_TRUE(layout("tconst\tstart\ntt1\t1894\ntt2\t\\N\n", {}, '\t').has_header);
  EXPECT_TRUE(layout("country,2019,2020\nFR,1,\\N\nDE,3,4\n").has_header) << "years";
  EXPECT_FALSE(layout("1,ana,2024-01-05\n2,bob,2024-02-01\n3,eve,\n").has_header);
  EXPECT_TRUE(layout("id,2024-01-05\n1,10\n2,20\n").has_header) << "amounts of a day";
}

TEST(CsvLayout, AHeaderThatMayBeDataIsSaid) {
  const auto says = [](std::string_view text, std::string_view what) {
    const std::vector<std::string> found = layout(text, {}, '\t').found;
    return std::ranges::any_of(found, [&](const std::string& said) {
      return said.find(what) != std::string::npos && said.find("--no-header") != said.npos;
    });
  };
  EXPECT_TRUE(says("1\tAna\n2\tBob\n3\tEve\n", "reads as values"));
  EXPECT_TRUE(says("Ana\tLyon\nBob\t\\N\n", "it has \\N"));
  EXPECT_TRUE(says("ham\tGo now\nspam\tFree\nham\tOk\n", "words of the rows below"));
  EXPECT_FALSE(says("id\tname\n1\tAna\nid\tname\n2\tBob\n", "")) << "the header once more";
  EXPECT_FALSE(says("text\ntext\nmore\n", "")) << "one column";
  EXPECT_FALSE(says("id\tname\n1\tAna\n2\tBob\n", ""));
  EXPECT_FALSE(says("id\tname\n1\tAna\n2\t\\N\n", "")) << "a name over numbers";
}

TEST(CsvLayout, ControlCharactersPartFieldsWhereTheyMakeATable) {
  EXPECT_EQ(layout("id\x01v\n1\x01x\n").dialect.delimiter, '\x01');
  EXPECT_EQ(layout("id\x1Fv\n1\x1Fx\n").dialect.delimiter, '\x1F');
  EXPECT_EQ(visible_character('\x01'), "\\x01");
}

TEST(CsvLayout, ApostrophesAreQuotesWhereNothingElseFits) {
  EXPECT_EQ(layout("a,b\n'x, y',1\n").dialect.quote, '\'');
  EXPECT_EQ(layout("a,b\n'x',1\n").dialect.quote, '"') << "they are part of the text";
  EXPECT_EQ(layout("a,b\nit's,1\n").dialect.quote, '"');
}

TEST(CsvLayout, AnotherDelimiterIsSaidOfATableOfOneColumn) {
  const auto says = [](std::string_view text, std::string_view what) {
    const std::vector<std::string> found = layout(text).found;
    return !found.empty() && found.back().find(what) != std::string::npos;
  };
  EXPECT_TRUE(says("id^v\n1^x\n2^y\n", "--delimiter '^'"));
  EXPECT_TRUE(says("id v w\n1 x y\n", "--delimiter ' '"));
  EXPECT_FALSE(says("id,v\n1,x y\n", "--delimiter")) << "it has two";
  EXPECT_FALSE(says("t\nx y\nz\n", "--delimiter")) << "lines of different length";
  EXPECT_EQ(layout("id^v\n1^x\n2^y\n").dialect.delimiter, ',') << "said, not done";
}

}  // namespace
}  // namespace vitrine::ingest
