#include "text/matching.h"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>

#include "text/clause_words.h"
#include "text/coverage.h"
#include "text/position_cursor.h"
#include "text/query_plan.h"
#include "text/segmenter.h"
#include "text/stemmer.h"

namespace vitrine::text {
namespace {

using Kind = QueryClause::Kind;
using Role = QueryClause::Role;

void unite(RowBits& into, const RowBits& other) {
  for (std::size_t w = 0; w < into.size(); ++w) into[w] |= other[w];
}
void intersect(RowBits& into, const RowBits& other) {
  for (std::size_t w = 0; w < into.size(); ++w) into[w] &= other[w];
}
void subtract(RowBits& from, const RowBits& other) {
  for (std::size_t w = 0; w < from.size(); ++w) from[w] &= ~other[w];
}

double count(const RowBits& rows) {
  double sum = 0;
  for (const std::uint64_t word : rows) sum += std::popcount(word);
  return sum;
}

class Matcher {
 public:
  Matcher(const TextIndex& index, Stemmer stemmer, const ColumnMatcher& match_column,
          const std::stop_token& stop)
      : index_(index), stemmer_(std::move(stemmer)), match_column_(match_column), stop_(stop) {}

  const Status& status() const { return status_; }

  RowBits group(const QueryClause& group) {
    RowBits rows = none();
    for (const std::vector<QueryClause>& sequence : group.alternatives) {
      unite(rows, this->sequence(sequence, nullptr));
    }
    return rows;
  }

  /// The same, of the rows that are left, with words that have to be covered.
  RowBits covered(const QueryClause& group, const RowBits& left) {
    RowBits rows = none();
    for (const std::vector<QueryClause>& sequence : group.alternatives) {
      unite(rows, this->sequence(sequence, &left));
    }
    return rows;
  }

  RowBits passing(const RowFilter* filter) const {
    RowBits rows = all();
    if (filter == nullptr) return rows;
    for (std::size_t w = 0; w < rows.size(); ++w)
      rows[w] &= w < filter->words.size() ? filter->words[w] : 0;
    return rows;
  }

 private:
  RowBits none() const { return RowBits((index_.num_rows() + std::size_t{63}) / 64, 0); }
  RowBits all() const {
    RowBits rows = none();
    std::ranges::fill(rows, ~0ULL);
    if (index_.num_rows() % 64 != 0) rows.back() = (1ULL << (index_.num_rows() % 64)) - 1;
    return rows;
  }

  /// `left`: where the plain words have to be covered, the rows to choose from; else null.
  RowBits sequence(const std::vector<QueryClause>& clauses, const RowBits* left) {
    if (clauses.empty()) return none();
    RowBits rows = all();
    std::vector<const QueryClause*> plain;
    for (const QueryClause& clause : clauses) {
      if (stop_.stop_requested()) return none();
      if (clause.role == Role::kAny) {
        plain.push_back(&clause);
      } else if (clause.role == Role::kMust) {
        intersect(rows, this->clause(clause));
      } else {
        subtract(rows, this->clause(clause));
      }
    }
    if (plain.empty()) return rows;
    if (left != nullptr) {
      if (std::optional<RowBits> most = most_of(plain, rows, *left)) return *std::move(most);
    }
    intersect(rows, any_of(plain));
    return rows;
  }

  RowBits any_of(const std::vector<const QueryClause*>& clauses) {
    RowBits rows = none();
    for (const QueryClause* clause : clauses) {
      if (stop_.stop_requested()) return none();
      if (is_word(*clause)) {
        any_word(clause->text, rows);
      } else {
        unite(rows, this->clause(*clause));
      }
    }
    return rows;
  }

  /// Those of `rows` that are left. Nothing where there are too many words to ask for most of them.
  std::optional<RowBits> most_of(const std::vector<const QueryClause*>& clauses,
                                 const RowBits& rows, const RowBits& left) {
    const std::optional<std::vector<CoveredWord>> words =
        covered_words(index_, clauses, segmenter_, stemmer_);
    if (!words) return std::nullopt;
    std::vector<WordRows> sets;
    for (const CoveredWord& word : *words) {
      if (stop_.stop_requested()) return none();
      WordRows& set = sets.emplace_back(WordRows{none(), word.idf});
      for (const std::string& term : word.terms) any_term(term, set.rows);
      if (word.open == nullptr) continue;
      unite(set.rows, clause(*word.open));
      if (set.idf == 0) set.idf = inverse_document_frequency(index_.num_rows(), count(set.rows));
    }
    RowBits chosen = rows;
    intersect(chosen, left);
    return rows_with_most(sets, rows, chosen);
  }

  static bool is_word(const QueryClause& clause) {
    return clause.kind == Kind::kWord && clause.field.empty() && !clause.open;
  }

  RowBits clause(const QueryClause& clause) {
    if (clause.kind == Kind::kGroup) return group(clause);
    if (clause.kind == Kind::kCondition) return condition(clause.condition);
    const std::optional<std::size_t> field = field_of(clause.field);
    const ClauseWords words = clause_words(clause, segmenter_, stemmer_);
    RowBits rows = none();
    phrase(words.phrase, field, rows);
    for (const std::string& whole : words.wholes) phrase({whole}, field, rows);
    if (!words.prefix.empty()) prefix(words.prefix, field, rows);
    return rows;
  }

  RowBits condition(const ColumnCondition& condition) {
    if (!match_column_ || !status_) return none();
    const auto known = std::ranges::find(conditions_, condition, &Answer::condition);
    if (known != conditions_.end()) return known->rows;
    Result<RowBits> rows = match_column_(condition, stop_);
    if (!rows) {
      status_ = rows.error();
      return none();
    }
    RowBits whole = all();
    rows->resize(whole.size(), 0);
    intersect(whole, *rows);
    conditions_.push_back({condition, whole});
    return whole;
  }

  struct Answer {
    ColumnCondition condition;
    RowBits rows;
  };

  std::optional<std::size_t> field_of(const std::string& name) const {
    if (name.empty()) return std::nullopt;
    const auto at = std::ranges::find(index_.fields(), name, &TextField::name);
    if (at == index_.fields().end()) return std::nullopt;
    return static_cast<std::size_t>(at - index_.fields().begin());
  }

  /// In place: a long query has thousands of plain words.
  void any_word(std::string_view text, RowBits& into) {
    for (const Word& word : segmenter_.segment(text)) {
      if (word.kind == WordKind::kBare) continue;
      any_term(stemmer_.stem(segmenter_.text_of(word)), into);
    }
  }

  void any_term(std::string_view term, RowBits& into) const {
    if (const std::optional<Postings> found = index_.postings(term)) add_rows(*found, into);
  }

  void prefix(std::string_view start, std::optional<std::size_t> field, RowBits& into) {
    index_.visit_postings(start, [&](std::string_view term, const Postings& postings) {
      if (!term.starts_with(start) || stop_.stop_requested()) return false;
      if (field) {
        positioned({postings}, field, into);
      } else {
        add_rows(postings, into);
      }
      return true;
    });
  }

  /// Rows in which the terms follow each other, in one field if one is given.
  void phrase(const std::vector<std::string>& terms, std::optional<std::size_t> field,
              RowBits& into) {
    std::vector<Postings> postings;
    for (const std::string& term : terms) {
      const std::optional<Postings> found = index_.postings(term);
      if (!found) return;
      postings.push_back(*found);
    }
    if (postings.empty()) return;
    if (postings.size() == 1 && !field) {
      add_rows(postings[0], into);
    } else {
      positioned(postings, field, into);
    }
  }

  /// Adds the rows that have the terms at consecutive positions, in `field` if one is given.
  void positioned(const std::vector<Postings>& terms, std::optional<std::size_t> field,
                  RowBits& into) {
    RowBits candidates = all();
    for (const Postings& term : terms) {
      RowBits rows = none();
      add_rows(term, rows);
      intersect(candidates, rows);
    }
    subtract(candidates, into);
    std::vector<PositionCursor> cursors(terms.begin(), terms.end());
    for (std::uint32_t row = 0; row < index_.num_rows(); ++row) {
      if (candidates[row / 64] == 0) {
        row |= 63U;
        if (stop_.stop_requested()) return;
        continue;
      }
      if ((candidates[row / 64] >> (row % 64) & 1U) != 0 && follow(cursors, field, row))
        into[row / 64] |= 1ULL << (row % 64);
    }
  }

  /// Whether the cursors' terms stand at consecutive positions of `row`.
  bool follow(std::vector<PositionCursor>& cursors, std::optional<std::size_t> field,
              std::uint32_t row) {
    const auto [begin, end] = field ? index_.field_positions(row, *field)
                                    : std::pair<std::uint32_t, std::uint32_t>(0, ~0U);
    starts_.clear();
    for (const std::uint32_t position : cursors[0].seek(row)) {
      if (position >= begin && position < end) starts_.push_back(position);
    }
    for (std::uint32_t i = 1; i < cursors.size() && !starts_.empty(); ++i) {
      const std::span<const std::uint32_t> positions = cursors[i].seek(row);
      std::erase_if(starts_, [&](std::uint32_t start) {
        return !std::ranges::binary_search(positions, start + i);
      });
    }
    return !starts_.empty();
  }

  const TextIndex& index_;
  Stemmer stemmer_;
  const ColumnMatcher& match_column_;
  const std::stop_token& stop_;
  Status status_;
  std::vector<Answer> conditions_;
  Segmenter segmenter_;
  std::vector<std::uint32_t> starts_;
};

}  // namespace

void add_rows(const Postings& postings, RowBits& into) {
  if (postings.has_bitmap()) {
    for (std::size_t w = 0; w < into.size(); ++w) into[w] |= postings.bitmap_word(w);
    return;
  }
  std::array<std::uint32_t, kPackedBlock> rows = {};
  for (std::uint32_t block = 0; block < postings.num_blocks(); ++block) {
    const std::uint32_t count = postings.decode_rows(block, rows.data());
    for (std::uint32_t i = 0; i < count; ++i) {
      if (rows[i] / 64 < into.size()) into[rows[i] / 64] |= 1ULL << (rows[i] % 64);
    }
  }
}

Result<RowBits> matching_rows(const TextIndex& index, const QueryClause& query,
                              const MatchRequest& request, const ColumnMatcher& match_column,
                              const std::stop_token& stop) {
  Result<Stemmer> stemmer = Stemmer::create(index.language());
  if (!stemmer) return std::move(stemmer).error();
  Matcher matcher(index, *std::move(stemmer), match_column, stop);
  const RowBits left = matcher.passing(request.filter);
  RowBits rows =
      request.coverage == WordCoverage::kMost ? matcher.covered(query, left) : matcher.group(query);
  intersect(rows, left);
  if (!matcher.status()) return matcher.status().error();
  if (stop.stop_requested()) return cancelled("the search was stopped");
  return rows;
}

}  // namespace vitrine::text
