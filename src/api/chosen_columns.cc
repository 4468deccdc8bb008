#include "api/chosen_columns.h"

#include "search/row_json.h"

namespace vitrine {

Result<std::vector<std::size_t>> chosen_columns(std::string_view names, const Features& features) {
  const Result<std::vector<std::size_t>> named = parse_columns(names, features);
  if (!named)
    return named.error().code() == ErrorCode::kInvalidArgument
               ? invalid_argument("Parameter 'columns': " + named.error().message())
               : named.error();
  // A vector asked for a thousand times would be printed a thousand times.
  std::vector<bool> seen(features.size());
  std::vector<std::size_t> columns;
  for (const std::size_t column : *named) {
    if (!seen[column]) columns.push_back(column);
    seen[column] = true;
  }
  return columns;
}

}  // namespace vitrine
