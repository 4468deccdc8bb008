#include "ask/condition_parser.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "ask/lexer.h"
#include "base/ascii.h"

namespace vitrine::ask {
namespace {

constexpr int kMaxDepth = 64;
constexpr int kMaxNodes = 10'000;

class Parser {
 public:
  explicit Parser(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  Result<Condition> condition_to_end();
  Result<std::vector<SortTerm>> sort_to_end();

 private:
  const Token& peek(std::size_t ahead = 0) const {
    return tokens_[std::min(next_ + ahead, tokens_.size() - 1)];
  }
  Token take() { return tokens_[next_ + 1 < tokens_.size() ? next_++ : next_]; }
  bool at_symbol(std::string_view symbol, std::size_t ahead = 0) const {
    return peek(ahead).kind == Token::Kind::kSymbol && peek(ahead).text == symbol;
  }
  bool at_word(std::string_view word, std::size_t ahead = 0) const {
    return peek(ahead).kind == Token::Kind::kWord && ascii_upper(peek(ahead).text) == word;
  }
  bool at_name() const {
    return peek().kind == Token::Kind::kWord || peek().kind == Token::Kind::kQuotedName;
  }
  bool skip_symbol(std::string_view symbol) { return at_symbol(symbol) && (take(), true); }
  bool skip_word(std::string_view word) { return at_word(word) && (take(), true); }
  Error unexpected(std::string_view expected) const;
  /// Counts a node; an error once there are too many.
  Status count();

  Result<Condition> chain(Condition::Kind kind);
  Result<Condition> negation();
  Result<Condition> nested_negation();
  Result<Condition> term();
  Result<Condition> compare(Operand left);
  Result<Condition> is(Operand left);
  Result<Condition> in(Operand left, bool negated);
  Result<Condition> between(Operand left, bool negated);
  Result<Condition> pattern(Operand left, bool negated);
  Result<Operand> operand();
  Result<Operand> literal();
  Result<Operand> column();
  Result<Operand> call(Operand function);
  Result<Operand> methods(Operand value);
  Result<std::uint32_t> random_order();

  std::vector<Token> tokens_;
  std::size_t next_ = 0;
  int depth_ = 0;
  int nodes_ = 0;
};

Error Parser::unexpected(std::string_view expected) const {
  const Token& token = peek();
  const std::string what = token.kind == Token::Kind::kEnd
                               ? "the condition ends"
                               : "\"" + token.text.substr(0, 60) + "\" stands";
  return invalid_argument(what + " " + position_text(token.at) + " where " + std::string(expected) +
                          " was expected");
}

Status Parser::count() {
  if (++nodes_ > kMaxNodes)
    return too_large("a condition may have at most 10,000 columns, values and comparisons");
  return {};
}

Result<Condition> Parser::condition_to_end() {
  Result<Condition> condition = chain(Condition::Kind::kOr);
  if (condition && peek().kind != Token::Kind::kEnd) return unexpected("AND, OR or the end");
  return condition;
}

/// Terms joined by OR, or tighter ones by AND. One term alone is itself.
Result<Condition> Parser::chain(Condition::Kind kind) {
  const bool disjunction = kind == Condition::Kind::kOr;
  const std::string_view word = disjunction ? "OR" : "AND";
  Condition all{.kind = kind};
  do {
    Result<Condition> part = disjunction ? chain(Condition::Kind::kAnd) : negation();
    if (!part) return part;
    if (part->kind == kind) {
      std::ranges::move(part->parts, std::back_inserter(all.parts));
    } else {
      all.parts.push_back(*std::move(part));
    }
  } while (skip_word(word));
  return all.parts.size() == 1 ? std::move(all.parts.front()) : std::move(all);
}

Result<Condition> Parser::negation() {
  if (++depth_ > kMaxDepth) return too_large("brackets and NOT are nested more than 64 deep");
  Result<Condition> condition = nested_negation();
  --depth_;
  return condition;
}

Result<Condition> Parser::nested_negation() {
  if (skip_word("NOT")) {
    Result<Condition> inner = negation();
    if (!inner) return inner;
    Condition out{.kind = Condition::Kind::kNot};
    out.parts.push_back(*std::move(inner));
    return out;
  }
  if (!skip_symbol("(")) return term();
  Result<Condition> inner = chain(Condition::Kind::kOr);
  if (inner && !skip_symbol(")")) return unexpected("a closing bracket");
  return inner;
}

Result<Condition> Parser::term() {
  if (const Status counted = count(); !counted) return counted.error();
  Result<Operand> left = operand();
  if (!left) return std::move(left).error();
  if (skip_word("IS")) return is(*std::move(left));
  const bool negated = skip_word("NOT");
  if (skip_word("IN")) return in(*std::move(left), negated);
  if (skip_word("BETWEEN")) return between(*std::move(left), negated);
  if (at_word("LIKE") || at_word("ILIKE") || at_word("GLOB") || at_word("SIMILAR"))
    return pattern(*std::move(left), negated);
  if (negated) return unexpected("IN, BETWEEN, LIKE, ILIKE, GLOB or SIMILAR TO");
  if (at_symbol("~")) return pattern(*std::move(left), false);
  return compare(*std::move(left));
}

Result<Condition> Parser::compare(Operand left) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kOperators = {
      {{"=", "="},
       {"==", "="},
       {"!=", "<>"},
       {"<>", "<>"},
       {"<", "<"},
       {"<=", "<="},
       {">", ">"},
       {">=", ">="}}};
  Condition out{.kind = Condition::Kind::kTruth};
  const auto* const op =
      std::ranges::find_if(kOperators, [&](const auto& o) { return at_symbol(o.first); });
  const bool may_be_truth = left.kind == Operand::Kind::kColumn ||
                            left.kind == Operand::Kind::kCall || left.kind == Operand::Kind::kBool;
  const bool ends =
      peek().kind == Token::Kind::kEnd || at_symbol(")") || at_word("AND") || at_word("OR");
  out.operands.push_back(std::move(left));
  if (op == kOperators.end()) {
    if (may_be_truth && ends) return out;
    if (may_be_truth && peek().kind == Token::Kind::kSymbol && peek().text != "(")
      return unexpected("a comparison such as = or IN");
    return unexpected(may_be_truth ? "a comparison such as = or IN, AND, OR or the end"
                                   : "a comparison such as = or IN");
  }
  take();
  Result<Operand> right = operand();
  if (!right) return std::move(right).error();
  out.kind = Condition::Kind::kCompare;
  out.op = op->second;
  out.operands.push_back(*std::move(right));
  return out;
}

Result<Condition> Parser::is(Operand left) {
  Condition out{.kind = Condition::Kind::kIs, .negated = skip_word("NOT")};
  if (!at_word("NULL") && !at_word("TRUE") && !at_word("FALSE"))
    return unexpected("NULL, TRUE or FALSE");
  Result<Operand> right = literal();
  if (!right) return std::move(right).error();
  out.operands.push_back(std::move(left));
  out.operands.push_back(*std::move(right));
  return out;
}

Result<Condition> Parser::in(Operand left, bool negated) {
  Condition out{.kind = Condition::Kind::kMember, .negated = negated};
  out.operands.push_back(std::move(left));
  if (!skip_symbol("(")) {
    if (!at_name()) return unexpected("a list column, or values in brackets");
    Result<Operand> list = operand();
    if (!list) return std::move(list).error();
    out.operands.push_back(*std::move(list));
    return out;
  }
  out.kind = Condition::Kind::kIn;
  do {
    Result<Operand> item = operand();
    if (!item) return std::move(item).error();
    out.operands.push_back(*std::move(item));
  } while (skip_symbol(","));
  if (!skip_symbol(")")) return unexpected("a comma or a closing bracket");
  return out;
}

Result<Condition> Parser::between(Operand left, bool negated) {
  Result<Operand> low = operand();
  if (!low) return std::move(low).error();
  if (!skip_word("AND")) return unexpected("AND, as in BETWEEN 1 AND 9");
  Result<Operand> high = operand();
  if (!high) return std::move(high).error();
  Condition out{.kind = Condition::Kind::kBetween, .negated = negated};
  out.operands = {std::move(left), *std::move(low), *std::move(high)};
  return out;
}

Result<Condition> Parser::pattern(Operand left, bool negated) {
  std::string op = ascii_upper(take().text);
  if (op == "SIMILAR") {
    if (!skip_word("TO")) return unexpected("TO, as in SIMILAR TO");
    op = "SIMILAR TO";
  }
  if (peek().kind != Token::Kind::kString) return unexpected("a pattern in single quotes");
  Result<Operand> right = literal();
  if (!right) return std::move(right).error();
  Condition out{.kind = Condition::Kind::kPattern, .op = std::move(op), .negated = negated};
  out.operands = {std::move(left), *std::move(right)};
  return out;
}

Result<Operand> Parser::operand() {
  const Token::Kind kind = peek().kind;
  if (kind == Token::Kind::kString || kind == Token::Kind::kNumber || at_symbol("-") ||
      at_symbol("+") || at_word("NULL") || at_word("TRUE") || at_word("FALSE")) {
    return literal();
  }
  if (at_name()) return column();
  return unexpected("a column or a value");
}

Result<Operand> Parser::literal() {
  if (const Status counted = count(); !counted) return counted.error();
  Operand out{.at = peek().at};
  const bool negative = at_symbol("-");
  if (negative || at_symbol("+")) {
    take();
    if (peek().kind != Token::Kind::kNumber) return unexpected("a number");
  }
  const Token token = take();
  out.text = token.text;
  if (token.kind == Token::Kind::kString) {
    out.kind = Operand::Kind::kText;
  } else if (token.kind == Token::Kind::kNumber) {
    out.kind = Operand::Kind::kNumber;
    if (negative) out.text.insert(0, 1, '-');
  } else {
    out.text = ascii_upper(token.text);
    out.kind = out.text == "NULL" ? Operand::Kind::kNull : Operand::Kind::kBool;
    if (out.text == "NULL") out.text.clear();
  }
  return out;
}

/// A column, a function, or methods of either.
Result<Operand> Parser::column() {
  if (const Status counted = count(); !counted) return counted.error();
  Operand out{.kind = Operand::Kind::kColumn, .at = peek().at};
  if (peek().kind == Token::Kind::kWord && at_symbol("(", 1)) {
    out.text = take().text;
    Result<Operand> value = call(std::move(out));
    return value ? methods(*std::move(value)) : std::move(value);
  }
  out.path.push_back(take().text);
  while (at_symbol(".") && !at_symbol("(", 2)) {
    take();
    if (!at_name()) return unexpected("a field's name");
    out.path.push_back(take().text);
  }
  return methods(std::move(out));
}

/// Calls that stand behind a value: `.lower()`; the value is their first argument.
Result<Operand> Parser::methods(Operand value) {
  const int depth_before = depth_;
  while (skip_symbol(".")) {
    if (const Status counted = count(); !counted) return counted.error();
    if (++depth_ > kMaxDepth) return too_large("functions are nested more than 64 deep");
    if (peek().kind != Token::Kind::kWord || !at_symbol("(", 1))
      return unexpected("a function such as lower()");
    Operand function{.text = peek().text, .at = peek().at};
    take();
    function.arguments.push_back(std::move(value));
    Result<Operand> called = call(std::move(function));
    if (!called) return called;
    value = *std::move(called);
  }
  depth_ = depth_before;
  return value;
}

/// The arguments of a function whose name was taken; it may have its first argument already.
Result<Operand> Parser::call(Operand function) {
  function.kind = Operand::Kind::kCall;
  function.text = ascii_lower(function.text);
  if (++depth_ > kMaxDepth) return too_large("functions are nested more than 64 deep");
  take();
  if (!at_symbol(")")) {
    do {
      Result<Operand> argument = operand();
      if (!argument) return argument;
      function.arguments.push_back(*std::move(argument));
    } while (skip_symbol(","));
  }
  if (!skip_symbol(")")) return unexpected("a comma or a closing bracket");
  --depth_;
  return function;
}

/// random(SEED)
Result<std::uint32_t> Parser::random_order() {
  take();
  take();
  std::uint32_t seed = 0;
  const std::string& digits = peek().text;
  const char* const end = digits.data() + digits.size();
  const auto [read_to, status] = std::from_chars(digits.data(), end, seed);
  if (peek().kind != Token::Kind::kNumber || status != std::errc() || read_to != end)
    return unexpected("a whole number from 0 to 4,294,967,295");
  take();
  if (!skip_symbol(")")) return unexpected("a closing bracket");
  return seed;
}

Result<std::vector<SortTerm>> Parser::sort_to_end() {
  std::vector<SortTerm> keys;
  do {
    if (at_word("RANDOM") && at_symbol("(", 1)) {
      const Result<std::uint32_t> seed = random_order();
      if (!seed) return seed.error();
      keys.push_back({{}, false, *seed});
      continue;
    }
    if (!at_name()) return unexpected("a column");
    Result<Operand> key = column();
    if (!key) return std::move(key).error();
    const bool descending = skip_word("DESC");
    if (!descending) skip_word("ASC");
    keys.push_back({*std::move(key), descending});
  } while (skip_symbol(","));
  if (peek().kind != Token::Kind::kEnd) return unexpected("a comma, ASC or DESC");
  return keys;
}

}  // namespace

Result<Condition> parse_condition(std::string_view text) {
  Result<std::vector<Token>> tokens = tokenize(text);
  if (!tokens) return std::move(tokens).error();
  return Parser(*std::move(tokens)).condition_to_end();
}

Result<std::vector<SortTerm>> parse_sort_terms(std::string_view text) {
  Result<std::vector<Token>> tokens = tokenize(text);
  if (!tokens) return std::move(tokens).error();
  return Parser(*std::move(tokens)).sort_to_end();
}

}  // namespace vitrine::ask
