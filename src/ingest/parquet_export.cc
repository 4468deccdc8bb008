#include "ingest/parquet_export.h"

#include <fmt/format.h>

#include <algorithm>

#include "duck/chunk_bytes.h"
#include "duck/parquet_metadata.h"
#include "duck/types.h"
#include "ingest/heavy_rows.h"
#include "ingest/source_columns.h"
#include "ingest/statement_progress.h"
#include "schema/leaves.h"
#include "source/file_format.h"

namespace vitrine::ingest {
namespace {

// DuckDB works in vectors of 2,048 rows, or fewer where rows are heavy. Groups stay near 8 MiB, so
// that a scan that wants few rows decodes little.
constexpr std::uint64_t kVectorRows = 2048;
constexpr std::uint64_t kMaxGroupRows = 5 * kVectorRows;
constexpr std::uint64_t kTargetGroupBytes = std::uint64_t{8} << 20U;
/// Of wide tables: the footer has about 100 bytes on each column of each group, and a reader takes
/// ten times that.
constexpr std::uint64_t kLeastChunkBytes = std::uint64_t{8} << 10U;
constexpr std::uint64_t kGuessedRowBytes = 512;  // at least: what follows may be longer
constexpr std::uint64_t kLookRows = 64;
/// Of rows that wait for those before them, in all threads.
constexpr std::uint64_t kMostWaitingBytes = std::uint64_t{256} << 20U;

/// How large a row is: by the columns that are vectors, by the first rows, and of files that are
/// text by their bytes.
Result<std::uint64_t> row_bytes_of(duck::Connection& connection, const source::SourceSplit& source,
                                   const SplitRelation& relation, const schema::Features& features,
                                   const std::stop_token& stop) {
  std::uint64_t bytes = kGuessedRowBytes;
  for (const schema::FeatureField& field : features) {
    if (field.type.is_vector())
      bytes += *field.type.length * (field.type.item().is_value("float64") ? 8U : 4U);
  }
  Result<duck::QueryResult> result = connection.query(
      "SELECT * FROM (" + relation.sql + ") LIMIT " + std::to_string(kLookRows), {}, stop);
  if (!result) return std::move(result).error();
  duck::Chunk chunk;
  const Result<bool> more = result->next(chunk);
  if (!more) return more.error();
  if (*more) bytes = std::max<std::uint64_t>(bytes, duck::bytes_of(chunk) / chunk.rows());
  if (relation.num_rows == 0) return bytes;
  std::uint64_t text = 0;
  for (const source::SourceFile& file : source.files)
    text += source::is_text(file.format) ? file.size_bytes : 0;
  return std::max(bytes, text / relation.num_rows);
}

/// As many rows as kTargetGroupBytes hold, or kLeastChunkBytes of each column. Writers hold a few
/// groups at once, so that rows of any weight take the same memory.
std::uint64_t row_group_rows(std::uint64_t row_bytes, std::size_t num_columns) {
  const std::uint64_t rows =
      std::max(kTargetGroupBytes, num_columns * kLeastChunkBytes) / row_bytes;
  if (rows < kVectorRows) return std::max<std::uint64_t>(rows, 1);
  return std::min(rows / kVectorRows * kVectorRows, kMaxGroupRows);
}

/// So many threads may write. Each takes a row group of the source and holds its rows until all
/// before them are written: two threads held 830 MiB of groups of 2^20 rows with ten columns. One
/// alone writes its rows as they come; where rows are heavy, nothing else bounds them.
std::uint64_t most_threads(std::uint64_t row_bytes, std::uint64_t source_group_rows,
                           std::uint64_t group_rows) {
  if (group_rows < kVectorRows) return 1;
  const std::uint64_t bytes = std::max<std::uint64_t>(row_bytes * source_group_rows, 1);
  return std::max<std::uint64_t>(kMostWaitingBytes / bytes, 1);
}

std::string shard_name(std::size_t index) {
  return fmt::format("{:04}.parquet", index);
}

/// What the writer sets aside for the distinct texts of one column of a group, before it knows of
/// any: by itself 1 MiB, which 10,000 columns of text would make 10 GB.
std::uint64_t dictionary_bytes(std::size_t num_columns) {
  constexpr std::uint64_t kOfAllColumns = std::uint64_t{128} << 20U;
  constexpr std::uint64_t kMost = std::uint64_t{1} << 20U;
  return std::min(kMost, kOfAllColumns / std::max<std::size_t>(num_columns, 1));
}

/// Writes the rows of a query to one file, in their order. DuckDB could cut the output into files
/// by itself (FILE_SIZE_BYTES), but then each thread writes as it comes and the order is lost.
Status write_file(duck::Connection& connection, const std::string& sql,
                  const schema::Features& features, std::uint64_t group_rows, const fs::path& path,
                  const std::stop_token& stop) {
  const Result<std::string> metadata = duck::parquet_metadata_sql(connection, sql, features, stop);
  if (!metadata) return metadata.error();
  return connection.execute(
      fmt::format("COPY ({}) TO {} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {}, "
                  "STRING_DICTIONARY_PAGE_SIZE_LIMIT {}, KV_METADATA {})",
                  sql, quote_literal(path.string()), group_rows,
                  dictionary_bytes(schema::num_leaves(features)), *metadata),
      stop);
}

/// Cuts a file into `num_shards` of about the same number of rows, whole row groups each.
Status cut_file(duck::Connection& connection, const fs::path& whole, std::uint64_t num_rows,
                std::uint64_t num_shards, const schema::Features& features, std::uint64_t group,
                const fs::path& directory, const std::stop_token& stop) {
  const std::uint64_t groups = (num_rows + group - 1) / group;
  const std::uint64_t shard_rows = (groups + num_shards - 1) / num_shards * group;
  for (std::uint64_t shard = 0; shard * shard_rows < num_rows; ++shard) {
    const std::string sql = fmt::format(
        "SELECT * EXCLUDE (file_row_number) FROM {} "
        "WHERE file_row_number >= {} AND file_row_number < {}",
        duck::read_parquet_sql(std::span(&whole, 1), ", file_row_number=true"), shard * shard_rows,
        (shard + 1) * shard_rows);
    Status status =
        write_file(connection, sql, features, group, directory / shard_name(shard), stop);
    if (!status) return status;
  }
  return {};
}

Result<std::uint64_t> count_rows(duck::Connection& connection, const fs::path& file) {
  Result<duck::QueryResult> result =
      connection.query("SELECT num_rows::BIGINT FROM parquet_file_metadata(" +
                       duck::path_list_sql(std::span(&file, 1)) + ")");
  if (!result) return std::move(result).error();
  duck::Chunk chunk;
  const Result<bool> more = result->next(chunk);
  if (!more) return more.error();
  return chunk.column(0).uint64(0);
}

Status write_shards(duck::Connection& connection, const source::SourceSplit& source,
                    const SplitRelation& relation, const schema::Features& features,
                    const fs::path& directory, std::uint64_t shard_bytes,
                    const std::stop_token& stop) {
  const Result<std::uint64_t> row_bytes =
      row_bytes_of(connection, source, relation, features, stop);
  if (!row_bytes) return row_bytes.error();
  const std::uint64_t group = row_group_rows(*row_bytes, schema::num_leaves(features));
  const fs::path whole = directory / "whole.parquet";
  const auto write = [&] {
    return write_file(connection, relation.sql, features, group, whole, stop);
  };
  const std::uint64_t threads = most_threads(*row_bytes, relation.group_rows, group);
  if (Status status = on_few_threads(connection, threads, write); !status) return status;
  std::error_code ec;
  const std::uint64_t size = fs::file_size(whole, ec);
  if (ec) return errno_error("cannot read " + whole.string(), ec.value());
  if (size > shard_bytes) {
    const Result<std::uint64_t> rows = count_rows(connection, whole);
    if (!rows) return rows.error();
    const std::uint64_t shards = (size + shard_bytes - 1) / shard_bytes;
    if (Status status =
            cut_file(connection, whole, *rows, shards, features, group, directory, stop);
        !status) {
      return status;
    }
    fs::remove(whole, ec);
  } else {
    fs::rename(whole, directory / shard_name(0), ec);
  }
  if (ec) return errno_error("cannot rename " + whole.string(), ec.value());
  return {};
}

Status keep_files(const source::SourceSplit& source, const fs::path& directory) {
  for (std::size_t i = 0; i < source.files.size(); ++i) {
    if (Status status = clone_file(source.files[i].path, directory / shard_name(i)); !status)
      return status;
  }
  return {};
}

/// Rows, sizes and uncompressed bytes, from the footers of what now is in `directory`.
Result<ExportedSplit> read_footers(duck::Connection& connection, const fs::path& directory) {
  ExportedSplit out;
  for (std::size_t i = 0;; ++i) {
    const fs::path path = directory / shard_name(i);
    std::error_code ec;
    const std::uint64_t size = fs::file_size(path, ec);
    if (ec) break;
    const std::string file = duck::path_list_sql(std::span(&path, 1));
    Result<duck::QueryResult> result = connection.query(
        "SELECT (SELECT num_rows FROM parquet_file_metadata(" + file +
        "))::BIGINT, (SELECT coalesce(sum(total_uncompressed_size), 0) FROM parquet_metadata(" +
        file + "))::BIGINT");
    if (!result) return std::move(result).error();
    duck::Chunk chunk;
    const Result<bool> more = result->next(chunk);
    if (!more) return more.error();
    const std::uint64_t rows = chunk.column(0).uint64(0);
    out.files.push_back({shard_name(i), rows, size});
    out.num_rows += rows;
    out.num_bytes_memory += chunk.column(1).uint64(0);
  }
  return out;
}

}  // namespace

Result<ExportedSplit> export_parquet(duck::Connection& connection,
                                     const source::SourceSplit& source,
                                     const SplitRelation& relation,
                                     const schema::Features& features, const fs::path& directory,
                                     ProgressSink* progress, std::stop_token stop,
                                     std::uint64_t shard_bytes) {
  if (relation.keeps_parquet) {
    if (Status status = keep_files(source, directory); !status) return std::move(status).error();
  } else {
    const StatementProgress poll(connection, progress, "converting", relation.num_rows);
    const auto write = [&] {
      return write_shards(connection, source, relation, features, directory, shard_bytes, stop);
    };
    if (Status status = connection.beyond_limit(unfilled_bytes(features), write); !status)
      return std::move(status).error();
  }
  return read_footers(connection, directory);
}

}  // namespace vitrine::ingest
