#pragma once
// The `columns` parameter: which columns an answer has.

#include <string_view>
#include <vector>

#include "base/result.h"
#include "schema/features.h"

namespace vitrine {

/// Positions of the columns named in `title, "a, b"`, each once, in the order named. Errors:
/// invalid_argument naming what is not a column.
Result<std::vector<std::size_t>> chosen_columns(std::string_view names, const Features& features);

}  // namespace vitrine
