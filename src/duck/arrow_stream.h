#pragma once
// Arrow stream: results of queries in Arrow's IPC streaming format, which pyarrow, polars, pandas,
// DuckDB and JavaScript read without a copy of ours.
//
//   append_arrow_schema(out, columns, {{"huggingface", "..."}});
//   while (... next(chunk) ...) append_arrow_batch(out, chunk);
//   append_arrow_end(out);
//
// Source: Apache Arrow columnar format 1.5, "Serialization and interprocess communication",
// metadata version V5. Little-endian, uncompressed, no dictionaries; buffers begin at multiples of
// 64 bytes. Texts and binaries have 32-bit offsets, integers of 128 bits are decimals, maps are
// lists of struct(key, value). Not thread safe.

#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"
#include "duck/column_view.h"
#include "duck/query_result.h"
#include "schema/features.h"

namespace vitrine::duck {

struct ArrowColumn {
  std::string name;
  ColumnType type;
  schema::Feature feature =
      {};  ///< What it means, if known: the zone of moments (else UTC), durations.
};

/// Errors: unsupported for what Arrow or we have no type for (intervals, unions, UUIDs: cast them).
Status append_arrow_schema(std::string& out, std::span<const ArrowColumn> columns,
                           std::span<const std::pair<std::string_view, std::string>> metadata);

/// The schema as writers of Parquet leave it under the key "ARROW:schema": base64 of its message.
/// Errors: as append_arrow_schema().
Result<std::string> arrow_footer(std::span<const ArrowColumn> columns);

/// The chunk's rows as one record batch. Requires: the types of the schema. Errors: too_large for
/// a text column of more than 2 GB. Cost: one pass over the values.
Status append_arrow_batch(std::string& out, const Chunk& chunk);

void append_arrow_end(std::string& out);

}  // namespace vitrine::duck
