#include "local/parquet_cells.h"

#include <string>
#include <utility>
#include <vector>

#include "duck/json_cell.h"
#include "local/chosen_rows.h"

namespace vitrine::local {

Status visit_parquet_cells(const search::Split& split, RowSelector& sql,
                           std::span<const std::uint64_t> rows,
                           std::span<const std::size_t> columns, const search::CellVisitor& visit,
                           std::stop_token stop) {
  if (rows.empty()) return {};
  if (Status whole = split.check_parquet(); !whole) return whole;
  Result<duck::Connection> connection = sql.connect();
  if (!connection) return std::move(connection).error();
  Result<duck::QueryResult> result = connection->query(
      chosen_rows_sql(split, rows, columns, ColumnTypes::kOfFiles), {}, std::move(stop));
  if (!result) return std::move(result).error();
  std::vector<std::string> texts(columns.size());
  std::vector<std::string_view> cells(columns.size());
  std::size_t position = 0;
  duck::Chunk chunk;
  while (true) {
    const Result<bool> more = result->next(chunk);
    if (!more) return more.error();
    if (!*more) return {};
    for (std::size_t row = 0; row < chunk.rows(); ++row) {
      for (std::size_t i = 0; i < columns.size(); ++i) {
        texts[i].clear();
        duck::append_cell_json(texts[i], chunk.column(i), row, split.features()[columns[i]].type);
        cells[i] = texts[i];
      }
      if (!visit(position++, cells)) return {};
    }
  }
}

}  // namespace vitrine::local
