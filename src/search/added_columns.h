#pragma once
// AddedColumns: columns that stand beside a split's own, behind the last of them, with values for
// some of its rows. What people write about rows becomes a column like any other with them: local/
// makes a Split of a split and these. Values.

#include <cstdint>
#include <string>
#include <vector>

#include "schema/features.h"

namespace vitrine::search {

struct AddedCell {
  std::uint64_t row = 0;
  std::string json;  ///< Never "null".
};

struct AddedColumn {
  schema::FeatureField field;    ///< A "string" or a "float64".
  std::vector<AddedCell> cells;  ///< By ascending row, one a row at most.
};

struct AddedColumns {
  std::string version;  ///< Names the content, for caches.
  std::vector<AddedColumn> columns;
};

}  // namespace vitrine::search
