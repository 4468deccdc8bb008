#include "ingest/parquet_rows.h"

#include <algorithm>

#include "duck/chunk_bytes.h"
#include "duck/types.h"
#include "ingest/stored_form.h"

namespace vitrine {
namespace {

constexpr std::uint64_t kLookRows = 64;
/// What DuckDB hands out at a time.
constexpr std::uint64_t kVectorRows = 2048;

}  // namespace

std::string slice_sql(const fs::path& file, RowSlice slice) {
  return "(SELECT * EXCLUDE (file_row_number) FROM " +
         read_parquet_sql(std::span(&file, 1), ", file_row_number=true") +
         " WHERE file_row_number >= " + std::to_string(slice.begin) + " AND file_row_number < " +
         std::to_string(slice.end) + ")";
}

ParquetRows::ParquetRows(Connection& connection, fs::path file, std::uint64_t num_rows,
                         const Features& features, std::stop_token stop, std::size_t chunk_bytes)
    : connection_(connection),
      file_(std::move(file)),
      num_rows_(num_rows),
      features_(features),
      stop_(std::move(stop)),
      chunk_bytes_(chunk_bytes) {}

Status ParquetRows::begin(RowSlice slice) {
  const bool whole = slice.begin == 0 && slice.end == num_rows_;
  Result<QueryResult> result = connection_.query(
      "SELECT * FROM " + (whole ? read_parquet_sql(std::span(&file_, 1)) : slice_sql(file_, slice)),
      {}, stop_);
  if (!result) return std::move(result).error();
  if (Status status = check_columns(*result, features_); !status)
    return std::move(status).error().in(file_.filename().string());
  result_.emplace(*std::move(result));
  return {};
}

/// How large the first rows are.
Status ParquetRows::look() {
  if (Status status = begin({0, std::min(kLookRows, num_rows_)}); !status) return status;
  Chunk chunk;
  const Result<bool> more = result_->next(chunk);
  if (!more) return more.error();
  row_bytes_ = *more ? std::max<std::uint64_t>(bytes_of(chunk) / chunk.rows(), 1) : 1;
  result_.reset();
  return {};
}

Status ParquetRows::begin_next() {
  if (row_bytes_ == 0) {
    if (Status status = look(); !status) return status;
  }
  const std::uint64_t rows = std::max<std::uint64_t>(chunk_bytes_ / row_bytes_, 1);
  const bool rest = rows >= kVectorRows || rows >= num_rows_ - next_row_;
  const RowSlice slice = {next_row_, rest ? num_rows_ : next_row_ + rows};
  if (Status status = begin(slice); !status) return status;
  slices_.push_back(slice);
  return {};
}

void ParquetRows::take(const Chunk& chunk) {
  next_row_ += chunk.rows();
  const std::uint64_t bytes = bytes_of(chunk);
  row_bytes_ = std::max<std::uint64_t>(bytes / chunk.rows(), 1);
  if (bytes <= 2 * chunk_bytes_ || next_row_ >= slices_.back().end) return;
  slices_.back().end = next_row_;  // what follows is asked for in smaller slices
  result_.reset();
}

Result<bool> ParquetRows::next(Chunk& chunk) {
  while (true) {
    if (!result_ && next_row_ >= num_rows_) return false;
    if (!result_) {
      if (Status status = begin_next(); !status) return std::move(status).error();
    }
    const Result<bool> more = result_->next(chunk);
    if (!more) return more;
    if (*more) {
      take(chunk);
      return true;
    }
    result_.reset();
    if (next_row_ < slices_.back().end)
      return corrupt(file_.filename().string() + " has fewer rows than its footer says");
  }
}

}  // namespace vitrine
