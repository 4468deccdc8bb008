#include "ingest/parquet_export.h"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "duck/types.h"
#include "ingest/csv_check.h"
#include "ingest/source_columns.h"

namespace vitrine {
namespace {

constexpr std::string_view kShardBytes = "500MB";

// DuckDB works in vectors of 2,048 rows: the least row group. Groups stay near 8 MiB, so that a
// scan that wants few rows decodes little.
constexpr std::uint64_t kVectorRows = 2048;
constexpr std::uint64_t kMaxGroupRows = 5 * kVectorRows;
constexpr std::uint64_t kTargetGroupBytes = std::uint64_t{8} << 20U;
constexpr std::uint64_t kGuessedRowBytes = 512;  // of everything but the vectors

std::uint64_t row_group_rows(const Features& features) {
  std::uint64_t row_bytes = kGuessedRowBytes;
  for (const FeatureField& field : features) {
    if (field.type.is_vector())
      row_bytes += *field.type.length * (field.type.item().is_value("float64") ? 8U : 4U);
  }
  const std::uint64_t vectors = kTargetGroupBytes / row_bytes / kVectorRows;
  return std::clamp(vectors * kVectorRows, kVectorRows, kMaxGroupRows);
}

/// Tells a sink how far a statement is, ten times a second, until destroyed.
class ProgressPoll {
 public:
  ProgressPoll(const Connection& connection, ProgressSink* sink, std::uint64_t num_rows) {
    if (sink == nullptr) return;
    thread_ = std::jthread([this, &connection, sink, num_rows](const std::stop_token& stop) {
      std::unique_lock lock(mutex_);
      while (!wake_.wait_for(lock, stop, std::chrono::milliseconds(100), [] { return false; })) {
        if (stop.stop_requested()) return;
        ProgressUpdate update;
        update.stage = "converting";
        update.rows_total = num_rows;
        update.rows = static_cast<std::uint64_t>(connection.progress().value_or(0.0) *
                                                 static_cast<double>(num_rows));
        sink->update(update);
      }
    });
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;
};

std::string shard_name(std::size_t index) {
  return fmt::format("{:04}.parquet", index);
}

/// DuckDB writes data_0.parquet, data_1.parquet, ... in row order into `parts`.
Status take_shards(const fs::path& parts, const fs::path& directory) {
  std::error_code ec;
  for (std::size_t i = 0;; ++i) {
    const fs::path part = parts / fmt::format("data_{}.parquet", i);
    if (!fs::exists(part, ec)) break;
    fs::rename(part, directory / shard_name(i), ec);
    if (ec) return errno_error("cannot rename " + part.string(), ec.value());
  }
  fs::remove_all(parts, ec);
  return {};
}

Status write_shards(Connection& connection, const SplitRelation& relation, const Features& features,
                    const fs::path& directory, const std::stop_token& stop) {
  const fs::path parts = directory / "parts";
  const std::string metadata = "{\"info\":{\"features\":" + features_json(features) + "}}";
  const std::string copy = fmt::format(
      "COPY ({}) TO {} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {}, FILE_SIZE_BYTES '{}', "
      "KV_METADATA {{huggingface: {}}})",
      relation.sql, quote_literal(parts.string()), row_group_rows(features), kShardBytes,
      quote_literal(metadata));
  if (Status status = connection.execute(copy, stop); !status) return status;
  return take_shards(parts, directory);
}

Status keep_files(const SourceSplit& source, const fs::path& directory) {
  for (std::size_t i = 0; i < source.files.size(); ++i) {
    if (Status status = clone_file(source.files[i].path, directory / shard_name(i)); !status)
      return status;
  }
  return {};
}

/// Rows, sizes and uncompressed bytes, from the footers of what now is in `directory`.
Result<ExportedSplit> read_footers(Connection& connection, const fs::path& directory) {
  ExportedSplit out;
  for (std::size_t i = 0;; ++i) {
    const fs::path path = directory / shard_name(i);
    std::error_code ec;
    const std::uint64_t size = fs::file_size(path, ec);
    if (ec) break;
    const std::string file = sql_path_list({path});
    Result<QueryResult> result = connection.query(
        "SELECT (SELECT num_rows FROM parquet_file_metadata(" + file +
        "))::BIGINT, (SELECT coalesce(sum(total_uncompressed_size), 0) FROM parquet_metadata(" +
        file + "))::BIGINT");
    if (!result) return std::move(result).error();
    Chunk chunk;
    const Result<bool> more = result->next(chunk);
    if (!more) return more.error();
    const std::uint64_t rows = chunk.column(0).uint64(0);
    out.files.push_back({shard_name(i), rows, size});
    out.num_rows += rows;
    out.num_bytes_memory += chunk.column(1).uint64(0);
  }
  return out;
}

/// A CSV that is refused only now is told as the line that is to blame, as it is when it is
/// described.
Error explain(Error error, const SourceSplit& source) {
  const FileFormat format = source.files.front().format;
  if (error.code() == ErrorCode::kCancelled ||
      (format != FileFormat::kCsv && format != FileFormat::kTsv))
    return error;
  for (const SourceFile& file : source.files) {
    if (Status status = check_csv(file); !status) return std::move(status).error();
  }
  return error;
}

}  // namespace

Result<ExportedSplit> export_parquet(Connection& connection, const SourceSplit& source,
                                     const SplitRelation& relation, const Features& features,
                                     const fs::path& directory, ProgressSink* progress,
                                     std::stop_token stop) {
  if (relation.keeps_parquet) {
    if (Status status = keep_files(source, directory); !status) return std::move(status).error();
  } else {
    const ProgressPoll poll(connection, progress, relation.num_rows);
    if (Status status = write_shards(connection, relation, features, directory, stop); !status) {
      return explain(std::move(status).error(), source);
    }
  }
  return read_footers(connection, directory);
}

}  // namespace vitrine
