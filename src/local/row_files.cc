#include "local/row_files.h"

#include <utility>

#include "local/row_arrow.h"
#include "local/row_parquet.h"

namespace vitrine::local {

Result<std::string> rows_as_file(search::RowFileFormat format, const search::Split& split,
                                 RowSelector& sql, std::span<const std::uint64_t> rows,
                                 std::span<const std::size_t> columns, std::uint64_t max_bytes,
                                 std::stop_token stop) {
  switch (format) {
    case search::RowFileFormat::kParquet:
      return rows_as_parquet(split, sql, rows, columns, max_bytes, std::move(stop));
    case search::RowFileFormat::kArrowStream:
      return rows_as_arrow(split, sql, rows, columns, max_bytes, std::move(stop));
  }
  return internal_error("unknown format of rows");
}

}  // namespace vitrine::local
