#include "local/stored_cells.h"

#include <string>
#include <string_view>
#include <vector>

namespace vitrine::local {

Status read_cells(const store::RowStore& store, std::span<const std::uint64_t> rows,
                  std::span<const CellSource> sources, const search::CellVisitor& visit) {
  std::vector<std::string> printed(sources.size());
  std::vector<std::string_view> cells(sources.size());
  for (const CellSource& source : sources) {
    if (source.vectors == nullptr) continue;
    for (const std::uint64_t row : rows) {
      if (Status whole = source.vectors->check_rows(row, 1); !whole) return whole;
    }
  }
  std::size_t position = 0;
  return store.read(rows, [&](std::uint64_t row, std::span<const std::string_view> stored) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const CellSource& source = sources[i];
      if (source.vectors != nullptr) {
        printed[i].clear();
        source.vectors->append_json(printed[i], row);
        cells[i] = printed[i];
      } else {
        cells[i] = stored[source.position];
      }
    }
    return visit(position++, cells);
  });
}

}  // namespace vitrine::local
