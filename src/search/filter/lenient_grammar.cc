#include "search/filter/lenient_grammar.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/ascii.h"
#include "duck/types.h"
#include "search/filter/column_reference.h"
#include "search/filter/lexer.h"
#include "search/filter/pattern.h"

namespace vitrine {

using filter::ColumnReference;
using filter::PatternKind;
using filter::position_text;
using filter::Token;

namespace {

constexpr int kMaxDepth = 64;

/// A value that was read: its SQL, and what is needed to compare it sensibly.
struct Value {
  enum class Kind { kColumn, kText, kNumber, kOther };
  Kind kind = Kind::kOther;
  std::string sql;
  ColumnReference column;  ///< kColumn.
  std::string text;        ///< kText, kNumber.
  std::size_t at = 0;
};

class Parser {
 public:
  Parser(std::vector<Token> tokens, const Features& features)
      : tokens_(std::move(tokens)), features_(features) {}

  Result<std::string> condition_to_end() {
    Result<std::string> sql = disjunction();
    if (sql && peek().kind != Token::Kind::kEnd) return unexpected("AND, OR or the end");
    return sql;
  }
  Result<std::string> sort_to_end();

 private:
  const Token& peek(std::size_t ahead = 0) const {
    return tokens_[std::min(next_ + ahead, tokens_.size() - 1)];
  }
  Token take() { return tokens_[next_ + 1 < tokens_.size() ? next_++ : next_]; }
  bool at_symbol(std::string_view symbol) const {
    return peek().kind == Token::Kind::kSymbol && peek().text == symbol;
  }
  bool at_word(std::string_view word, std::size_t ahead = 0) const {
    return peek(ahead).kind == Token::Kind::kWord && ascii_upper(peek(ahead).text) == word;
  }
  bool skip_symbol(std::string_view symbol) { return at_symbol(symbol) && (take(), true); }
  bool skip_word(std::string_view word) { return at_word(word) && (take(), true); }
  Error unexpected(std::string_view expected) const {
    const Token& token = peek();
    const std::string what = token.kind == Token::Kind::kEnd
                                 ? "the condition ends"
                                 : "\"" + token.text.substr(0, 60) + "\" stands";
    return invalid_argument(what + " " + position_text(token.at) + " where " +
                            std::string(expected) + " was expected");
  }

  Result<std::string> disjunction();
  Result<std::string> conjunction();
  Result<std::string> negation();
  Result<std::string> term();
  Result<std::string> compare(const Value& left);
  Result<std::string> membership(const Value& left, bool negated);
  Result<std::string> between(const Value& left, bool negated);
  Result<std::string> pattern(const Value& left, bool negated);
  Result<Value> value();
  Result<Value> literal();
  Result<Value> column_value();
  Result<Value> call(const std::string& name, const std::string& first_argument);
  Result<std::vector<std::string>> name_path(std::string& method);
  Result<std::string> adapted(const Value& value, const Value& other) const;

  std::vector<Token> tokens_;
  const Features& features_;
  std::size_t next_ = 0;
  int depth_ = 0;
};

Result<std::string> Parser::disjunction() {
  Result<std::string> sql = conjunction();
  while (sql && skip_word("OR")) {
    const Result<std::string> right = conjunction();
    if (!right) return right;
    *sql += " OR " + *right;
  }
  return sql;
}

Result<std::string> Parser::conjunction() {
  Result<std::string> sql = negation();
  while (sql && skip_word("AND")) {
    const Result<std::string> right = negation();
    if (!right) return right;
    *sql += " AND " + *right;
  }
  return sql;
}

Result<std::string> Parser::negation() {
  if (++depth_ > kMaxDepth)
    return invalid_argument("brackets and NOT are nested more than 64 deep");
  Result<std::string> sql = [&]() -> Result<std::string> {
    if (skip_word("NOT")) {
      Result<std::string> inner = negation();
      return inner ? "(NOT " + *inner + ")" : std::move(inner);
    }
    if (!skip_symbol("(")) return term();
    Result<std::string> inner = disjunction();
    if (!inner) return inner;
    if (!skip_symbol(")")) return unexpected("a closing bracket");
    return "(" + *inner + ")";
  }();
  --depth_;
  return sql;
}

Result<std::string> Parser::term() {
  const Result<Value> left = value();
  if (!left) return left.error();
  if (skip_word("IS")) {
    const bool negated = skip_word("NOT");
    if (!skip_word("NULL")) return unexpected("NULL");
    return "(" + left->sql + (negated ? " IS NOT NULL)" : " IS NULL)");
  }
  const bool negated = at_word("NOT") &&
                       (at_word("IN", 1) || at_word("BETWEEN", 1) || at_word("LIKE", 1) ||
                        at_word("ILIKE", 1) || at_word("GLOB", 1) || at_word("SIMILAR", 1)) &&
                       skip_word("NOT");
  if (skip_word("IN")) return membership(*left, negated);
  if (skip_word("BETWEEN")) return between(*left, negated);
  if (at_word("LIKE") || at_word("ILIKE") || at_word("GLOB") || at_word("SIMILAR"))
    return pattern(*left, negated);
  return compare(*left);
}

/// The value's SQL for a comparison with `other`: labels of class columns become codes, and pairs
/// that cannot be meant are refused here, where it can be said what to write instead.
Result<std::string> Parser::adapted(const Value& value, const Value& other) const {
  if (other.kind != Value::Kind::kColumn) return value.sql;
  const Feature& type = other.column.type;
  const bool text = value.kind == Value::Kind::kText;
  if (type.kind == Feature::Kind::kClassLabel && text) {
    Result<std::string> code = filter::label_code(other.column, value.text);
    if (!code) return code;
    return code;
  }
  if (type.kind == Feature::Kind::kList && (text || value.kind == Value::Kind::kNumber)) {
    return invalid_argument("column \"" + other.column.name + "\" is a list: write " +
                            (text ? quote_literal(value.text) : value.text) + " IN " +
                            quote_identifier(other.column.name));
  }
  if (type.is_value("string") && value.kind == Value::Kind::kNumber) {
    return invalid_argument("column \"" + other.column.name + "\" holds text: write '" +
                            value.text + "' in quotes");
  }
  if ((type.is_integer() || type.is_float()) && text) {
    return invalid_argument("column \"" + other.column.name + "\" holds numbers: write a number " +
                            position_text(value.at));
  }
  return value.sql;
}

Result<std::string> Parser::compare(const Value& left) {
  static constexpr std::array<std::string_view, 8> kOperators = {"=", "==", "!=", "<>",
                                                                 "<", "<=", ">",  ">="};
  if (peek().kind != Token::Kind::kSymbol ||
      std::ranges::find(kOperators, peek().text) == kOperators.end()) {
    const bool truth = left.kind == Value::Kind::kOther ||
                       (left.kind == Value::Kind::kColumn && left.column.type.is_value("bool"));
    if (truth) return left.sql;
    return unexpected("a comparison such as = or IN");
  }
  const std::string op = take().text;
  const Result<Value> right = value();
  if (!right) return right.error();
  const Result<std::string> a = adapted(left, *right);
  if (!a) return a;
  const Result<std::string> b = adapted(*right, left);
  if (!b) return b;
  return "(" + *a + " " + (op == "==" ? "=" : op == "!=" ? "<>" : op) + " " + *b + ")";
}

Result<std::string> Parser::membership(const Value& left, bool negated) {
  const std::string prefix = negated ? "(NOT " : "(";
  if (!skip_symbol("(")) {
    const Result<Value> list = value();
    if (!list) return list.error();
    if (list->kind != Value::Kind::kColumn || list->column.type.kind != Feature::Kind::kList) {
      return invalid_argument("IN " + position_text(list->at) +
                              " needs a list column, or values in brackets");
    }
    return prefix + "coalesce(list_contains(" + list->sql + ", " + left.sql + "), false))";
  }
  std::string items;
  do {
    const Result<Value> item = value();
    if (!item) return item.error();
    const Result<std::string> sql = adapted(*item, left);
    if (!sql) return sql;
    items += (items.empty() ? "" : ", ") + *sql;
  } while (skip_symbol(","));
  if (!skip_symbol(")")) return unexpected("a comma or a closing bracket");
  return prefix + left.sql + " IN (" + items + "))";
}

Result<std::string> Parser::between(const Value& left, bool negated) {
  const Result<Value> low = value();
  if (!low) return low.error();
  if (!skip_word("AND")) return unexpected("AND, as in BETWEEN 1 AND 9");
  const Result<Value> high = value();
  if (!high) return high.error();
  const Result<std::string> a = adapted(*low, left);
  if (!a) return a;
  const Result<std::string> b = adapted(*high, left);
  if (!b) return b;
  return "(" + left.sql + (negated ? " NOT BETWEEN " : " BETWEEN ") + *a + " AND " + *b + ")";
}

Result<std::string> Parser::pattern(const Value& left, bool negated) {
  static constexpr std::array<std::pair<std::string_view, PatternKind>, 4> kKinds = {
      {{"LIKE", PatternKind::kLike},
       {"ILIKE", PatternKind::kIlike},
       {"GLOB", PatternKind::kGlob},
       {"SIMILAR", PatternKind::kRegex}}};
  const std::string word = ascii_upper(take().text);
  if (word == "SIMILAR" && !skip_word("TO")) return unexpected("TO, as in SIMILAR TO");
  if (peek().kind != Token::Kind::kString) return unexpected("a pattern in single quotes");
  const PatternKind kind =
      std::ranges::find(kKinds, word, [](const auto& k) { return k.first; })->second;
  const Result<std::string> sql = filter::pattern_sql(left.sql, kind, take().text);
  if (!sql) return sql;
  return negated ? "(NOT " + *sql + ")" : *sql;
}

Result<Value> Parser::value() {
  const Token::Kind kind = peek().kind;
  if (kind == Token::Kind::kString || kind == Token::Kind::kNumber || at_symbol("-") ||
      at_symbol("+") || at_word("TRUE") || at_word("FALSE") || at_word("NULL")) {
    return literal();
  }
  if (kind == Token::Kind::kWord || kind == Token::Kind::kQuotedName) return column_value();
  return unexpected("a column or a value");
}

Result<Value> Parser::literal() {
  Value out;
  out.at = peek().at;
  const bool negative = at_symbol("-");
  if (negative || at_symbol("+")) {
    take();
    if (peek().kind != Token::Kind::kNumber) return unexpected("a number");
  }
  const Token token = take();
  out.text = token.text;
  if (token.kind == Token::Kind::kString) {
    out.kind = Value::Kind::kText;
    out.sql = quote_literal(token.text);
  } else if (token.kind == Token::Kind::kNumber) {
    out.kind = Value::Kind::kNumber;
    out.text = (negative ? "-" : "") + token.text;
    out.sql = out.text;
  } else {
    out.sql = ascii_upper(token.text);
  }
  return out;
}

/// Names between dots. A last name with a bracket behind it is a method: it goes to `method`.
Result<std::vector<std::string>> Parser::name_path(std::string& method) {
  std::vector<std::string> parts = {take().text};
  while (at_symbol(".")) {
    take();
    if (peek().kind != Token::Kind::kWord && peek().kind != Token::Kind::kQuotedName)
      return unexpected("a field's name");
    const bool word = peek().kind == Token::Kind::kWord;
    const Token token = take();
    if (word && at_symbol("(")) {
      method = token.text;
      break;
    }
    parts.push_back(token.text);
  }
  return parts;
}

Result<Value> Parser::column_value() {
  if (peek().kind == Token::Kind::kWord && peek(1).kind == Token::Kind::kSymbol &&
      peek(1).text == "(") {
    const std::string name = take().text;
    return call(name, "");
  }
  Value out;
  out.at = peek().at;
  std::string method;
  const Result<std::vector<std::string>> parts = name_path(method);
  if (!parts) return parts.error();
  Result<ColumnReference> column = filter::resolve_column(*parts, features_, false);
  if (!column)
    return invalid_argument(column.error().message() + " (" + position_text(out.at) + ")");
  if (!method.empty()) return call(method, column->sql);
  out.kind = Value::Kind::kColumn;
  out.sql = column->sql;
  out.column = *std::move(column);
  return out;
}

/// `name(` ... `)` with the name taken already; a method's own column is the first argument.
Result<Value> Parser::call(const std::string& name, const std::string& first_argument) {
  const std::string function = ascii_lower(name);
  if (!filter::is_allowed_function(function)) {
    return invalid_argument("there is no function " + name.substr(0, 60) + " in conditions (" +
                            position_text(peek().at) + ")");
  }
  if (++depth_ > kMaxDepth) return invalid_argument("functions are nested more than 64 deep");
  Value out;
  out.at = take().at;
  std::string arguments = first_argument;
  while (!at_symbol(")")) {
    const Result<Value> argument = value();
    if (!argument) return argument;
    arguments += (arguments.empty() ? "" : ", ") + argument->sql;
    if (!skip_symbol(",") && !at_symbol(")")) return unexpected("a comma or a closing bracket");
  }
  take();
  --depth_;
  out.sql = function + "(" + arguments + ")";
  return out;
}

Result<std::string> Parser::sort_to_end() {
  std::string sql;
  do {
    if (peek().kind != Token::Kind::kWord && peek().kind != Token::Kind::kQuotedName)
      return unexpected("a column");
    const Result<Value> key = column_value();
    if (!key) return key.error();
    const bool descending = skip_word("DESC");
    if (!descending) skip_word("ASC");
    sql += (sql.empty() ? "" : ", ") + key->sql +
           (descending ? " DESC NULLS LAST" : " ASC NULLS LAST");
  } while (skip_symbol(","));
  if (peek().kind != Token::Kind::kEnd) return unexpected("a comma, ASC or DESC");
  return sql;
}

}  // namespace

Result<std::string> where_to_sql(std::string_view where, const Features& features) {
  Result<std::vector<Token>> tokens = filter::tokenize(where);
  if (!tokens) return std::move(tokens).error();
  return Parser(*std::move(tokens), features).condition_to_end();
}

Result<std::string> sort_to_sql(std::string_view sort, const Features& features) {
  Result<std::vector<Token>> tokens = filter::tokenize(sort);
  if (!tokens) return std::move(tokens).error();
  return Parser(*std::move(tokens), features).sort_to_end();
}

}  // namespace vitrine
