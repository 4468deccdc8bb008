#include "search/filter/hub_grammar.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "base/utf8.h"
#include "duck/types.h"
#include "search/filter/column_reference.h"

namespace vitrine {

using filter::ColumnReference;

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
  /// The column itself without a method, for labels of classes.
  Result<std::optional<ColumnReference>> column(std::string& sql);
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
  if (!filter::is_allowed_function(name)) return engine_refusal();
  const bool blank = arguments.find_first_not_of(' ') == std::string::npos;
  return name + "(" + value + (blank ? "" : ", " + arguments) + ")";
}

Result<std::optional<ColumnReference>> Parser::column(std::string& sql) {
  std::string before;
  open_bracket(before);
  std::vector<std::string> parts;
  do {
    Result<std::string> name = quoted('"');
    if (!name) return std::move(name).error();
    parts.push_back(*std::move(name));
  } while (rest_.starts_with(".\"") && skip("."));
  Result<ColumnReference> reference = filter::resolve_column(parts, features_, true);
  if (!reference) return engine_refusal();
  std::string value = before + reference->sql;
  close_bracket(value);
  const std::size_t size_before = rest_.size();
  // The bracket in front belongs to the column only if it is closed right behind it.
  const bool whole = value.ends_with(')') && !before.empty();
  const Result<std::string> with_method = method(whole ? value : reference->sql);
  if (!with_method) return with_method.error();
  const bool called = rest_.size() != size_before;
  sql += called ? (whole ? "" : before) + *with_method : value;
  return called ? std::nullopt : std::optional(*std::move(reference));
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
  open_bracket(sql);
  const Result<std::optional<ColumnReference>> compared = column(sql);
  if (!compared) return compared.error();
  const std::string op = take_operator();
  if (op.empty()) return refusal();
  const Result<std::string> right = value(*compared);
  if (!right) return right.error();
  if (op != "is not" && std::ranges::find(kOperators, op) == kOperators.end())
    return engine_refusal();
  sql += " " + op + " " + *right;
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
  std::string sql;
  const Result<std::optional<ColumnReference>> key = column(sql);
  if (!key) return key.error();
  const bool descending = skip_either(" desc", " DESC");
  if (!descending) skip_either(" asc", " ASC");
  if (!rest_.empty()) return refusal();
  if (!balanced_ || open_ != 0) return engine_refusal();
  return sql + (descending ? " DESC NULLS LAST" : " ASC NULLS LAST");
}

}  // namespace

Result<std::string> hub_where_to_sql(std::string_view where, const Features& features) {
  return Parser(where, features, "where").where();
}

Result<std::string> hub_orderby_to_sql(std::string_view orderby, const Features& features) {
  return Parser(orderby, features, "orderby").orderby();
}

}  // namespace vitrine
