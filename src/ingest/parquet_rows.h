#pragma once
// Parquet rows: the rows of one Parquet file in order, in chunks of bounded bytes.
//
// DuckDB hands out 2,048 rows at a time, which may be any amount: a file of 281 kB can hold 6,000
// rows of 400 kB each. A first look at a few rows, and every chunk since, tells how large rows are;
// large ones are asked for in slices of fewer. Row groups that a slice does not touch are skipped
// by their row numbers, so a slice decodes one group, or two.
//
// Wide files are read kColumnsTogether columns at a time, slice by slice, and put side by side:
// DuckDB prepares every column that a query names once for each of them, and makes room for 2,048
// rows of all.

#include <cstdint>
#include <deque>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/result.h"
#include "duck/database.h"
#include "schema/features.h"

namespace vitrine::ingest {

/// Rows [begin, end) of a file.
struct RowSlice {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

class ParquetRows {
 public:
  /// Chunks take about so much; one row may be larger.
  static constexpr std::size_t kChunkBytes = std::size_t{32} << 20U;
  static constexpr std::size_t kColumnsTogether = 1000;

  /// `connection` is the reader's alone until its end, and outlives it.
  /// `features` are the file's columns, and outlive the reader too.
  ParquetRows(duck::Connection& connection, fs::path file, std::uint64_t num_rows,
              const schema::Features& features, std::stop_token stop,
              std::size_t chunk_bytes = kChunkBytes,
              std::size_t columns_together = kColumnsTogether);

  /// As QueryResult::next. Errors: also those of check_columns(); corrupt for a file of fewer rows.
  Result<bool> next(duck::Chunk& chunk);

  /// What was read so far, as who reads so many columns of it together should ask for it: the
  /// whole file, or slices.
  std::vector<RowSlice> slices() const;

 private:
  bool is_wide() const { return features_.size() > columns_together_; }
  Status look();
  Status begin(RowSlice slice);
  Status begin_next();
  void take(const duck::Chunk& chunk);
  Result<bool> next_of_wide(duck::Chunk& chunk);
  Status read_wide(RowSlice slice);
  Result<std::vector<duck::Chunk>> read_columns(RowSlice slice, std::size_t first);

  duck::Connection& connection_;
  fs::path file_;
  std::uint64_t num_rows_;
  const schema::Features& features_;
  std::stop_token stop_;
  std::size_t chunk_bytes_;
  std::size_t columns_together_;
  std::uint64_t row_bytes_ = 0;  ///< Of the rows seen last; 0 before the first look.
  std::uint64_t next_row_ = 0;
  std::optional<duck::QueryResult> result_;
  std::vector<RowSlice> slices_;
  std::deque<duck::Chunk> ready_;  ///< Of a wide file.
  /// Of a wide file: how large a row is in the heaviest columns that are read together.
  std::uint64_t together_bytes_ = 1;
};

/// What stands after FROM for these rows of the file, behind `SELECT *` or `columns`.
std::string slice_sql(const fs::path& file, RowSlice slice, const std::string& columns = "");

}  // namespace vitrine::ingest
