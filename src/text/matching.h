#pragma once
// Matching: exactly which rows a parsed query accepts, as a set of rows.
//
// Used when a query has more than plain words: the set then is the filter of the ranking. A phrase
// is found by the positions of its words, a field by where its words stand in the row, a condition
// on a column by asking the caller. Not thread safe: one matcher per query. Cost: the postings of
// the clauses' words; about 0.1 us for each row in which positions have to be looked at.

#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "text/index.h"
#include "text/query_parser.h"

namespace vitrine::text {

/// Beside the query.
struct MatchRequest {
  /// Of the plain words that stand outside of brackets.
  WordCoverage coverage = WordCoverage::kAny;
  /// The rows that are left to choose from; null: all.
  const RowFilter* filter = nullptr;
};

/// The rows that `query` accepts among those left, one bit for each row of the index. Without
/// `match_column`, conditions accept nothing. Errors: cancelled; those of `match_column`.
Result<RowBits> matching_rows(const TextIndex& index, const QueryClause& query,
                              const MatchRequest& request, const ColumnMatcher& match_column,
                              const std::stop_token& stop);

/// Adds the rows of `postings` to `into`. Cost: 1 ns a posting, less for frequent terms.
void add_rows(const Postings& postings, RowBits& into);

}  // namespace vitrine::text
