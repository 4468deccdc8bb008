#pragma once
// Parquet footer: a file's columns as its own metadata say, and which of them DuckDB reads as other
// values than the file has: times of day in nanoseconds and moments in nanoseconds with a zone
// (cut to microseconds), decimals of more than 38 digits (doubles of the wrong bytes).
//
// Nothing but the type names in the footer is at fault there, so a copy of the file whose footer
// names other types is read exactly: such times and moments as timestamps in nanoseconds without a
// zone, such decimals as the big-endian bytes of their integers. The copy differs in single bytes.
//
// The bytes are a stranger's: every length is checked before it is followed, and nesting is
// bounded. Source: Apache Parquet's parquet.thrift, FileMetaData and SchemaElement; Apache Thrift,
// "Thrift compact protocol encoding".

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/file.h"
#include "base/result.h"

namespace vitrine::ingest {

enum class Misreading : std::uint8_t { kNone, kTimeNs, kMomentNs, kWideDecimal };

struct ParquetColumn {
  std::string name;
  Misreading misreading = Misreading::kNone;  ///< Of the column itself.
  Misreading inside = Misreading::kNone;      ///< Of a part of a list, map or struct; the last one.
  bool has_int96 = false;      ///< It has moments of 96 bits, of which DuckDB cuts the nanoseconds.
  std::int32_t precision = 0;  ///< Of the last decimal.
  std::int32_t scale = 0;
  std::uint64_t name_at = 0;  ///< Where in the file the name's bytes begin.
};

struct ParquetFooter {
  std::vector<ParquetColumn> columns;  ///< At the top level, in order.
  /// Offsets in the file, and the bytes that stand there in a retyped copy.
  std::vector<std::pair<std::uint64_t, char>> retyping;
  /// It says another number of rows than its row groups have together: readers differ in which they
  /// believe, so it has to be written again.
  bool is_miscounted = false;
};

/// Errors: not_found, io; corrupt where the footer is no Parquet metadata; invalid_argument for a
/// file without columns; unsupported for one that DuckDB cannot decode, with its column.
/// Cost: the footer's bytes, read once.
Result<ParquetFooter> read_parquet_footer(const fs::path& file);

/// The file again, retyped. Errors: exists, io. Cost: the file's blocks are shared where the file
/// system can, else copied.
Status write_retyped(const fs::path& file, const ParquetFooter& footer, const fs::path& copy);

}  // namespace vitrine::ingest
