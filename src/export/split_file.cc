#include "export/split_file.h"

#include <algorithm>
#include <numeric>

#include "duck/database.h"
#include "duck/parquet_metadata.h"
#include "duck/types.h"
#include "ingest/statement_progress.h"
#include "search/row_csv.h"
#include "search/row_json.h"

namespace vitrine::exporting {
namespace {

constexpr std::uint64_t kRowsAtOnce = 1024;
constexpr std::uint64_t kMostWidenedRows = 200'000;

using LineFormat = std::function<void(std::string& out, std::span<const std::string_view> cells)>;

void append_csv_line(std::string& out, std::span<const std::string_view> cells) {
  for (std::size_t c = 0; c < cells.size(); ++c) {
    if (c > 0) out += ',';
    search::append_csv_field(out, cells[c]);
  }
}

Status write_lines(const search::Split& split, const LineFormat& format, const TextSink& sink,
                   ProgressSink* progress, const std::stop_token& stop) {
  const std::vector<std::size_t> columns = search::all_columns(split.features());
  const std::string subject = split.config().name + "/" + split.split().name;
  std::vector<std::uint64_t> rows;
  std::string text;
  for (std::uint64_t first = 0; first < split.num_rows(); first += kRowsAtOnce) {
    if (stop.stop_requested()) return cancelled("stopped");
    const std::uint64_t end = std::min(first + kRowsAtOnce, split.num_rows());
    rows.clear();
    for (std::uint64_t row = first; row < end; ++row) rows.push_back(row);
    Status written;
    Status read =
        split.visit_cells(rows, columns, [&](std::size_t, std::span<const std::string_view> cells) {
          text.clear();
          format(text, cells);
          text += '\n';
          written = sink(text);
          return written.has_value();
        });
    if (!written) return written;
    if (!read) return read;
    if (progress != nullptr) progress->update({"exporting", subject, end, split.num_rows()});
  }
  return {};
}

/// With the columns that the Parquet of the snapshot has not. The file is made in memory.
Status write_widened(const search::Split& split, const fs::path& path,
                     const std::stop_token& stop) {
  constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 30U;
  if (split.num_rows() > kMostWidenedRows)
    return too_large("a Parquet file with labels may have 200,000 rows: export csv or jsonl");
  std::vector<std::uint64_t> rows(split.num_rows());
  std::iota(rows.begin(), rows.end(), 0);
  const Result<std::string> file =
      split.write(search::RowFileFormat::kParquet, rows, search::all_columns(split.features()),
                  kMostBytes, stop);
  return file ? write_file_atomic(path, *file) : Status(file.error());
}

}  // namespace

Status write_rows(const search::Split& split, TextFormat format, const TextSink& sink,
                  ProgressSink* progress, const std::stop_token& stop) {
  const std::vector<std::size_t> columns = search::all_columns(split.features());
  if (format == TextFormat::kCsv) {
    std::string header;
    search::append_csv_names(header, split.features(), columns);
    if (Status status = sink(header + "\n"); !status) return status;
    return write_lines(split, append_csv_line, sink, progress, stop);
  }
  const std::vector<std::string> keys = search::column_keys(split.features(), columns);
  const auto format_line = [&](std::string& out, std::span<const std::string_view> cells) {
    search::append_object(out, keys, cells);
  };
  return write_lines(split, format_line, sink, progress, stop);
}

Status write_parquet(const search::Split& split, const fs::path& path, ProgressSink* progress,
                     const std::stop_token& stop) {
  if (split.added_columns() != nullptr) return write_widened(split, path, stop);
  if (Status whole = split.check_parquet(); !whole) return whole;
  const std::vector<fs::path> files = split.parquet_files();
  if (files.size() == 1) return clone_file(files.front(), path);
  Result<duck::Database> database = duck::Database::open();
  if (!database) return std::move(database).error();
  Result<duck::Connection> connection = duck::Connection::open(*database);
  if (!connection) return std::move(connection).error();
  const ingest::StatementProgress poll(*connection, progress, "exporting", split.num_rows());
  const std::string rows = "SELECT * FROM " + duck::read_parquet_sql(files);
  const Result<std::string> metadata =
      duck::parquet_metadata_sql(*connection, rows, split.features(), stop);
  if (!metadata) return metadata.error();
  return connection->execute(
      "COPY (" + rows + ") TO " + quote_literal(path.string()) +
          " (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 10240, KV_METADATA " + *metadata +
          ")",
      stop);
}

}  // namespace vitrine::exporting
