#pragma once
// Row Parquet: chosen rows of a split, in the order chosen, as one Parquet file.

#include <span>
#include <stop_token>
#include <string>

#include "base/result.h"
#include "local/row_selector.h"
#include "search/split.h"

namespace vitrine::local {

/// The file's bytes, with the columns' features in its footer under the key `huggingface`.
/// Requires: every row < split.num_rows(). Errors: too_large above `max_bytes`; cancelled, io.
/// Cost: one scan of the columns asked for; the file is written to the engine's temporary folder
/// and removed.
Result<std::string> rows_as_parquet(const search::Split& split, RowSelector& sql,
                                    std::span<const std::uint64_t> rows,
                                    std::span<const std::size_t> columns, std::uint64_t max_bytes,
                                    std::stop_token stop);

}  // namespace vitrine::local
