#pragma once
// Row files: chosen rows of a split, in the order chosen, as the bytes of a file of either format.

#include <cstdint>
#include <span>
#include <stop_token>
#include <string>

#include "base/result.h"
#include "local/row_selector.h"
#include "search/split.h"

namespace vitrine::local {

/// As Split::write(), from the split's Parquet. Requires: every row < split.num_rows().
Result<std::string> rows_as_file(search::RowFileFormat format, const search::Split& split,
                                 RowSelector& sql, std::span<const std::uint64_t> rows,
                                 std::span<const std::size_t> columns, std::uint64_t max_bytes,
                                 std::stop_token stop);

}  // namespace vitrine::local
