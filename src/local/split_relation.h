#pragma once
// A split's rows as an SQL relation: its Parquet in order, and what stands beside it.

#include <string>
#include <string_view>

#include "search/split.h"

namespace vitrine::local {

/// For use after FROM, in brackets: the split's columns, and `row_column`, the row's number.
/// Cost: linear in the added cells, which are written into it.
std::string split_relation_sql(const search::Split& split, std::string_view row_column);

/// The added columns alone over all of `num_rows` rows, in their order; in the same form. No file
/// is read.
std::string added_relation_sql(const search::AddedColumns& added, std::uint64_t num_rows,
                               std::string_view row_column);

}  // namespace vitrine::local
