#include "ingest/parquet_rows.h"

#include <algorithm>

#include "duck/chunk_bytes.h"
#include "duck/types.h"
#include "ingest/stored_form.h"

namespace vitrine::ingest {
namespace {

constexpr std::uint64_t kLookRows = 64;
/// What DuckDB hands out at a time.
constexpr std::uint64_t kVectorRows = 2048;

}  // namespace

std::string slice_sql(const fs::path& file, RowSlice slice, const std::string& columns) {
  return "(SELECT " + (columns.empty() ? "* EXCLUDE (file_row_number)" : columns) + " FROM " +
         duck::read_parquet_sql(std::span(&file, 1), ", file_row_number=true") +
         " WHERE file_row_number >= " + std::to_string(slice.begin) + " AND file_row_number < " +
         std::to_string(slice.end) + ")";
}

ParquetRows::ParquetRows(duck::Connection& connection, fs::path file, std::uint64_t num_rows,
                         const schema::Features& features, std::stop_token stop,
                         std::size_t chunk_bytes, std::size_t columns_together)
    : connection_(connection),
      file_(std::move(file)),
      num_rows_(num_rows),
      features_(features),
      stop_(std::move(stop)),
      chunk_bytes_(chunk_bytes),
      columns_together_(columns_together) {}

Status ParquetRows::begin(RowSlice slice) {
  const bool whole = slice.begin == 0 && slice.end == num_rows_;
  Result<duck::QueryResult> result =
      connection_.query("SELECT * FROM " + (whole ? duck::read_parquet_sql(std::span(&file_, 1))
                                                  : slice_sql(file_, slice)),
                        {}, stop_);
  if (!result) return std::move(result).error();
  if (Status status = check_columns(*result, features_); !status)
    return std::move(status).error().in(file_.filename().string());
  result_.emplace(*std::move(result));
  return {};
}

/// How large the first rows are.
Status ParquetRows::look() {
  if (is_wide()) {
    Status read = read_wide({0, std::min(kLookRows, num_rows_)});
    ready_.clear();
    return read;
  }
  if (Status status = begin({0, std::min(kLookRows, num_rows_)}); !status) return status;
  duck::Chunk chunk;
  const Result<bool> more = result_->next(chunk);
  if (!more) return more.error();
  row_bytes_ = *more ? std::max<std::uint64_t>(duck::bytes_of(chunk) / chunk.rows(), 1) : 1;
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

void ParquetRows::take(const duck::Chunk& chunk) {
  next_row_ += chunk.rows();
  const std::uint64_t bytes = duck::bytes_of(chunk);
  row_bytes_ = std::max<std::uint64_t>(bytes / chunk.rows(), 1);
  if (bytes <= 2 * chunk_bytes_ || next_row_ >= slices_.back().end) return;
  slices_.back().end = next_row_;  // what follows is asked for in smaller slices
  result_.reset();
}

std::vector<RowSlice> ParquetRows::slices() const {
  const bool is_light = together_bytes_ * kVectorRows <= chunk_bytes_;
  if (is_wide() && is_light && !slices_.empty()) return {{0, slices_.back().end}};
  return slices_;
}

/// The rows of a slice, of columns_together_ columns from `first` on.
Result<std::vector<duck::Chunk>> ParquetRows::read_columns(RowSlice slice, std::size_t first) {
  const std::size_t count = std::min(columns_together_, features_.size() - first);
  const auto begin = features_.begin() + static_cast<std::ptrdiff_t>(first);
  const schema::Features own(begin, begin + static_cast<std::ptrdiff_t>(count));
  std::string columns;
  for (const schema::FeatureField& field : own)
    columns += (columns.empty() ? "" : ", ") + quote_identifier(field.name);
  Result<duck::QueryResult> result =
      connection_.query("SELECT * FROM " + slice_sql(file_, slice, columns), {}, stop_);
  if (!result) return std::move(result).error();
  if (Status status = check_columns(*result, own); !status)
    return std::move(status).error().in(file_.filename().string());
  std::vector<duck::Chunk> chunks;
  std::uint64_t bytes = 0;
  while (true) {
    duck::Chunk chunk;
    const Result<bool> more = result->next(chunk);
    if (!more) return more.error();
    if (!*more) break;
    bytes += duck::bytes_of(chunk);
    chunks.push_back(std::move(chunk));
  }
  together_bytes_ = std::max(together_bytes_, bytes / (slice.end - slice.begin));
  return chunks;
}

/// Puts all columns of the slice side by side into ready_.
Status ParquetRows::read_wide(RowSlice slice) {
  std::vector<std::vector<duck::Chunk>> parts;
  std::uint64_t bytes = 0;
  for (std::size_t first = 0; first < features_.size(); first += columns_together_) {
    Result<std::vector<duck::Chunk>> read = read_columns(slice, first);
    if (!read) return std::move(read).error();
    parts.push_back(*std::move(read));
  }
  std::uint64_t rows = 0;
  for (std::size_t i = 0; i < parts.front().size(); ++i) {
    std::vector<duck::Chunk> beside;
    const std::size_t own_rows = parts[0][i].rows();
    for (std::vector<duck::Chunk>& part : parts) {
      if (part.size() != parts.front().size() || part[i].rows() != own_rows)
        return internal_error(file_.filename().string() + ": columns come in unlike pieces");
      beside.push_back(std::move(part[i]));
    }
    ready_.push_back(duck::Chunk::side_by_side(std::move(beside)));
    rows += ready_.back().rows();
    bytes += duck::bytes_of(ready_.back());
  }
  if (rows != slice.end - slice.begin)
    return corrupt(file_.filename().string() + " has fewer rows than its footer says");
  row_bytes_ = std::max<std::uint64_t>(bytes / std::max<std::uint64_t>(rows, 1), 1);
  return {};
}

Result<bool> ParquetRows::next_of_wide(duck::Chunk& chunk) {
  if (ready_.empty() && next_row_ >= num_rows_) return false;
  if (ready_.empty()) {
    if (row_bytes_ == 0) {
      if (Status status = look(); !status) return std::move(status).error();
    }
    const std::uint64_t rows = std::max<std::uint64_t>(chunk_bytes_ / row_bytes_, 1);
    const RowSlice slice = {next_row_, std::min(num_rows_, next_row_ + rows)};
    if (Status status = read_wide(slice); !status) return std::move(status).error();
    slices_.push_back(slice);
    next_row_ = slice.end;
  }
  chunk = std::move(ready_.front());
  ready_.pop_front();
  return true;
}

Result<bool> ParquetRows::next(duck::Chunk& chunk) {
  if (is_wide()) return next_of_wide(chunk);
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

}  // namespace vitrine::ingest
