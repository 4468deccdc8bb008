#pragma once
// Facet counts from the column value file. Thread safe. Cost: about 1 ns for every value of a
// wanted row.

#include <stop_token>
#include <vector>

#include "base/result.h"
#include "search/facets.h"
#include "search/split.h"
#include "store/column_values.h"

namespace vitrine::local {

/// As Split::facets(); `file` is the split's and `wanted` the query's rows, null for all of them.
/// Errors: corrupt, io, cancelled.
Result<std::vector<search::ColumnFacet>> count_facets(const search::Split& split,
                                                      const store::ColumnValues& file,
                                                      const search::FacetQuery& query,
                                                      const search::RowSet* wanted,
                                                      const std::stop_token& stop);

}  // namespace vitrine::local
