#pragma once
// Row Arrow: chosen rows of a split, in the order chosen, as an Arrow IPC stream.

#include <span>
#include <stop_token>
#include <string>

#include "base/result.h"
#include "local/row_selector.h"
#include "search/split.h"

namespace vitrine::local {

/// The stream's bytes, with the columns' features in its schema under the key `huggingface`; Json
/// columns are texts. Requires: every row < split.num_rows(). Errors: too_large above `max_bytes`;
/// unsupported for a column of a type that Arrow has not; cancelled, io.
/// Cost: one scan of the columns asked for.
Result<std::string> rows_as_arrow(const search::Split& split, RowSelector& sql,
                                  std::span<const std::uint64_t> rows,
                                  std::span<const std::size_t> columns, std::uint64_t max_bytes,
                                  std::stop_token stop);

}  // namespace vitrine::local
