#include "local/row_arrow.h"

#include <array>

#include "duck/arrow_stream.h"
#include "local/chosen_rows.h"

namespace vitrine::local {

Result<std::string> rows_as_arrow(const search::Split& split, RowSelector& sql,
                                  std::span<const std::uint64_t> rows,
                                  std::span<const std::size_t> columns, std::uint64_t max_bytes,
                                  std::stop_token stop) {
  if (Status whole = split.check_parquet(); !whole) return std::move(whole).error();
  Result<duck::Connection> connection = sql.connect();
  if (!connection) return std::move(connection).error();
  Result<duck::QueryResult> result = connection->query(
      chosen_rows_sql(split, rows, columns, ColumnTypes::kOfFeatures), {}, std::move(stop));
  if (!result) return std::move(result).error();
  std::vector<duck::ArrowColumn> schema;
  for (std::size_t i = 0; i < columns.size(); ++i)
    schema.push_back(
        {split.features()[columns[i]].name, result->types()[i], split.features()[columns[i]].type});
  const std::array<std::pair<std::string_view, std::string>, 1> metadata = {
      {{"huggingface", features_metadata(split.features(), columns)}}};
  std::string out;
  if (Status status = duck::append_arrow_schema(out, schema, metadata); !status)
    return std::move(status).error();
  duck::Chunk chunk;
  while (true) {
    const Result<bool> more = result->next(chunk);
    if (!more) return more.error();
    if (!*more) break;
    if (Status status = duck::append_arrow_batch(out, chunk); !status)
      return std::move(status).error();
    if (out.size() > max_bytes)
      return too_large("the rows take more than the server sends at once");
  }
  duck::append_arrow_end(out);
  return out;
}

}  // namespace vitrine::local
