#pragma once
// A search in the parameters of ask/parameters.h, bound to the split that it is asked of.

#include "ask/parameters.h"
#include "engine/search_answer.h"

namespace vitrine::engine {

/// Positions of the columns named in `title, "a, b"`, each once, in the order named. Errors:
/// invalid_argument blaming `parameter` for what is not a column.
Result<std::vector<std::size_t>> read_column_list(std::string_view parameter,
                                                  std::string_view names,
                                                  const schema::Features& features);

/// Errors: not_found for a row that the split does not have.
Status check_row(const search::Split& split, std::uint64_t row);

/// Requires: `values` are of kSearch, kFacets, kRecommend or kSimilar. Errors: invalid_argument
/// naming the parameter. kFacets asks for no rows, and without `facets` for all columns but
/// vectors; what a question does not take is left as in Query, kRecommend needs `like` or `vector`
/// and kSimilar a row, which is its caller's to add.
Result<SearchRequest> read_search(ask::Question question, const ask::Values& values,
                                  const search::Split& split);

}  // namespace vitrine::engine
