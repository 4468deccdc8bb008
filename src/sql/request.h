#pragma once
// What a person's SQL is asked to be run on and how its rows are to be written, as it travels from
// the server to the process that runs it.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "base/result.h"

namespace vitrine::sql {

struct SqlTable {
  std::string name;
  std::vector<fs::path> files;  ///< Parquet of one schema, in the order of the rows; absolute.

  bool operator==(const SqlTable&) const = default;
};

enum class SqlForm {
  kArrays,     ///< A JSON array of arrays, cells by duck/json_cell.h.
  kCsv,        ///< With a header.
  kJsonLines,  ///< An object a row.
  kParquet,
};

struct SqlRequest {
  std::string sql;
  std::vector<SqlTable> tables;
  SqlForm form = SqlForm::kArrays;
  std::uint64_t max_rows = 1000;             ///< Of kArrays.
  std::uint64_t max_bytes = 64ULL << 20U;    ///< Of kArrays.
  std::uint64_t memory_bytes = 2ULL << 30U;  ///< Of address space beyond the process's own start.

  bool operator==(const SqlRequest&) const = default;
};

std::string to_json(const SqlRequest& request);
/// Errors: invalid_argument for what to_json() did not write.
Result<SqlRequest> parse_sql_request(std::string_view json);

/// Where a query stopped making sense.
struct SqlPosition {
  std::size_t line = 0;    ///< From 1.
  std::size_t column = 0;  ///< From 1, in characters.

  bool operator==(const SqlPosition&) const = default;
};

/// The place of the byte at `offset` of `sql`; the end for one beyond it.
SqlPosition position_in(std::string_view sql, std::size_t offset);

}  // namespace vitrine::sql
