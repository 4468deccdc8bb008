#pragma once
// Stored cells: rows as JSON values, those of the row store beside those of vector files.

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/result.h"
#include "search/split.h"
#include "store/row_store.h"
#include "store/vector_file.h"

namespace vitrine::local {

/// Where a column's cells come from.
struct CellSource {
  std::size_t position = 0;                    ///< In the row store,
  const store::VectorFile* vectors = nullptr;  ///< unless it has a vector file.
};

/// As Split::visit_cells(), one source per column.
Status read_cells(const store::RowStore& store, std::span<const std::uint64_t> rows,
                  std::span<const CellSource> sources, const search::CellVisitor& visit);

}  // namespace vitrine::local
