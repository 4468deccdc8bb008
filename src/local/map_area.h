#pragma once
// Areas of a map: which rows of a split have their place inside a polygon. The page counts the same
// way. Cost: about 2 ns for each row and corner.

#include "ask/predicate.h"
#include "base/result.h"
#include "search/row_set.h"
#include "search/split.h"

namespace vitrine::local {

/// Rows without a place are in no area. Requires: area.column < features().size().
/// Errors: invalid_argument if the column's map has not been made.
Result<search::RowSet> rows_inside(const search::Split& split, const ask::MapArea& area);

}  // namespace vitrine::local
