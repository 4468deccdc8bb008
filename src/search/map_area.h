#pragma once
// Areas of a map in conditions: `INSIDE("embedding", x1, y1, x2, y2, ...)` holds for the rows whose
// place on the map of that column lies in the polygon.
//
// Places are no column of the Parquet, so the condition's SQL names a relation that does not exist
// yet; before it runs, the relation is made on its connection from the map's file. The name says
// all that it holds, so that nothing else has to travel with the SQL.

#include <cstddef>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.h"
#include "duck/database.h"
#include "search/split_reader.h"

namespace vitrine {

/// Corners of a polygon that INSIDE takes.
inline constexpr std::size_t kFewestCorners = 3;
inline constexpr std::size_t kMostCorners = 200;

/// The SQL of INSIDE: `row_column` is in the relation with the one column "row". `numbers` are x
/// and y of each corner as digits, in turn.
std::string area_condition_sql(std::size_t column, std::span<const std::string> numbers);

/// Makes the relations that `condition` names as temporary tables of the connection. Errors:
/// invalid_argument if a column's map has not been made; cancelled.
Status create_areas(const SplitReader& split, std::string_view condition, Connection& connection,
                    const std::stop_token& stop);

}  // namespace vitrine
