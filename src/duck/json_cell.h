#pragma once
// Cells as JSON, by the rules of the Hub's dataset-viewer API:
//   NaN and infinities are null; a float32 is widened to double and printed shortest as a double;
//   bytes are base64; naive timestamps "YYYY-MM-DDTHH:MM:SS[.ffffff]", UTC ones with "Z" behind,
//   nanoseconds cut to microseconds; decimals and durations are strings as Python prints them;
//   ClassLabel cells stay integers; a map is a list of {"key", "value"}.
// Ours: Json columns give the value itself where the text is JSON; UUIDs, intervals and bit strings
// are text; "infinity" of a date or timestamp is null.

#include <cstddef>
#include <string>

#include "duck/column_view.h"
#include "schema/features.h"

namespace vitrine::duck {

/// Appends the cell as one JSON value. The column's own layout decides how, `feature` adds what the
/// layout cannot say (Json, durations). The two need not agree: what does not fit is ignored.
/// Cost: about 50 ns per float of a vector, 1 ns per byte of text.
void append_cell_json(std::string& out, const ColumnView& column, std::size_t row,
                      const schema::Feature& feature);

}  // namespace vitrine::duck
