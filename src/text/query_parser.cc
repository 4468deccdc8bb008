#include "text/query_parser.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace vitrine::text {
namespace {

using Kind = QueryClause::Kind;
using Role = QueryClause::Role;
using Sequence = std::vector<QueryClause>;

constexpr std::string_view kRange = "..";

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\0';
}

bool ends_word(char c) {
  return is_space(c) || c == '"' || c == '(' || c == ')';
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

/// What stands before a colon.
struct Scope {
  const std::string* field = nullptr;
  const std::string* column = nullptr;

  bool empty() const { return field == nullptr && column == nullptr; }
};

class Parser {
 public:
  Parser(std::string_view text, const QueryNames& names) : text_(text), names_(names) {}

  /// Up to the end of the text or the bracket that closes this group.
  QueryClause group(std::size_t depth, const Scope& scope) {
    QueryClause group;
    group.kind = Kind::kGroup;
    group.role = Role::kMust;
    group.alternatives.emplace_back();
    bool join = false;  // AND stood before what comes next.
    while (skip_spaces()) {
      if (text_[at_] == ')') {
        ++at_;
        if (depth > 0) break;
        continue;
      }
      Sequence& sequence = group.alternatives.back();
      if (take_operator("OR")) {
        if (!sequence.empty()) group.alternatives.emplace_back();
        join = false;
      } else if (take_operator("AND")) {
        join = !sequence.empty();
        if (join) require(sequence.back());
      } else if (std::optional<QueryClause> next = clause(depth, scope)) {
        if (join) require(*next);
        join = false;
        sequence.push_back(*std::move(next));
      }
    }
    if (group.alternatives.size() > 1 && group.alternatives.back().empty())
      group.alternatives.pop_back();
    for (Sequence& sequence : group.alternatives) settle_groups(sequence);
    return group;
  }

 private:
  /// Brackets of prose, "networks (GANs) are", group nothing: their words join those around them.
  /// Others are required.
  static void settle_groups(Sequence& sequence) {
    Sequence settled;
    for (QueryClause& clause : sequence) {
      if (clause.kind != Kind::kGroup || clause.role != Role::kAny) {
        settled.push_back(std::move(clause));
      } else if (is_plain(clause)) {
        if (settled.empty()) {
          settled = std::move(clause.alternatives[0]);
        } else {
          std::ranges::move(clause.alternatives[0], std::back_inserter(settled));
        }
      } else {
        clause.role = Role::kMust;
        settled.push_back(std::move(clause));
      }
    }
    sequence = std::move(settled);
  }

  static void require(QueryClause& clause) {
    if (clause.role == Role::kAny) clause.role = Role::kMust;
  }

  bool skip_spaces() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
    return at_ < text_.size();
  }

  bool take_operator(std::string_view keyword) {
    if (clauses_ >= kMaxQueryClauses || text_.substr(at_, keyword.size()) != keyword) return false;
    const std::size_t end = at_ + keyword.size();
    if (end < text_.size() && !is_space(text_[end]) && text_[end] != '(' && text_[end] != '"')
      return false;
    at_ = end;
    ++clauses_;
    return true;
  }

  /// Takes a minus or NOT if something follows that it can exclude.
  bool take_not() {
    if (text_[at_] == '-') {
      if (at_ + 1 >= text_.size() || is_space(text_[at_ + 1])) return false;
      ++at_;
      return true;
    }
    const std::size_t start = at_;
    if (!take_operator("NOT")) return false;
    if (skip_spaces() && text_[at_] != ')') {
      if (text_[at_] == '-' && at_ + 1 < text_.size()) ++at_;
      return true;
    }
    at_ = start;
    return false;
  }

  bool may_open(std::size_t depth) const {
    return depth < kMaxQueryDepth && clauses_ < kMaxQueryClauses;
  }

  std::optional<QueryClause> clause(std::size_t depth, const Scope& outer_scope) {
    Role role = take_not() ? Role::kMustNot : Role::kAny;
    Scope scope = outer_scope;
    if (const Scope named = take_name(); !named.empty()) {
      scope = named;
      if (role == Role::kAny) role = Role::kMust;
    }
    if (at_ == text_.size() || is_space(text_[at_])) return std::nullopt;
    if (text_[at_] == '(' && !may_open(depth)) {
      ++at_;
      return std::nullopt;
    }
    QueryClause clause = operand(depth, scope);
    if (clause.kind == Kind::kGroup || role != Role::kAny) clause.role = role;
    if (clause.kind == Kind::kPhrase || clause.kind == Kind::kPrefix) require(clause);
    if (clause.kind == Kind::kWord && role == Role::kAny && clause.field.empty()) return clause;
    if (++clauses_ <= kMaxQueryClauses || clause.kind == Kind::kGroup) return clause;
    // Beyond the limit only its words are left.
    if (clause.kind == Kind::kCondition) return std::nullopt;
    QueryClause word;
    word.text = std::move(clause.text);
    return word;
  }

  /// Requires: a bracket at `at_` may open.
  QueryClause operand(std::size_t depth, const Scope& scope) {
    if (text_[at_] == '(') {
      ++at_;
      return group(depth + 1, scope);
    }
    QueryClause clause;
    if (scope.column != nullptr && take_condition(scope, clause.condition)) {
      clause.kind = Kind::kCondition;
      return clause;
    }
    if (scope.field != nullptr) clause.field = *scope.field;
    if (text_[at_] == '"') {
      clause.kind = Kind::kPhrase;
      clause.text = take_quoted();
      return clause;
    }
    const std::size_t start = at_++;
    while (at_ < text_.size() && !ends_word(text_[at_])) ++at_;
    clause.text = text_.substr(start, at_ - start);
    if (clause.text.size() > 1 && clause.text.back() == '*') {
      clause.kind = Kind::kPrefix;
      clause.text.pop_back();
    }
    return clause;
  }

  /// Requires: a quote at `at_`. Without its partner it reaches to the end of the text.
  std::string_view take_quoted() {
    const std::size_t end = std::min(text_.find('"', at_ + 1), text_.size());
    const std::string_view quoted = text_.substr(at_ + 1, end - at_ - 1);
    at_ = std::min(end + 1, text_.size());
    return quoted;
  }

  /// A value up to "..", a space or a bracket; nothing where it is empty.
  std::optional<std::string> take_value() {
    if (at_ < text_.size() && text_[at_] == '"') return std::string(take_quoted());
    const std::size_t start = at_;
    while (at_ < text_.size() && !ends_word(text_[at_]) && !at_range()) ++at_;
    if (at_ == start) return std::nullopt;
    return std::string(text_.substr(start, at_ - start));
  }

  bool at_range() const { return text_.substr(at_, kRange.size()) == kRange; }

  /// `low..high`, or one value unless the column is a text field, whose words are searched for.
  bool take_condition(const Scope& scope, ColumnCondition& condition) {
    const std::size_t start = at_;
    condition.column = *scope.column;
    condition.value = take_value();
    if (at_range()) {
      at_ += kRange.size();
      condition.low = std::exchange(condition.value, std::nullopt);
      condition.high = take_value();
      return true;
    }
    if (condition.value && scope.field == nullptr) return true;
    at_ = start;
    return false;
  }

  /// Whether `name` and a colon stand at `at_`, and something follows them.
  bool at_name(const std::string& name) const {
    return !name.empty() && text_.size() - at_ > name.size() + 1 &&
           text_[at_ + name.size()] == ':' && !is_space(text_[at_ + name.size() + 1]) &&
           equal_ignoring_case(text_.substr(at_, name.size()), name);
  }

  const std::string* longest_name(const std::vector<std::string>& names) const {
    const std::string* longest = nullptr;
    for (const std::string& name : names) {
      if (at_name(name) && (longest == nullptr || name.size() > longest->size())) longest = &name;
    }
    return longest;
  }

  Scope take_name() {
    Scope scope = {longest_name(names_.fields), longest_name(names_.columns)};
    const auto size = [](const std::string* name) { return name == nullptr ? 0 : name->size(); };
    const std::size_t longest = std::max(size(scope.field), size(scope.column));
    if (longest == 0) return {};
    if (size(scope.field) < longest) scope.field = nullptr;
    if (size(scope.column) < longest) scope.column = nullptr;
    at_ += longest + 1;
    return scope;
  }

  std::string_view text_;
  const QueryNames& names_;
  std::size_t at_ = 0;
  std::size_t clauses_ = 0;
};

}  // namespace

bool is_plain(const QueryClause& query) {
  return query.alternatives.size() == 1 &&
         std::ranges::all_of(query.alternatives[0], [](const QueryClause& clause) {
           return clause.kind == Kind::kWord && clause.role == Role::kAny && clause.field.empty() &&
                  !clause.open;
         });
}

QueryClause parse_query(std::string_view text, const QueryNames& names) {
  return Parser(text, names).group(0, {});
}

bool open_last_word(std::string_view text, QueryClause& query) {
  if (text.empty() || ends_word(text.back())) return false;
  QueryClause* clause = &query;
  while (clause->kind == Kind::kGroup) {
    if (clause->alternatives.empty() || clause->alternatives.back().empty()) return false;
    clause = &clause->alternatives.back().back();
  }
  // A keyword at the end ("graph AND") is no word: what came before it is not what is being typed.
  if (clause->kind != Kind::kWord || clause->role == Role::kMustNot ||
      !text.ends_with(clause->text)) {
    return false;
  }
  const std::size_t begin = std::min(text.find_first_not_of(' '), text.size());
  if (clause->text.size() == 1 && text.size() - begin > 1) return false;
  clause->open = true;
  return true;
}

}  // namespace vitrine::text
