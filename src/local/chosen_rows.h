#pragma once
// Chosen rows: the SQL that reads some rows of a split in the order they were chosen in.

#include <cstdint>
#include <span>
#include <string>

#include "search/split.h"

namespace vitrine::local {

/// As the files have them, or cast to the types that the columns' features name.
enum class ColumnTypes { kOfFiles, kOfFeatures };

/// A SELECT of the columns, for a connection of RowSelector. Requires: every row <
/// split.num_rows().
std::string chosen_rows_sql(const search::Split& split, std::span<const std::uint64_t> rows,
                            std::span<const std::size_t> columns, ColumnTypes types);

/// hub_metadata() of the chosen columns.
std::string features_metadata(const schema::Features& features,
                              std::span<const std::size_t> columns);

}  // namespace vitrine::local
