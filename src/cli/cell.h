#pragma once
// Cells: values of the data, which travel as JSON, for people.

#include <string>
#include <string_view>

namespace vitrine::cli {

/// A value as one cell of a table: text as it is, lists joined by ", ", objects as JSON, null as
/// "", and as "null" in a list, where it keeps its place. What is no JSON stays as it is.
std::string cell_of_json(std::string_view json);

}  // namespace vitrine::cli
