#pragma once
// The cells of an Arrow array, written to a column. Private to the Arrow reader.

#include "base/result.h"
#include "duck/row_source.h"
#include "formats/arrow_array.h"

namespace vitrine::formats {

/// Writes rows [first, first + count) of `array`, which has them, to rows `to`, ... of `out`.
/// Errors: corrupt where offsets, indices or values are not what the format allows; too_large.
Status write_arrow_cells(ArrowArray& array, std::uint64_t first, std::uint64_t count,
                         duck::ColumnWriter out, std::size_t to);

/// Whether every value of a column of nanoseconds is a whole number of microseconds.
Result<bool> holds_whole_micros(ArrowArray& array);

}  // namespace vitrine::formats
