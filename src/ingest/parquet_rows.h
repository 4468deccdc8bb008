#pragma once
// Parquet rows: the rows of one Parquet file in order, in chunks of bounded bytes.
//
// DuckDB hands out 2,048 rows at a time, which may be any amount: a file of 281 kB can hold 6,000
// rows of 400 kB each. A first look at a few rows, and every chunk since, tells how large rows are;
// large ones are asked for in slices of fewer. Row groups that a slice does not touch are skipped
// by their row numbers, so a slice decodes one group, or two.

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/result.h"
#include "duck/database.h"
#include "schema/features.h"

namespace vitrine {

/// Rows [begin, end) of a file.
struct RowSlice {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

class ParquetRows {
 public:
  /// Chunks take about so much; one row may be larger.
  static constexpr std::size_t kChunkBytes = std::size_t{32} << 20U;

  /// `connection` is the reader's alone until its end, and outlives it.
  /// `features` are the file's columns, and outlive the reader too.
  ParquetRows(Connection& connection, fs::path file, std::uint64_t num_rows,
              const Features& features, std::stop_token stop,
              std::size_t chunk_bytes = kChunkBytes);

  /// As QueryResult::next. Errors: also those of check_columns(); corrupt for a file of fewer rows.
  Result<bool> next(Chunk& chunk);

  /// What was read so far, as it was asked for: the whole file, or slices.
  const std::vector<RowSlice>& slices() const { return slices_; }

 private:
  Status look();
  Status begin(RowSlice slice);
  Status begin_next();
  void take(const Chunk& chunk);

  Connection& connection_;
  fs::path file_;
  std::uint64_t num_rows_;
  const Features& features_;
  std::stop_token stop_;
  std::size_t chunk_bytes_;
  std::uint64_t row_bytes_ = 0;  ///< Of the rows seen last; 0 before the first look.
  std::uint64_t next_row_ = 0;
  std::optional<QueryResult> result_;
  std::vector<RowSlice> slices_;
};

/// What stands after FROM for these rows of the file.
std::string slice_sql(const fs::path& file, RowSlice slice);

}  // namespace vitrine
