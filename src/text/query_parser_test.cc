#include "text/query_parser.h"

#include <gtest/gtest.h>

#include <random>

namespace vitrine {
namespace {

const std::vector<std::string> kFields = {"title", "TL;DR", "author names"};

/// The tree as a line: must "+", must not "-", phrases in quotes, groups in brackets.
std::string show(const QueryClause& clause) {
  std::string out;
  if (clause.role == QueryClause::Role::kMust) out += '+';
  if (clause.role == QueryClause::Role::kMustNot) out += '-';
  if (!clause.field.empty() && clause.kind != QueryClause::Kind::kGroup) out += clause.field + ":";
  switch (clause.kind) {
    case QueryClause::Kind::kWord:
      return out + clause.text;
    case QueryClause::Kind::kPhrase:
      return out + '"' + clause.text + '"';
    case QueryClause::Kind::kPrefix:
      return out + clause.text + '*';
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
  return show(parse_query(text, kFields));
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
       {"(", "-(", "\"", "a OR ", "a AND ", "-a ", "title:", "b*("}) {
    std::string text;
    for (int i = 0; i < 20000; ++i) text += piece;
    const QueryClause query = parse_query(text, kFields);
    EXPECT_LE(query.alternatives.size(), kMaxQueryClauses + 1);
  }
  std::mt19937 random(21);
  const std::vector<std::string> pieces = {"a",
                                           " ",
                                           "\"",
                                           "(",
                                           ")",
                                           "-",
                                           "*",
                                           ":",
                                           "title:",
                                           " OR ",
                                           " AND ",
                                           "\xFF",
                                           std::string(1, '\0')};
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (std::size_t i = random() % 20; i > 0; --i) text += pieces[random() % pieces.size()];
    parse_query(text, kFields);
  }
}

}  // namespace
}  // namespace vitrine
