#pragma once
// Parquet cells: rows of a split as JSON values, read from its Parquet: for splits whose rows
// cannot be had faster. Thread safe.

#include <span>
#include <stop_token>

#include "base/result.h"
#include "local/row_selector.h"
#include "search/split.h"

namespace vitrine::local {

/// As Split::visit_cells(). Requires: rows < split.num_rows(), columns of its Parquet. Errors also:
/// cancelled. Cost: one scan of the columns asked for.
Status visit_parquet_cells(const search::Split& split, RowSelector& sql,
                           std::span<const std::uint64_t> rows,
                           std::span<const std::size_t> columns, const search::CellVisitor& visit,
                           std::stop_token stop);

}  // namespace vitrine::local
