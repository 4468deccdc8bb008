#include "search/filter/hub_grammar.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "base/utf8.h"
#include "duck/types.h"
#include "search/filter/column_reference.h"
#include "search/filter/functions.h"
#include "search/filter/pattern.h"

namespace vitrine {

using filter::ColumnReference;
using filter::PatternKind;

namespace {

constexpr std::size_t kMaxBytes = 100'000;

Error engine_refusal() {
  return invalid_argument("A query parameter is invalid");
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Operators that DuckDB knows, written with single spaces and in lower case.
constexpr std::array<std::string_view, 23> kOperators = {"=",          "==",
                                                         "!=",         "<>",
                                                         "<",          "<=",
                                                         ">",          ">=",
                                                         "~",          "!~",
                                                         "~~",         "!~~",
                                                         "~~*",        "!~~*",
                                                         "~~~",        "like",
                                                         "ilike",      "not like",
                                                         "not ilike",  "glob",
                                                         "similar to", "not similar to",
                                                         "is"};

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

class Parser {
 public:
  Parser(std::string_view text, const Features& features, std::string_view parameter)
      : rest_(text), features_(features), parameter_(parameter) {}

  Result<std::string> where();
  Result<std::string> orderby();

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
  bool open_bracket(std::string& sql) {
    if (!skip("(")) return false;
    sql += '(';
    ++open_;
    return true;
  }
  bool close_bracket(std::string& sql) {
    if (!skip(")")) return false;
    sql += ')';
    balanced_ &= --open_ >= 0;
    return true;
  }

  Status check_symbols() const;
  Status expression(std::string& sql);
  /// What stands left of an operator.
  struct Left {
    std::string brackets;  ///< Opened in front and not closed behind.
    bool closed = false;   ///< Closes a bracket that was opened before the column\'s own.
    std::string sql;       ///< The column, or a method of it.
    std::optional<ColumnReference> column;  ///< Without a method, for labels of classes.
  };
  Result<Left> column();
  Result<std::string> quoted(char quote);
  Result<std::string> method(const std::string& value);
  std::string take_operator();
  Result<std::string> value(const std::optional<ColumnReference>& compared);

  std::string_view rest_;
  const Features& features_;
  std::string_view parameter_;
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

/// `.func(args)`, if it is there, around `value`.
Result<std::string> Parser::method(const std::string& value) {
  const std::size_t name_end = rest_.find_first_not_of("abcdefghijklmnopqrstuvwxyz_", 1);
  if (!rest_.starts_with('.') || name_end == std::string_view::npos || name_end == 1 ||
      rest_[name_end] != '(')
    return value;
  const std::string name(rest_.substr(1, name_end - 1));
  rest_.remove_prefix(name_end + 1);
  std::string arguments;
  while (!skip(")")) {
    if (rest_.empty()) return refusal();
    const char c = rest_.front();
    if (c == '\'') {
      const Result<std::string> text = quoted('\'');
      if (!text) return text;
      arguments += quote_literal(*text);
    } else if (is_digit(c) || c == '.' || c == ',' || c == ' ') {
      arguments += c;
      rest_.remove_prefix(1);
    } else {
      return refusal();
    }
  }
  if (filter::find_function(name) == nullptr) return engine_refusal();
  const bool blank = arguments.find_first_not_of(' ') == std::string::npos;
  return name + "(" + value + (blank ? "" : ", " + arguments) + ")";
}

Result<Parser::Left> Parser::column() {
  Left left;
  const bool opened = open_bracket(left.brackets);
  std::vector<std::string> parts;
  do {
    Result<std::string> name = quoted('"');
    if (!name) return std::move(name).error();
    parts.push_back(*std::move(name));
  } while (rest_.starts_with(".\"") && skip("."));
  Result<ColumnReference> reference = filter::resolve_column(parts, features_, true);
  if (!reference) return engine_refusal();
  left.sql = reference->sql;
  // The nearest bracket in front belongs to the column if it is closed right behind it.
  std::string closed;
  left.closed = close_bracket(closed);
  if (left.closed && opened) {
    left.brackets.clear();
    left.closed = false;
  }
  const std::size_t size_before = rest_.size();
  Result<std::string> with_method = method(left.sql);
  if (!with_method) return std::move(with_method).error();
  left.sql = *std::move(with_method);
  if (rest_.size() == size_before) left.column = *std::move(reference);
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

Result<std::string> Parser::value(const std::optional<ColumnReference>& compared) {
  for (const std::string_view word : {"true", "false", "null", "NULL"}) {
    if (skip(word)) return std::string(word);
  }
  if (!rest_.empty() && is_digit(rest_.front())) {
    const std::size_t end = std::min(rest_.find_first_not_of("0123456789."), rest_.size());
    const std::string number(rest_.substr(0, end));
    rest_.remove_prefix(end);
    if (std::ranges::count(number, '.') > 1) return engine_refusal();
    return number;
  }
  Result<std::string> text = quoted('\'');
  if (!text) return text;
  if (compared && compared->type.kind == Feature::Kind::kClassLabel) {
    Result<std::string> code = filter::label_code(*compared, *text);
    return code ? std::move(code) : Result<std::string>(engine_refusal());
  }
  return quote_literal(*text);
}

Status Parser::expression(std::string& sql) {
  std::string bracket;
  open_bracket(bracket);
  const Result<Left> left = column();
  if (!left) return left.error();
  // ("a"=1 OR "b")=2 compares a truth value, which DuckDB refuses for most types too.
  if (left->closed && bracket.empty()) return engine_refusal();
  if (!left->closed) sql += bracket;
  sql += left->brackets;
  const std::string op = take_operator();
  if (op.empty()) return refusal();
  const auto pattern_op = std::ranges::find(kPatternOperators, op, &PatternOperator::name);
  if (pattern_op != kPatternOperators.end() && rest_.starts_with('\'')) {
    const Result<std::string> pattern = quoted('\'');
    if (!pattern) return pattern.error();
    const Result<std::string> match = filter::pattern_sql(left->sql, pattern_op->kind, *pattern);
    if (!match) return engine_refusal();
    sql += pattern_op->negated ? "(NOT " + *match + ")" : *match;
  } else {
    const Result<std::string> right = value(left->column);
    if (!right) return right.error();
    if (op != "is not" && std::ranges::find(kOperators, op) == kOperators.end())
      return engine_refusal();
    sql += left->sql + " " + op + " " + *right;
  }
  close_bracket(sql);
  return {};
}

Result<std::string> Parser::where() {
  if (Status status = check_symbols(); !status) return std::move(status).error();
  std::string sql;
  if (Status status = expression(sql); !status) return std::move(status).error();
  while (!rest_.empty()) {
    if (skip_either(" and ", " AND ")) {
      sql += " AND ";
    } else if (skip_either(" or ", " OR ")) {
      sql += " OR ";
    } else {
      return refusal();
    }
    if (Status status = expression(sql); !status) return std::move(status).error();
  }
  if (!balanced_ || open_ != 0) return engine_refusal();
  return sql;
}

Result<std::string> Parser::orderby() {
  if (Status status = check_symbols(); !status) return std::move(status).error();
  const Result<Left> key = column();
  if (!key) return key.error();
  const bool descending = skip_either(" desc", " DESC");
  if (!descending) skip_either(" asc", " ASC");
  if (!rest_.empty()) return refusal();
  if (!balanced_ || open_ != 0) return engine_refusal();
  return key->sql + (descending ? " DESC NULLS LAST" : " ASC NULLS LAST");
}

}  // namespace

Result<std::string> hub_where_to_sql(std::string_view where, const Features& features) {
  return Parser(where, features, "where").where();
}

Result<std::string> hub_orderby_to_sql(std::string_view orderby, const Features& features) {
  return Parser(orderby, features, "orderby").orderby();
}

}  // namespace vitrine
