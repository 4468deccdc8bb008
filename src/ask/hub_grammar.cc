#include "ask/hub_grammar.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ask/column_reference.h"
#include "ask/functions.h"
#include "ask/pattern.h"
#include "base/utf8.h"

namespace vitrine::ask {
namespace {

constexpr std::size_t kMaxBytes = 100'000;

Error engine_refusal() {
  return invalid_argument("A query parameter is invalid");
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Digits with at most one dot between or beside them.
bool is_number(std::string_view text) {
  return std::ranges::count(text, '.') <= 1 && std::ranges::any_of(text, is_digit);
}

/// An operator that takes a pattern.
struct PatternOperator {
  std::string_view name;
  PatternKind kind;
  bool negated;
};
constexpr std::array<PatternOperator, 14> kPatternOperators = {
    {{"like", PatternKind::kLike, false},
     {"~~", PatternKind::kLike, false},
     {"not like", PatternKind::kLike, true},
     {"!~~", PatternKind::kLike, true},
     {"ilike", PatternKind::kIlike, false},
     {"~~*", PatternKind::kIlike, false},
     {"not ilike", PatternKind::kIlike, true},
     {"!~~*", PatternKind::kIlike, true},
     {"glob", PatternKind::kGlob, false},
     {"~~~", PatternKind::kGlob, false},
     {"similar to", PatternKind::kRegex, false},
     {"~", PatternKind::kRegex, false},
     {"not similar to", PatternKind::kRegex, true},
     {"!~", PatternKind::kRegex, true}}};

/// The other operators, but for "is".
constexpr std::array<std::pair<std::string_view, Comparison>, 8> kComparisons = {
    {{"=", Comparison::kEqual},
     {"==", Comparison::kEqual},
     {"!=", Comparison::kNotEqual},
     {"<>", Comparison::kNotEqual},
     {"<", Comparison::kLess},
     {"<=", Comparison::kLessEqual},
     {">", Comparison::kGreater},
     {">=", Comparison::kGreaterEqual}}};

/// Brackets may be nested so deep; the Hub's engine gives up at some depth too.
constexpr int kMaxDepth = 128;

/// A condition, flat as it is written.
struct Piece {
  enum class Kind { kOpen, kClose, kAnd, kOr, kTest };
  Kind kind;
  Predicate test = {};
};

/// Makes a tree of pieces; AND binds tighter than OR. Requires: pieces as the grammar gives them,
/// brackets balanced.
class Tree {
 public:
  explicit Tree(std::vector<Piece> pieces) : pieces_(std::move(pieces)) {}

  /// Errors: invalid_argument where it is too deep.
  Result<Predicate> build() { return joined(Piece::Kind::kOr); }

 private:
  bool skip(Piece::Kind kind) {
    if (next_ == pieces_.size() || pieces_[next_].kind != kind) return false;
    ++next_;
    return true;
  }
  Result<Predicate> joined(Piece::Kind word) {
    const bool disjunction = word == Piece::Kind::kOr;
    std::vector<Predicate> parts;
    do {
      Result<Predicate> part = disjunction ? joined(Piece::Kind::kAnd) : primary();
      if (!part) return part;
      parts.push_back(*std::move(part));
    } while (skip(word));
    return disjunction ? Predicate::any(std::move(parts)) : Predicate::all(std::move(parts));
  }
  Result<Predicate> primary() {
    if (!skip(Piece::Kind::kOpen)) return std::move(pieces_[next_++].test);
    if (++depth_ > kMaxDepth) return engine_refusal();
    Result<Predicate> inner = joined(Piece::Kind::kOr);
    --depth_;
    skip(Piece::Kind::kClose);
    return inner;
  }

  std::vector<Piece> pieces_;
  std::size_t next_ = 0;
  int depth_ = 0;
};

/// Whether a text that takes another's place is no longer than that. Its types are the engine's.
bool are_bounded(const Function& function, const std::vector<Expression>& arguments) {
  const std::size_t at = function.arguments.find('s');
  return at == std::string_view::npos || at >= arguments.size() ||
         arguments[at].constant.text.size() <= arguments[at - 1].constant.text.size();
}

class Parser {
 public:
  Parser(std::string_view text, const schema::Features& features, std::string_view parameter)
      : rest_(text), features_(features), parameter_(parameter) {}

  Result<Predicate> where();
  Result<Order> orderby();

 private:
  Error refusal() const {
    return invalid_argument("Parameter '" + std::string(parameter_) +
                            "' contains errors or invalid symbols");
  }
  bool skip(std::string_view literal) {
    if (!rest_.starts_with(literal)) return false;
    rest_.remove_prefix(literal.size());
    return true;
  }
  bool skip_either(std::string_view lower, std::string_view upper) {
    return skip(lower) || skip(upper);
  }
  bool open_bracket() {
    if (!skip("(")) return false;
    ++open_;
    return true;
  }
  bool close_bracket() {
    if (!skip(")")) return false;
    balanced_ &= --open_ >= 0;
    return true;
  }

  Status check_symbols() const;
  Status expression();
  /// What stands left of an operator.
  struct Left {
    bool opened = false;    ///< Opens a bracket in front and does not close it behind.
    bool closed = false;    ///< Closes a bracket that was opened before the column's own.
    Expression value = {};  ///< The column, or a method of it.
    std::optional<schema::Feature> type = {};  ///< Without a method, for labels of classes.
  };
  Result<Left> column();
  Result<std::string> quoted(char quote);
  /// `.func(args)`, if it is there, around `value`; whether it was.
  Result<bool> method(Expression& value);
  Result<std::vector<Expression>> arguments(Expression first);
  std::string take_number();
  std::string take_operator();
  Result<Constant> value(const std::optional<schema::Feature>& compared);
  Result<Predicate> test(Left left, std::string_view op);

  std::string_view rest_;
  const schema::Features& features_;
  std::string_view parameter_;
  std::vector<Piece> pieces_;
  int open_ = 0;
  bool balanced_ = true;
};

Status Parser::check_symbols() const {
  const bool hostile = rest_.size() > kMaxBytes || !is_valid_utf8(rest_) ||
                       rest_.find('\0') != std::string_view::npos;
  if (hostile) return refusal();
  for (const std::string_view symbol : {";", "--", "/*", "*/"}) {
    if (rest_.find(symbol) != std::string_view::npos) return refusal();
  }
  return {};
}

/// A quoted text or name at the front, its quotes doubled inside.
Result<std::string> Parser::quoted(char quote) {
  if (!skip(std::string_view(&quote, 1))) return refusal();
  std::string out;
  while (!rest_.empty()) {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    if (c == quote && !rest_.starts_with(quote)) return out;
    if (c == quote) rest_.remove_prefix(1);
    out += c;
  }
  return refusal();
}

Result<bool> Parser::method(Expression& value) {
  const std::size_t name_end = rest_.find_first_not_of("abcdefghijklmnopqrstuvwxyz_", 1);
  if (!rest_.starts_with('.') || name_end == std::string_view::npos || name_end == 1 ||
      rest_[name_end] != '(')
    return false;
  const std::string name(rest_.substr(1, name_end - 1));
  rest_.remove_prefix(name_end + 1);
  Result<std::vector<Expression>> all = arguments(std::move(value));
  if (!all) return std::move(all).error();
  const Function* function = find_function(name);
  if (function == nullptr || !are_bounded(*function, *all)) return engine_refusal();
  value = Expression::call(name, *std::move(all));
  return true;
}

/// `first` and the texts and numbers up to the closing bracket.
Result<std::vector<Expression>> Parser::arguments(Expression first) {
  std::vector<Expression> all = {std::move(first)};
  bool wants_value = true;
  bool well_formed = true;
  while (!skip(")")) {
    if (rest_.empty()) return refusal();
    const char c = rest_.front();
    if (skip(" ")) continue;
    if (skip(",")) {
      well_formed &= !std::exchange(wants_value, true);
      continue;
    }
    Constant constant{Constant::Type::kNumber};
    if (c == '\'') {
      Result<std::string> text = quoted('\'');
      if (!text) return std::move(text).error();
      constant = {Constant::Type::kText, *std::move(text)};
    } else if (is_digit(c) || c == '.') {
      constant.text = take_number();
      well_formed &= is_number(constant.text);
    } else {
      return refusal();
    }
    well_formed &= std::exchange(wants_value, false);
    all.push_back(Expression::of(std::move(constant)));
  }
  if (!well_formed || (wants_value && all.size() > 1)) return engine_refusal();
  return all;
}

/// Digits and dots.
std::string Parser::take_number() {
  const std::size_t end = std::min(rest_.find_first_not_of("0123456789."), rest_.size());
  std::string number(rest_.substr(0, end));
  rest_.remove_prefix(end);
  return number;
}

Result<Parser::Left> Parser::column() {
  Left left;
  const bool opened = open_bracket();
  std::vector<std::string> parts;
  do {
    Result<std::string> name = quoted('"');
    if (!name) return std::move(name).error();
    parts.push_back(*std::move(name));
  } while (rest_.starts_with(".\"") && skip("."));
  Result<ColumnReference> reference = resolve_column(parts, features_, JsonMembers::kAreNone);
  if (!reference) return engine_refusal();
  // The nearest bracket in front belongs to the column if it is closed right behind it.
  const bool closed = close_bracket();
  left.opened = opened && !closed;
  left.closed = closed && !opened;
  left.value = std::move(reference->value);
  const Result<bool> with_method = method(left.value);
  if (!with_method) return with_method.error();
  if (!*with_method) left.type = std::move(reference->type);
  return left;
}

/// Everything that can be an operator, greedily; single spaces between words, in lower case.
std::string Parser::take_operator() {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kWords = {
      {{"like", "LIKE"},
       {"ilike", "ILIKE"},
       {"glob", "GLOB"},
       {"similar to", "SIMILAR TO"},
       {"is", "IS"},
       {"not", "NOT"}}};
  std::string out;
  while (!rest_.empty()) {
    if (std::string_view("=<>!~*").find(rest_.front()) != std::string_view::npos) {
      out += rest_.front();
      rest_.remove_prefix(1);
      continue;
    }
    if (skip(" ")) {
      if (!out.empty() && !out.ends_with(' ')) out += ' ';
      continue;
    }
    const auto word = std::ranges::find_if(kWords, [&](const auto& w) {
      return rest_.starts_with(w.first) || rest_.starts_with(w.second);
    });
    if (word == kWords.end()) break;
    rest_.remove_prefix(word->first.size());
    out += word->first;
  }
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

Result<Constant> Parser::value(const std::optional<schema::Feature>& compared) {
  if (skip("true")) return Constant{Constant::Type::kTruth, "TRUE"};
  if (skip("false")) return Constant{Constant::Type::kTruth, "FALSE"};
  if (skip_either("null", "NULL")) return Constant{};
  if (!rest_.empty() && is_digit(rest_.front())) {
    std::string number = take_number();
    if (!is_number(number)) return engine_refusal();
    return Constant{Constant::Type::kNumber, std::move(number)};
  }
  Result<std::string> text = quoted('\'');
  if (!text) return std::move(text).error();
  if (compared && compared->kind == schema::Feature::Kind::kClassLabel) {
    Result<Constant> code = label_code(*compared, "", *text);
    return code ? std::move(code) : Result<Constant>(engine_refusal());
  }
  return Constant{Constant::Type::kText, *std::move(text)};
}

/// The value, and what it says of `left`.
Result<Predicate> Parser::test(Left left, std::string_view op) {
  const auto* const pattern_op = std::ranges::find(kPatternOperators, op, &PatternOperator::name);
  const bool has_pattern = pattern_op != kPatternOperators.end();
  if (has_pattern) left.type.reset();  // a pattern is no label
  Result<Constant> right = value(left.type);
  if (!right) return std::move(right).error();
  if (op == "is" || op == "is not") {
    if (right->type != Constant::Type::kNull && right->type != Constant::Type::kTruth)
      return engine_refusal();
    const auto kind = right->type == Constant::Type::kNull ? Predicate::Kind::kIsNull
                      : right->text == "TRUE"              ? Predicate::Kind::kIsTrue
                                                           : Predicate::Kind::kIsFalse;
    Predicate is = Predicate::about(kind, std::move(left.value));
    return op == "is" ? std::move(is) : Predicate::negation(std::move(is));
  }
  if (has_pattern && right->type != Constant::Type::kNull) {
    Result<TextPattern> pattern = text_pattern(pattern_op->kind, right->text);
    if (!pattern) return engine_refusal();
    Predicate matches = Predicate::about(Predicate::Kind::kMatches, std::move(left.value));
    matches.pattern = *std::move(pattern);
    return pattern_op->negated ? Predicate::negation(std::move(matches)) : std::move(matches);
  }
  const auto* const comparison =
      std::ranges::find(kComparisons, op, [](const auto& c) { return c.first; });
  if (!has_pattern && comparison == kComparisons.end()) return engine_refusal();
  // Nothing is like null: as little as anything equals it.
  return Predicate::compare(std::move(left.value),
                            has_pattern ? Comparison::kEqual : comparison->second,
                            Expression::of(*std::move(right)));
}

Status Parser::expression() {
  const bool opened = open_bracket();
  Result<Left> left = column();
  if (!left) return std::move(left).error();
  // ("a"=1 OR "b")=2 compares a truth value, which DuckDB refuses for most types too.
  if (left->closed && !opened) return engine_refusal();
  if (opened && !left->closed) pieces_.push_back({Piece::Kind::kOpen});
  if (left->opened) pieces_.push_back({Piece::Kind::kOpen});
  const std::string op = take_operator();
  if (op.empty()) return refusal();
  Result<Predicate> test = this->test(*std::move(left), op);
  if (!test) return std::move(test).error();
  pieces_.push_back({Piece::Kind::kTest, *std::move(test)});
  if (close_bracket()) pieces_.push_back({Piece::Kind::kClose});
  return {};
}

Result<Predicate> Parser::where() {
  if (Status status = check_symbols(); !status) return std::move(status).error();
  if (Status status = expression(); !status) return std::move(status).error();
  while (!rest_.empty()) {
    if (skip_either(" and ", " AND ")) {
      pieces_.push_back({Piece::Kind::kAnd});
    } else if (skip_either(" or ", " OR ")) {
      pieces_.push_back({Piece::Kind::kOr});
    } else {
      return refusal();
    }
    if (Status status = expression(); !status) return std::move(status).error();
  }
  if (!balanced_ || open_ != 0) return engine_refusal();
  return Tree(std::move(pieces_)).build();
}

Result<Order> Parser::orderby() {
  if (Status status = check_symbols(); !status) return std::move(status).error();
  Result<Left> key = column();
  if (!key) return std::move(key).error();
  const bool descending = skip_either(" desc", " DESC");
  if (!descending) skip_either(" asc", " ASC");
  if (!rest_.empty()) return refusal();
  if (!balanced_ || open_ != 0) return engine_refusal();
  return Order{{{.value = std::move(key->value), .descending = descending}}};
}

}  // namespace

Result<Predicate> parse_hub_where(std::string_view where, const schema::Features& features) {
  return Parser(where, features, "where").where();
}

Result<Order> parse_hub_orderby(std::string_view orderby, const schema::Features& features) {
  return Parser(orderby, features, "orderby").orderby();
}

}  // namespace vitrine::ask
