#include "base/sql_quote.h"

#include <gtest/gtest.h>

#include <random>

namespace vitrine {
namespace {

/// Reads what quote() wrote as SQL does: two marks are one, one ends it. Nothing of it may be left.
std::string unquoted(std::string_view text, char mark) {
  std::string out;
  EXPECT_TRUE(text.starts_with(mark)) << text;
  if (text.empty()) return "";
  std::size_t i = 1;
  for (; i < text.size(); ++i) {
    if (text[i] == mark) {
      if (i + 1 == text.size() || text[i + 1] != mark) break;
      ++i;
    }
    out += text[i];
  }
  EXPECT_EQ(i + 1, text.size()) << text;
  return out;
}

/// The value of the expression that quote_literal() writes.
std::string value_of(std::string_view literal) {
  constexpr std::string_view kNul = " || chr(0) || ";
  if (!literal.starts_with('(')) return unquoted(literal, '\'');
  EXPECT_TRUE(literal.ends_with(')'));
  literal = literal.substr(1, literal.size() - 2);
  std::string out;
  while (true) {
    std::size_t end = 1;  // behind the first mark
    while (end < literal.size() && (literal[end] != '\'' || literal.substr(end).starts_with("''")))
      end += literal[end] == '\'' ? 2 : 1;
    out += unquoted(literal.substr(0, end + 1), '\'');
    literal.remove_prefix(end + 1);
    if (literal.empty()) return out;
    if (!literal.starts_with(kNul)) {
      ADD_FAILURE() << literal;
      return out;
    }
    literal.remove_prefix(kNul.size());
    out += '\0';
  }
}

TEST(SqlQuote, DoublesItsOwnMarkAlone) {
  EXPECT_EQ(quote_identifier("title"), R"("title")");
  EXPECT_EQ(quote_identifier(R"(a"b'c)"), R"("a""b'c")");
  EXPECT_EQ(quote_identifier(""), R"("")");
  EXPECT_EQ(quote_literal("it's"), "'it''s'");
  EXPECT_EQ(quote_literal(R"(a"b)"), R"('a"b')");
  EXPECT_EQ(quote_literal(""), "''");
  EXPECT_EQ(quote_literal(R"(a\n)"), R"('a\n')");  // no escapes in SQL
}

TEST(SqlQuote, NulBytesAreSplicedInWhereverTheyStand) {
  using namespace std::string_view_literals;
  EXPECT_EQ(quote_literal("a\0b"sv), "('a' || chr(0) || 'b')");
  EXPECT_EQ(quote_literal("\0"sv), "('' || chr(0) || '')");
  EXPECT_EQ(quote_literal("'\0\0"sv), "('''' || chr(0) || '' || chr(0) || '')");
}

TEST(SqlQuote, WhateverIsQuotedReadsBackAndNothingGetsOut) {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    std::mt19937_64 random(seed);
    std::string text(random() % 12, ' ');
    for (char& c : text) c = std::string_view("'\"\0\\;-a\xC3", 8)[random() % 8];
    EXPECT_EQ(value_of(quote_literal(text)), text) << "seed " << seed;
    EXPECT_EQ(unquoted(quote_identifier(text), '"'), text) << "seed " << seed;
  }
}

}  // namespace
}  // namespace vitrine
