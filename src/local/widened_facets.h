#pragma once
// Facets of added columns, counted from their cells. Cost: about 50 ns a cell.

#include "base/result.h"
#include "profile/column_statistics.h"
#include "search/added_columns.h"
#include "search/facets.h"

namespace vitrine::local {

/// As Split::facets() answers for one column: texts by their values, numbers by the bins of their
/// statistics, which may be null for texts. `wanted`: the query's rows, null for all `num_rows`.
search::ColumnFacet count_added(const search::AddedColumn& column,
                                const profile::ColumnStatistics* statistics,
                                const search::FacetQuery& query, const search::RowSet* wanted,
                                std::uint64_t num_rows);

}  // namespace vitrine::local
