#pragma once
// Parquet footer: a file's columns as its own metadata say, and which of them DuckDB reads as other
// values than the file has: times of day in nanoseconds, moments in nanoseconds with a zone and
// moments of 96 bits (cut to microseconds), decimals of more than 38 digits (doubles of the wrong
// bytes).
//
// Nothing but the type names in the footer is at fault there, so a copy of the file whose footer
// names other types is read exactly: such times and moments as timestamps in nanoseconds without a
// zone, such decimals as the big-endian bytes of their integers, moments of 96 bits as intervals,
// which are 96 bits too (moment96.h). The copy differs in its footer alone.
//
// The bytes are a stranger's: every length is checked before it is followed, and nesting is
// bounded. Source: Apache Parquet's parquet.thrift, FileMetaData and SchemaElement; Apache Thrift,
// "Thrift compact protocol encoding".

#include <cstdint>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/result.h"

namespace vitrine::ingest {

enum class Misreading : std::uint8_t { kNone, kTimeNs, kMomentNs, kWideDecimal };

struct ParquetColumn {
  std::string name;
  Misreading misreading = Misreading::kNone;  ///< Of the column itself.
  Misreading inside = Misreading::kNone;      ///< Of a part of a list, map or struct; the last one.
  bool has_int96 = false;      ///< It is or holds moments of 96 bits, intervals in a copy.
  std::int32_t precision = 0;  ///< Of the last decimal.
  std::int32_t scale = 0;
  std::uint64_t name_at = 0;  ///< Where in the file the name's bytes begin.
};

/// What stands in a retyped copy in place of `size` bytes of the file.
struct FooterChange {
  std::uint64_t at = 0;  ///< In the file, and within its footer.
  std::uint64_t size = 1;
  std::string bytes;
};

struct ParquetFooter {
  std::vector<ParquetColumn> columns;  ///< At the top level, in order.
  std::vector<FooterChange> retyping;  ///< In any order; none touches another.
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
