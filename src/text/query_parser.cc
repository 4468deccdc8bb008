#include "text/query_parser.h"

#include <algorithm>
#include <iterator>
#include <optional>

namespace vitrine {
namespace {

using Kind = QueryClause::Kind;
using Role = QueryClause::Role;
using Sequence = std::vector<QueryClause>;

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\0';
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

class Parser {
 public:
  Parser(std::string_view text, std::span<const std::string> fields)
      : text_(text), fields_(fields) {}

  /// Up to the end of the text or the bracket that closes this group.
  QueryClause group(std::size_t depth, const std::string& field) {
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
      if (clauses_ < kMaxQueryClauses && take_keyword("OR")) {
        ++clauses_;
        if (!sequence.empty()) group.alternatives.emplace_back();
        join = false;
      } else if (clauses_ < kMaxQueryClauses && take_keyword("AND")) {
        ++clauses_;
        join = !sequence.empty();
        if (join) require(sequence.back());
      } else if (std::optional<QueryClause> next = clause(depth, field)) {
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
        std::ranges::move(clause.alternatives[0], std::back_inserter(settled));
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

  bool take_keyword(std::string_view keyword) {
    if (text_.substr(at_, keyword.size()) != keyword) return false;
    const std::size_t end = at_ + keyword.size();
    if (end < text_.size() && !is_space(text_[end]) && text_[end] != '(' && text_[end] != '"')
      return false;
    at_ = end;
    return true;
  }

  std::optional<QueryClause> clause(std::size_t depth, const std::string& outer_field) {
    Role role = Role::kAny;
    if (text_[at_] == '-' && at_ + 1 < text_.size() && !is_space(text_[at_ + 1])) {
      role = Role::kMustNot;
      ++at_;
    }
    std::string field = outer_field;
    if (const std::optional<std::string> named = take_field()) {
      field = *named;
      if (role == Role::kAny) role = Role::kMust;
    }
    if (at_ == text_.size() || is_space(text_[at_])) return std::nullopt;
    QueryClause clause = operand(depth, field);
    if (clause.kind == Kind::kGroup || role != Role::kAny) clause.role = role;
    if (clause.kind != Kind::kWord && clause.kind != Kind::kGroup) require(clause);
    if (clause.kind == Kind::kWord && role == Role::kAny && field.empty()) return clause;
    if (++clauses_ <= kMaxQueryClauses || clause.kind == Kind::kGroup) return clause;
    // Beyond the limit only its words are left.
    QueryClause word;
    word.text = std::move(clause.text);
    return word;
  }

  QueryClause operand(std::size_t depth, const std::string& field) {
    QueryClause clause;
    clause.field = field;
    if (text_[at_] == '(' && depth < kMaxQueryDepth && clauses_ < kMaxQueryClauses) {
      ++at_;
      return group(depth + 1, field);
    }
    if (text_[at_] == '"') {
      const std::size_t end = std::min(text_.find('"', at_ + 1), text_.size());
      clause.kind = Kind::kPhrase;
      clause.text = text_.substr(at_ + 1, end - at_ - 1);
      at_ = std::min(end + 1, text_.size());
      return clause;
    }
    const std::size_t start = at_++;
    while (at_ < text_.size() && !is_space(text_[at_]) && text_[at_] != '"' && text_[at_] != '(' &&
           text_[at_] != ')') {
      ++at_;
    }
    clause.text = text_.substr(start, at_ - start);
    if (clause.text.size() > 1 && clause.text.back() == '*') {
      clause.kind = Kind::kPrefix;
      clause.text.pop_back();
    }
    return clause;
  }

  /// Takes "name:" if a field has that name and something follows.
  std::optional<std::string> take_field() {
    for (const std::string& field : fields_) {
      if (field.empty() || text_.size() - at_ <= field.size() + 1) continue;
      if (text_[at_ + field.size()] != ':' ||
          !equal_ignoring_case(text_.substr(at_, field.size()), field)) {
        continue;
      }
      if (is_space(text_[at_ + field.size() + 1])) continue;
      at_ += field.size() + 1;
      return field;
    }
    return std::nullopt;
  }

  std::string_view text_;
  std::span<const std::string> fields_;
  std::size_t at_ = 0;
  std::size_t clauses_ = 0;
};

}  // namespace

bool is_plain(const QueryClause& query) {
  return query.alternatives.size() == 1 &&
         std::ranges::all_of(query.alternatives[0], [](const QueryClause& clause) {
           return clause.kind == Kind::kWord && clause.role == Role::kAny && clause.field.empty();
         });
}

QueryClause parse_query(std::string_view text, std::span<const std::string> fields) {
  return Parser(text, fields).group(0, "");
}

}  // namespace vitrine
