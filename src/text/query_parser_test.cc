#include "text/query_parser.h"

#include <gtest/gtest.h>

#include <random>

namespace vitrine::text {
namespace {

const QueryNames kNames = {{"title", "TL;DR", "author names"}, {"year", "type", "title"}};

std::string show(const ColumnCondition& condition) {
  const auto end = [](const std::optional<std::string>& text) { return text ? *text : "*"; };
  if (condition.value) return "[" + condition.column + " = " + *condition.value + "]";
  return "[" + condition.column + " " + end(condition.low) + " to " + end(condition.high) + "]";
}

/// The tree as a line: must "+", must not "-", phrases in quotes, groups in brackets.
std::string show(const QueryClause& clause) {
  std::string out;
  if (clause.role == QueryClause::Role::kMust) out += '+';
  if (clause.role == QueryClause::Role::kMustNot) out += '-';
  if (!clause.field.empty() && clause.kind != QueryClause::Kind::kGroup) out += clause.field + ":";
  switch (clause.kind) {
    case QueryClause::Kind::kWord:
      return out + clause.text + (clause.open ? "~" : "");
    case QueryClause::Kind::kPhrase:
      return out + '"' + clause.text + '"';
    case QueryClause::Kind::kPrefix:
      return out + clause.text + '*';
    case QueryClause::Kind::kCondition:
      return out + show(clause.condition);
    case QueryClause::Kind::kGroup:
      break;
  }
  out += '(';
  for (std::size_t i = 0; i < clause.alternatives.size(); ++i) {
    if (i > 0) out += " | ";
    for (std::size_t c = 0; c < clause.alternatives[i].size(); ++c) {
      out += (c > 0 ? " " : "") + show(clause.alternatives[i][c]);
    }
  }
  return out + ')';
}
std::string parse(std::string_view text) {
  return show(parse_query(text, kNames));
}

TEST(QueryParser, PlainWordsStayPlain) {
  EXPECT_EQ(parse("graph neural-networks C++"), "+(graph neural-networks C++)");
  EXPECT_EQ(parse("  "), "+()");
  EXPECT_EQ(parse("a - b"), "+(a - b)");
}

TEST(QueryParser, PhrasesFieldsPrefixesAndExclusions) {
  EXPECT_EQ(parse(R"(a "b c" -d -"e f")"), R"(+(a +"b c" -d -"e f"))");
  EXPECT_EQ(parse(R"(title:x TITLE:"y z" -tl;dr:w)"), R"(+(+title:x +title:"y z" -TL;DR:w))");
  EXPECT_EQ(parse("author names:bengio"), "+(+author names:bengio)");
  EXPECT_EQ(parse("transf* *"), "+(+transf* *)");
  EXPECT_EQ(parse("title:(a b*)"), "+(+(title:a +title:b*))");
}

TEST(QueryParser, AndBindsTighterThanOr) {
  EXPECT_EQ(parse("a AND b"), "+(+a +b)");
  EXPECT_EQ(parse("a OR b AND c"), "+(a | +b +c)");
  EXPECT_EQ(parse("(a OR b) c"), "+(+(a | b) c)");
  EXPECT_EQ(parse("-(a b)"), "+(-(a b))");
  EXPECT_EQ(parse("ANDROID ORDER"), "+(ANDROID ORDER)");
}

TEST(QueryParser, BracketsOfProseAreNoGroups) {
  EXPECT_EQ(parse("networks (GANs) are"), "+(networks GANs are)");
  EXPECT_EQ(parse("(a b) AND c"), "+(+(a b) +c)");
  EXPECT_EQ(parse("((a)) OR b"), "+(a | b)");
}

TEST(QueryParser, ColumnsTakeValuesAndRanges) {
  EXPECT_EQ(parse("gan year:2020"), "+(gan +[year = 2020])");
  EXPECT_EQ(parse("YEAR:2020..2024 -type:Oral"), "+(+[year 2020 to 2024] -[type = Oral])");
  EXPECT_EQ(parse("year:2020.. year:..2024 year:.."),
            "+(+[year 2020 to *] +[year * to 2024] +[year * to *])");
  EXPECT_EQ(parse(R"(type:"a b" year:"1 2".."3 4" type:"x..y")"),
            "+(+[type = a b] +[year 1 2 to 3 4] +[type = x..y])");
  EXPECT_EQ(parse("year:-5..-3.5"), "+(+[year -5 to -3.5])");
  EXPECT_EQ(parse("(year:2020 OR type:Oral) AND gan"),
            "+(+(+[year = 2020] | +[type = Oral]) +gan)");
  EXPECT_EQ(parse("year:(2020 OR 2022)"), "+(+([year = 2020] | [year = 2022]))");
  EXPECT_EQ(parse("year: 2020"), "+(year: 2020)");
}

TEST(QueryParser, OfATextFieldOnlyRangesAreConditions) {
  EXPECT_EQ(parse("title:word title:a..b"), "+(+title:word +[title a to b])");
  EXPECT_EQ(parse("title:\"a b\""), "+(+title:\"a b\")");
}

TEST(QueryParser, NotIsAMinus) {
  EXPECT_EQ(parse("a NOT b"), "+(a -b)");
  EXPECT_EQ(parse("a AND NOT (b c)"), "+(+a -(b c))");
  EXPECT_EQ(parse("a NOT year:2020"), "+(a -[year = 2020])");
  EXPECT_EQ(parse("NOT"), "+(NOT)");
  EXPECT_EQ(parse("NOTHING"), "+(NOTHING)");
}

TEST(QueryParser, TheLastWordIsOpenUntilSomethingFollows) {
  const auto open = [](std::string_view text) {
    QueryClause query = parse_query(text, kNames);
    open_last_word(text, query);
    return show(query);
  };
  EXPECT_EQ(open("graph neur"), "+(graph neur~)");
  EXPECT_EQ(open("graph neur "), "+(graph neur)");
  EXPECT_EQ(open("title:neur"), "+(+title:neur~)");
  EXPECT_EQ(open("a AND (b OR neur"), "+(+a +(b | neur~))");
  EXPECT_EQ(open("graph -neur"), "+(graph -neur)");
  EXPECT_EQ(open("\"graph neur"), "+(+\"graph neur\")");
  EXPECT_EQ(open("neur*"), "+(+neur*)");
  EXPECT_EQ(open("graph AND"), "+(+graph)");
  EXPECT_EQ(open("n"), "+(n~)");
  EXPECT_EQ(open(" n"), "+(n~)");
  EXPECT_EQ(open("graph n"), "+(graph n)") << "one letter tells nothing beside a word";
  EXPECT_EQ(open("graph ne"), "+(graph ne~)");
  EXPECT_EQ(open("graph 神"), "+(graph 神~)");
  EXPECT_EQ(open("year:2020"), "+(+[year = 2020])");
  EXPECT_EQ(open(""), "+()");
  EXPECT_EQ(open("a (("), "+(a)");
}

TEST(QueryParser, NothingIsAnError) {
  EXPECT_EQ(parse("\"open"), "+(+\"open\")");
  EXPECT_EQ(parse(")a)("), "+(a)");
  EXPECT_EQ(parse("AND OR AND a OR"), "+(a)");
  EXPECT_EQ(parse("title:"), "+(title:)");
  EXPECT_EQ(parse("unknown:word"), "+(unknown:word)");
  EXPECT_EQ(parse("-"), "+(-)");
}

TEST(QueryParser, HostileQueriesStayWithinTheLimits) {
  for (const std::string_view piece :
       {"(", "-(", "\"", "a OR ", "a AND ", "-a ", "title:", "b*(", "year:..", "year:(", "NOT "}) {
    std::string text;
    for (int i = 0; i < 20000; ++i) text += piece;
    const QueryClause query = parse_query(text, kNames);
    EXPECT_LE(query.alternatives.size(), kMaxQueryClauses + 1);
  }
  std::mt19937 random(21);
  const std::vector<std::string> pieces = {
      "a",      " ",     "\"", "(",     ")",    "-",     "*",    ":",
      "title:", "year:", "..", " NOT ", " OR ", " AND ", "\xFF", std::string(1, '\0')};
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (std::size_t i = random() % 20; i > 0; --i) text += pieces[random() % pieces.size()];
    QueryClause query = parse_query(text, kNames);
    open_last_word(text, query);
  }
}

}  // namespace
}  // namespace vitrine::text
