#pragma once
// Word query: the words of a text query as questions to the engine: which rows have them, and in
// which order they are worth looking at.
//
// What matches is exactly what the text index of the same rows would match (text/matching.h); the
// order is the engine's own estimate, which text/rescoring.h replaces by the real scores.

#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "text/column_condition.h"
#include "text/index.h"
#include "text/query_plan.h"
#include "text/text_vocabulary.h"

namespace vitrine::cluster {

/// What is asked of the engine and of the columns on the way. Queries are JSON texts.
struct WordQuestions {
  /// The best score of the rows that match a query; 0 where none does.
  std::function<Result<double>(const std::string& query)> best_score;
  /// How many rows match a query.
  std::function<Result<std::uint64_t>(const std::string& query)> count;
  /// The rows that meet a condition.
  std::function<Result<std::string>(const text::ColumnCondition& condition)> condition;
};

/// Filters of a bool query: all of the first and none of the second.
struct QueryFilters {
  std::vector<std::string> all = {};
  std::vector<std::string> none = {};
};

/// {"bool":{"filter":[...],"must_not":[...]}}
std::string filter_query(const QueryFilters& filters);
/// {"bool":{"should":[...],"minimum_should_match":1}}; of none: no row.
std::string any_query(std::span<const std::string> queries);
std::string no_row_query();

/// Which rows have the words of a query: of its clauses, or, where these are no more than its terms
/// (`is_plain`) and any word will do, any of its terms. `left`: the rows to choose from, which
/// "most of the words" depends on. Errors: those of the questions.
Result<std::string> words_query(const text::TextVocabulary& vocabulary,
                                const text::QueryTerms& terms, bool is_plain,
                                const text::QueryClause& clauses, text::WordCoverage coverage,
                                const QueryFilters& left, const WordQuestions& questions);
/// The rows that have any of the terms.
std::string terms_query(const text::TextVocabulary& vocabulary, const text::QueryTerms& terms);

/// A query that scores rows by the terms of a plan, near to their real scores.
std::string ranking_query(const text::TextVocabulary& vocabulary, const text::QueryTerms& terms);

}  // namespace vitrine::cluster
