// The shape of conditions: what is read, where it is refused, and how deep and long it may be.

#include "ask/condition_parser.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <utility>
#include <vector>

namespace vitrine::ask {
namespace {

/// A value as it may be written.
std::string written(const Operand& operand) {
  switch (operand.kind) {
    case Operand::Kind::kNull:
      return "NULL";
    case Operand::Kind::kBool:
    case Operand::Kind::kNumber:
      return operand.text;
    case Operand::Kind::kText: {
      std::string out = "'";
      for (const char c : operand.text) out.append(c == '\'' ? 2 : 1, c);
      return out + "'";
    }
    case Operand::Kind::kCall:
      break;
    case Operand::Kind::kColumn: {
      std::string out;
      for (const std::string& part : operand.path) {
        out += out.empty() ? "\"" : ".\"";
        for (const char c : part) out.append(c == '"' ? 2 : 1, c);
        out += '"';
      }
      return out;
    }
  }
  std::string out = operand.text + "(";
  for (std::size_t i = 0; i < operand.arguments.size(); ++i)
    out += (i > 0 ? ", " : "") + written(operand.arguments[i]);
  return out + ")";
}

std::string written(const Condition& condition);

std::string joined(const Condition& condition, const std::string& word) {
  std::string out;
  for (const Condition& part : condition.parts) {
    if (!out.empty()) out.append(" ").append(word).append(" ");
    out += "(" + written(part) + ")";
  }
  return out;
}

/// A condition with every bracket that it could have.
std::string written(const Condition& condition) {
  const auto value = [&](std::size_t i) { return written(condition.operands[i]); };
  const std::string negated = condition.negated ? "NOT " : "";
  switch (condition.kind) {
    case Condition::Kind::kAnd:
      return joined(condition, "AND");
    case Condition::Kind::kOr:
      return joined(condition, "OR");
    case Condition::Kind::kNot:
      return "NOT (" + written(condition.parts.front()) + ")";
    case Condition::Kind::kCompare:
      return value(0) + " " + condition.op + " " + value(1);
    case Condition::Kind::kIn: {
      std::string out = value(0) + " " + negated + "IN (" + value(1);
      for (std::size_t i = 2; i < condition.operands.size(); ++i) out += ", " + value(i);
      return out + ")";
    }
    case Condition::Kind::kMember:
      return value(0) + " " + negated + "IN " + value(1);
    case Condition::Kind::kBetween:
      return value(0) + " " + negated + "BETWEEN " + value(1) + " AND " + value(2);
    case Condition::Kind::kIs:
      return value(0) + " IS " + negated + value(1);
    case Condition::Kind::kPattern:
      return value(0) + " " + negated + condition.op + " " + value(1);
    case Condition::Kind::kTruth:
      break;
  }
  return value(0);
}

/// Conditions at random, of the shapes that a parser may give.
class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  Condition condition(int depth) {
    const unsigned kind = below(depth > 0 ? 9 : 6);
    if (kind == 6) {
      Condition out{.kind = Condition::Kind::kNot};
      out.parts.push_back(condition(depth - 1));
      return out;
    }
    if (kind > 6) {
      const auto joined = kind == 7 ? Condition::Kind::kAnd : Condition::Kind::kOr;
      Condition out{.kind = joined};
      // A part of the same kind would be taken into the chain.
      while (out.parts.size() < 2 + below(3)) {
        Condition part = condition(depth - 1);
        if (part.kind != joined) out.parts.push_back(std::move(part));
      }
      return out;
    }
    return term(kind);
  }

 private:
  unsigned below(unsigned count) { return static_cast<unsigned>(random_() % count); }

  std::string text() {
    static const std::vector<std::string> kPieces = {"a", "B", "'", "\"", " ",
                                                     "é", "%", "(", "OR", ";"};
    std::string out;
    for (unsigned i = below(5); i > 0; --i) out += kPieces[below(10)];
    return out;
  }
  Operand column() {
    Operand out{.kind = Operand::Kind::kColumn};
    for (unsigned i = 0; i <= below(3); ++i) out.path.push_back(text());
    return out;
  }
  Operand operand(int depth = 2) {
    switch (below(depth > 0 ? 6 : 5)) {
      case 0:
        return {.kind = Operand::Kind::kText, .text = text()};
      case 1:
        return {.kind = Operand::Kind::kNumber,
                .text = (below(2) == 0 ? "-" : "") + std::to_string(below(1000))};
      case 2:
        return {.kind = Operand::Kind::kBool, .text = below(2) == 0 ? "TRUE" : "FALSE"};
      case 3:
        return {};
      case 4:
        return column();
      default: {
        Operand out{.kind = Operand::Kind::kCall, .text = "f" + std::to_string(below(9))};
        for (unsigned i = below(4); i > 0; --i) out.arguments.push_back(operand(depth - 1));
        return out;
      }
    }
  }
  Condition term(unsigned kind) {
    static const std::vector<std::string> kOps = {"=", "<>", "<", "<=", ">", ">="};
    static const std::vector<std::string> kLikes = {"LIKE", "ILIKE", "GLOB", "SIMILAR TO"};
    Condition out;
    out.operands.push_back(kind == 0 ? column() : operand());
    const bool negated = below(2) == 0;
    switch (kind) {
      case 0:
        out.kind = Condition::Kind::kTruth;
        return out;
      case 1:
        out.kind = Condition::Kind::kCompare;
        out.op = kOps[below(6)];
        out.operands.push_back(operand());
        return out;
      case 2:
        out.kind = Condition::Kind::kIn;
        for (unsigned i = 0; i <= below(4); ++i) out.operands.push_back(operand());
        break;
      case 3:
        out.kind = Condition::Kind::kMember;
        out.operands.push_back(column());
        break;
      case 4:
        out.kind = Condition::Kind::kBetween;
        out.operands.push_back(operand());
        out.operands.push_back(operand());
        break;
      default:
        out.kind = below(2) == 0 ? Condition::Kind::kIs : Condition::Kind::kPattern;
        if (out.kind == Condition::Kind::kPattern) {
          out.op = kLikes[below(4)];
          out.operands.push_back({.kind = Operand::Kind::kText, .text = text()});
        } else if (below(2) == 0) {
          out.operands.emplace_back();
        } else {
          out.operands.push_back({.kind = Operand::Kind::kBool, .text = "TRUE"});
        }
    }
    out.negated = negated;
    return out;
  }

  std::mt19937 random_;
};

TEST(ConditionParser, WhatIsWrittenIsRead) {
  for (unsigned seed = 1; seed <= 500; ++seed) {
    const Condition condition = Generator(seed).condition(3);
    const std::string text = written(condition);
    const Result<Condition> read = parse_condition(text);
    ASSERT_TRUE(read) << "seed " << seed << ": " << text << ": " << read.error().message();
    EXPECT_EQ(*read, condition) << "seed " << seed << ": " << text << " became " << written(*read);
  }
}

/// A text cut short is refused or another condition, and never read beyond its end.
TEST(ConditionParser, EveryBeginningIsAnswered) {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    const std::string text = written(Generator(seed).condition(2));
    for (std::size_t length = 0; length < text.size(); ++length) {
      const Result<Condition> read = parse_condition(std::string_view(text).substr(0, length));
      if (read) continue;
      EXPECT_EQ(read.error().code(), ErrorCode::kInvalidArgument) << "seed " << seed;
      EXPECT_FALSE(read.error().message().empty()) << "seed " << seed;
    }
  }
}

std::string read(std::string_view text) {
  const Result<Condition> condition = parse_condition(text);
  return condition ? written(*condition) : "error: " + condition.error().message();
}

TEST(ConditionParser, AndBindsTighterThanOr) {
  EXPECT_EQ(read("a OR b AND c"), "(\"a\") OR ((\"b\") AND (\"c\"))");
  EXPECT_EQ(read("a AND b OR c"), "((\"a\") AND (\"b\")) OR (\"c\")");
  EXPECT_EQ(read("(a OR b) AND c"), "((\"a\") OR (\"b\")) AND (\"c\")");
  EXPECT_EQ(read("NOT a AND b"), "(NOT (\"a\")) AND (\"b\")");
  EXPECT_EQ(read("NOT NOT a"), "NOT (NOT (\"a\"))");
}

TEST(ConditionParser, ChainsAreFlat) {
  EXPECT_EQ(read("a AND b AND c"), "(\"a\") AND (\"b\") AND (\"c\")");
  EXPECT_EQ(read("a AND (b AND c)"), "(\"a\") AND (\"b\") AND (\"c\")");
  EXPECT_EQ(read("(a OR b) OR (c OR d)"), "(\"a\") OR (\"b\") OR (\"c\") OR (\"d\")");
  EXPECT_EQ(read("((a))"), "\"a\"");
}

TEST(ConditionParser, WordsAreOfAnyCase) {
  EXPECT_EQ(read("a is not null or b Not In (true, False) and c sImIlAr tO 'x'"),
            "(\"a\" IS NOT NULL) OR ((\"b\" NOT IN (TRUE, FALSE)) AND (\"c\" SIMILAR TO 'x'))");
  EXPECT_EQ(read("LOWER(a) = 'x'"), "lower(\"a\") = 'x'");
}

TEST(ConditionParser, OperatorsHaveOneForm) {
  EXPECT_EQ(read("a == 1"), read("a = 1"));
  EXPECT_EQ(read("a != 1"), read("a <> 1"));
  EXPECT_EQ(read("a=+1"), "\"a\" = 1");
  EXPECT_EQ(read("a=-1"), "\"a\" = -1");
  EXPECT_EQ(read("a - 1"),
            "error: \"-\" stands at character 3 where a comparison such as = or IN was expected");
  EXPECT_EQ(read("a ~ 'x'"), "\"a\" ~ 'x'");
}

TEST(ConditionParser, MethodsAreCallsOfTheirValue) {
  EXPECT_EQ(read("a.lower() = 'x'"), "lower(\"a\") = 'x'");
  EXPECT_EQ(read("a.b.lower().left(3) = 'x'"), "left(lower(\"a\".\"b\"), 3) = 'x'");
  EXPECT_EQ(read("f(a).g(1, 'b')"), "g(f(\"a\"), 1, 'b')");
  EXPECT_EQ(read("a.length > 1"), "\"a\".\"length\" > 1");
  EXPECT_EQ(read("'x' IN a.b"), "'x' IN \"a\".\"b\"");
  EXPECT_EQ(read("\"a.b\".c"), "\"a.b\".\"c\"");
}

TEST(ConditionParser, APlaceIsNotPartOfAValue) {
  const Result<Condition> condition = parse_condition("  a =  'x'");
  ASSERT_TRUE(condition);
  EXPECT_EQ(condition->operands[0].at, 2U);
  EXPECT_EQ(condition->operands[1].at, 7U);
  EXPECT_EQ(*condition, *parse_condition("a='x'"));
}

TEST(ConditionParser, RefusalsSayWhereAndWhatWasExpected) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "the condition ends at character 1 where a column or a value was expected"},
      {"a =", "the condition ends at character 4 where a column or a value was expected"},
      {"= 1", "\"=\" stands at character 1 where a column or a value was expected"},
      {"a = 1 b", "\"b\" stands at character 7 where AND, OR or the end was expected"},
      {"a = 1 AND", "the condition ends at character 10 where a column or a value was expected"},
      {"(a = 1", "the condition ends at character 7 where a closing bracket was expected"},
      {"a = 1)", "\")\" stands at character 6 where AND, OR or the end was expected"},
      {"a b",
       "\"b\" stands at character 3 where a comparison such as = or IN, AND, OR or the end was "
       "expected"},
      {"a, b", "\",\" stands at character 2 where a comparison such as = or IN was expected"},
      {"'x'", "the condition ends at character 4 where a comparison such as = or IN was expected"},
      {"1 AND a", "\"AND\" stands at character 3 where a comparison such as = or IN was expected"},
      {"a IS 1", "\"1\" stands at character 6 where NULL, TRUE or FALSE was expected"},
      {"a IS NOT", "the condition ends at character 9 where NULL, TRUE or FALSE was expected"},
      {"a NOT = 1",
       "\"=\" stands at character 7 where IN, BETWEEN, LIKE, ILIKE, GLOB or SIMILAR TO was "
       "expected"},
      {"a NOT ~ 'x'",
       "\"~\" stands at character 7 where IN, BETWEEN, LIKE, ILIKE, GLOB or SIMILAR TO was "
       "expected"},
      {"a IN 1",
       "\"1\" stands at character 6 where a list column, or values in brackets was expected"},
      {"a IN ()", "\")\" stands at character 7 where a column or a value was expected"},
      {"a IN (1",
       "the condition ends at character 8 where a comma or a closing bracket was expected"},
      {"a IN (1,)", "\")\" stands at character 9 where a column or a value was expected"},
      {"a BETWEEN 1",
       "the condition ends at character 12 where AND, as in BETWEEN 1 AND 9 was expected"},
      {"a BETWEEN 1 OR 2",
       "\"OR\" stands at character 13 where AND, as in BETWEEN 1 AND 9 was expected"},
      {"a LIKE b", "\"b\" stands at character 8 where a pattern in single quotes was expected"},
      {"a LIKE 1", "\"1\" stands at character 8 where a pattern in single quotes was expected"},
      {"a SIMILAR 'x'", "\"x\" stands at character 11 where TO, as in SIMILAR TO was expected"},
      {"a = -'x'", "\"x\" stands at character 6 where a number was expected"},
      {"a = - - 1", "\"-\" stands at character 7 where a number was expected"},
      {"a.", "the condition ends at character 3 where a field's name was expected"},
      {"a.1 = 1",
       "\".1\" stands at character 2 where a comparison such as = or IN, AND, OR or the end was "
       "expected"},
      {"a.lower().b = 1",
       "\"b\" stands at character 11 where a function such as lower() was expected"},
      {"f(a", "the condition ends at character 4 where a comma or a closing bracket was expected"},
      {"f(a b)", "\"b\" stands at character 5 where a comma or a closing bracket was expected"},
      {"f(,)", "\",\" stands at character 3 where a column or a value was expected"},
      {"NOT", "the condition ends at character 4 where a column or a value was expected"},
      {"() AND a", "\")\" stands at character 2 where a column or a value was expected"},
  };
  for (const auto& [text, sentence] : cases) EXPECT_EQ(read(text), "error: " + sentence) << text;
}

TEST(ConditionParser, LongWordsAreCutInRefusals) {
  EXPECT_EQ(read("a " + std::string(70, 'x')),
            "error: \"" + std::string(60, 'x') +
                "\" stands at character 3 where a comparison such as = or IN, AND, OR or the end "
                "was expected");
}

std::string repeated(std::string_view text, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += text;
  return out;
}

TEST(ConditionParser, DepthIsBounded) {
  const auto code = [](const std::string& text) {
    const Result<Condition> condition = parse_condition(text);
    return condition ? std::string("fine") : condition.error().message();
  };
  EXPECT_EQ(code(repeated("(", 63) + "a" + repeated(")", 63)), "fine");
  EXPECT_EQ(code(repeated("(", 64) + "a" + repeated(")", 64)),
            "brackets and NOT are nested more than 64 deep");
  EXPECT_EQ(code(repeated("NOT ", 63) + "a"), "fine");
  EXPECT_EQ(code(repeated("NOT ", 64) + "a"), "brackets and NOT are nested more than 64 deep");
  EXPECT_EQ(code(repeated("f(", 63) + "a" + repeated(")", 63)), "fine");
  EXPECT_EQ(code(repeated("f(", 64) + "a" + repeated(")", 64)),
            "functions are nested more than 64 deep");
  EXPECT_EQ(code("a" + repeated(".f()", 62)), "fine")
      << "the last call is one deeper than its value";
  EXPECT_EQ(code("a" + repeated(".f()", 64)), "functions are nested more than 64 deep");
  EXPECT_EQ(code(repeated("(a) AND ", 200) + "a"), "fine") << "beside each other is not deep";
  EXPECT_EQ(code(repeated("f(f(a)) = 1 AND ", 200) + "a"), "fine");
  EXPECT_EQ(code(repeated("a.f().g() = 1 AND ", 200) + "a"), "fine");
  EXPECT_EQ(parse_condition(repeated("(", 64) + "a").error().code(), ErrorCode::kTooLarge);
}

TEST(ConditionParser, NodesAreBounded) {
  // A term counts, and each of its values does.
  EXPECT_TRUE(parse_condition(repeated("a AND ", 4'999) + "a"));
  const Result<Condition> more = parse_condition(repeated("a AND ", 5'000) + "a");
  ASSERT_FALSE(more);
  EXPECT_EQ(more.error().code(), ErrorCode::kTooLarge);
  EXPECT_EQ(more.error().message(),
            "a condition may have at most 10,000 columns, values and comparisons");
}

std::string sorted(std::string_view text) {
  const Result<std::vector<SortTerm>> terms = parse_sort_terms(text);
  if (!terms) return "error: " + terms.error().message();
  std::string out;
  for (const SortTerm& term : *terms) {
    if (!out.empty()) out += " | ";
    out += term.seed ? "seed " + std::to_string(*term.seed) : written(term.key);
    if (term.descending) out += " desc";
  }
  return out;
}

TEST(SortParser, KeysHaveDirections) {
  EXPECT_EQ(sorted("a"), "\"a\"");
  EXPECT_EQ(sorted("a desc, b ASC, \"c d\".e DESC"), "\"a\" desc | \"b\" | \"c d\".\"e\" desc");
  EXPECT_EQ(sorted("lower(a) DESC, a.length"), "lower(\"a\") desc | \"a\".\"length\"");
  EXPECT_EQ(sorted("random(0), Random(4294967295)"), "seed 0 | seed 4294967295");
  EXPECT_EQ(sorted("random"), "\"random\"") << "a column may have that name";
  EXPECT_EQ(sorted("\"random\"(1)"),
            "error: \"(\" stands at character 9 where a comma, ASC or DESC was expected");
  EXPECT_EQ(sorted("desc desc"), "\"desc\" desc");
}

TEST(SortParser, RefusalsSayWhereAndWhatWasExpected) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "the condition ends at character 1 where a column was expected"},
      {"1", "\"1\" stands at character 1 where a column was expected"},
      {"a,", "the condition ends at character 3 where a column was expected"},
      {"a b", "\"b\" stands at character 3 where a comma, ASC or DESC was expected"},
      {"a ASC DESC", "\"DESC\" stands at character 7 where a comma, ASC or DESC was expected"},
      {"random(-1)",
       "\"-\" stands at character 8 where a whole number from 0 to 4,294,967,295 was expected"},
      {"random(4294967296)",
       "\"4294967296\" stands at character 8 where a whole number from 0 to 4,294,967,295 was "
       "expected"},
      {"random(1.5)",
       "\"1.5\" stands at character 8 where a whole number from 0 to 4,294,967,295 was expected"},
      {"random('1')",
       "\"1\" stands at character 8 where a whole number from 0 to 4,294,967,295 was expected"},
      {"random()",
       "\")\" stands at character 8 where a whole number from 0 to 4,294,967,295 was expected"},
      {"random(1", "the condition ends at character 9 where a closing bracket was expected"},
      {"random(1) DESC", "\"DESC\" stands at character 11 where a comma, ASC or DESC was expected"},
  };
  for (const auto& [text, sentence] : cases) EXPECT_EQ(sorted(text), "error: " + sentence) << text;
}

}  // namespace
}  // namespace vitrine::ask
