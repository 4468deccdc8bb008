#include "ingest/heavy_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <numeric>

#include "duck/types.h"
#include "ingest/stored_form.h"

namespace vitrine::ingest {
namespace {

constexpr std::uint64_t kVectorRows = 2048;
constexpr std::uint64_t kHeavyVectorBytes = std::uint64_t{128} << 20U;
/// DuckDB gathers what a join gives in smaller parts, and hands them out when the join is over:
/// each vector but a group's last must be a number of parts.
constexpr std::uint64_t kPartRows = 64;
constexpr std::uint64_t kLightGroupBytes = std::uint64_t{8} << 20U;
/// Of pyarrow's pages. Each is a block of a power of two; a vector of rows lies in up to three.
constexpr std::uint64_t kPageRows = 1024;
constexpr std::uint64_t kPages = 3;
constexpr std::uint64_t kMostBeyondBytes = std::uint64_t{1536} << 20U;

Result<std::string> setting(duck::Connection& connection, std::string_view name) {
  Result<duck::QueryResult> result =
      connection.query(fmt::format("SELECT current_setting('{}')::VARCHAR", name));
  if (!result) return std::move(result).error();
  duck::Chunk chunk;
  const Result<bool> more = result->next(chunk);
  if (!more) return more.error();
  return std::string(chunk.column(0).text(0));
}

/// The rows of a group from `begin` on, a part after the other. An equality by itself would become
/// a hash join, which hands out whole vectors.
std::string parts_sql(const fs::path& file, std::uint64_t begin, std::uint64_t rows, bool is_all) {
  std::string sql = fmt::format(
      "(SELECT file.* EXCLUDE (file_row_number) FROM {} AS file JOIN range({}) AS parts(part) "
      "ON coalesce((file.file_row_number - {}) // {} = parts.part, FALSE)",
      duck::read_parquet_sql(std::span(&file, 1), ", file_row_number=true"),
      (rows + kPartRows - 1) / kPartRows, begin, kPartRows);
  if (!is_all) {
    sql += fmt::format(" WHERE file.file_row_number >= {} AND file.file_row_number < {}", begin,
                       begin + rows);
  }
  return sql + ")";
}

Result<std::vector<fs::path>> write_groups(duck::Connection& connection, const fs::path& file,
                                           const RowGroups& groups, const std::string& columns,
                                           const fs::path& folder, const std::stop_token& stop) {
  const std::uint64_t light_rows =
      std::max<std::uint64_t>(kLightGroupBytes / std::max<std::uint64_t>(groups.row_bytes, 1), 1);
  std::vector<fs::path> out;
  std::uint64_t begin = 0;
  for (const std::uint64_t rows : groups.rows) {
    out.push_back(folder / fmt::format("{}.parquet", begin));
    const Status written = connection.execute(
        fmt::format("COPY (SELECT {} FROM {}) TO {} (FORMAT parquet, COMPRESSION zstd, "
                    "COMPRESSION_LEVEL 1, ROW_GROUP_SIZE {})",
                    columns, parts_sql(file, begin, rows, groups.rows.size() == 1),
                    quote_literal(out.back().string()), light_rows),
        stop);
    if (!written) return written.error();
    begin += rows;
  }
  return out;
}

}  // namespace

std::uint64_t RowGroups::num_rows() const {
  return std::accumulate(rows.begin(), rows.end(), std::uint64_t{0});
}

std::uint64_t RowGroups::largest_rows() const {
  return rows.empty() ? 0 : std::ranges::max(rows);
}

bool RowGroups::are_heavy() const {
  return vector_bytes > kHeavyVectorBytes;
}

Result<RowGroups> row_groups(duck::Connection& connection, const fs::path& file,
                             const std::stop_token& stop) {
  Result<duck::QueryResult> result = connection.query(
      "SELECT max(row_group_num_rows)::BIGINT, coalesce(sum(total_uncompressed_size), 0)::BIGINT "
      "FROM parquet_metadata(" +
          duck::path_list_sql(std::span(&file, 1)) +
          ") GROUP BY row_group_id ORDER BY row_group_id",
      {}, stop);
  if (!result) return std::move(result).error();
  RowGroups out;
  duck::Chunk chunk;
  while (true) {
    const Result<bool> more = result->next(chunk);
    if (!more) return more.error();
    if (!*more) return out;
    for (std::size_t i = 0; i < chunk.rows(); ++i) {
      const std::uint64_t rows = chunk.column(0).uint64(i);
      const std::uint64_t bytes = chunk.column(1).uint64(i);
      const std::uint64_t row_bytes = bytes / std::max<std::uint64_t>(rows, 1);
      out.rows.push_back(rows);
      out.largest_bytes = std::max(out.largest_bytes, bytes);
      out.row_bytes = std::max(out.row_bytes, row_bytes);
      out.vector_bytes = std::max(out.vector_bytes, row_bytes * std::min(rows, kVectorRows));
    }
  }
}

Result<std::vector<fs::path>> write_light(duck::Connection& connection, const fs::path& file,
                                          const RowGroups& groups, const std::string& columns,
                                          const fs::path& folder, const std::stop_token& stop) {
  const std::uint64_t counted = kPages * std::bit_ceil(kPageRows * groups.row_bytes);
  Result<std::vector<fs::path>> written = std::vector<fs::path>();
  const auto write = [&]() -> Status {
    written = write_groups(connection, file, groups, columns, folder, stop);
    return written ? Status() : Status(written.error());
  };
  Status status = connection.beyond_limit(std::min(counted, kMostBeyondBytes),
                                          [&] { return on_few_threads(connection, 1, write); });
  if (!status) return std::move(status).error();
  return written;
}

Status on_few_threads(duck::Connection& connection, std::uint64_t most,
                      const std::function<Status()>& work) {
  const Result<std::string> threads = setting(connection, "threads");
  if (!threads) return threads.error();
  const auto set = [&](const std::string& count) {
    return connection.execute("SET threads = " + count);
  };
  std::uint64_t count = 0;
  std::from_chars(threads->data(), threads->data() + threads->size(), count);
  if (count <= most) return work();
  if (Status status = set(std::to_string(most)); !status) return status;
  Status done = work();
  Status restored = set(*threads);
  return done ? restored : done;
}

}  // namespace vitrine::ingest
