#include <algorithm>

#include "cli/commands.h"
#include "cli/progress_display.h"
#include "duck/database.h"
#include "duck/types.h"
#include "search/row_csv.h"
#include "search/row_json.h"

namespace vitrine::cli {
namespace {

constexpr std::uint64_t kRowsAtOnce = 1024;

/// Where rows go: a file that appears when it is complete, or standard output.
class RowSink {
 public:
  static Result<RowSink> open(const std::string& out) {
    RowSink sink;
    if (out.empty()) return sink;
    sink.target_ = out;
    sink.temporary_ = out + ".partial";
    Result<FileWriter> writer = FileWriter::create(sink.temporary_);
    if (!writer) return std::move(writer).error();
    sink.writer_.emplace(*std::move(writer));
    return sink;
  }
  ~RowSink() {
    std::error_code ec;
    if (!temporary_.empty()) fs::remove(temporary_, ec);
  }
  RowSink(RowSink&& other) noexcept
      : target_(std::move(other.target_)),
        temporary_(std::exchange(other.temporary_, fs::path())),
        writer_(std::move(other.writer_)) {}
  RowSink& operator=(RowSink&&) = delete;

  Status write(std::string_view text) { return writer_ ? writer_->write(text) : print(text); }
  Status finish() {
    if (!writer_) return {};
    if (Status status = writer_->close(); !status) return status;
    return rename_durably(temporary_, target_);
  }

 private:
  RowSink() = default;
  fs::path target_;
  fs::path temporary_;
  std::optional<FileWriter> writer_;
};

/// Calls `format` with every row's cells; it appends a line.
template <typename Format>
Status write_rows(const SplitReader& split, RowSink& sink, const std::stop_token& stop,
                  Format format) {
  const std::vector<std::size_t> columns = all_columns(split.features());
  std::vector<std::uint64_t> rows;
  std::string text;
  for (std::uint64_t first = 0; first < split.num_rows(); first += kRowsAtOnce) {
    if (stop.stop_requested()) return cancelled("stopped");
    rows.clear();
    for (std::uint64_t r = first; r < std::min(first + kRowsAtOnce, split.num_rows()); ++r)
      rows.push_back(r);
    Status written;
    Status read = visit_cells(split, rows, columns,
                              [&](std::size_t, std::span<const std::string_view> cells) {
                                text.clear();
                                format(text, cells);
                                text += '\n';
                                written = sink.write(text);
                                return written.has_value();
                              });
    if (!written) return written;
    if (!read) return read;
  }
  return {};
}

Status export_json_lines(const SplitReader& split, RowSink& sink, const std::stop_token& stop) {
  const std::vector<std::string> keys =
      column_keys(split.features(), all_columns(split.features()));
  return write_rows(split, sink, stop,
                    [&](std::string& out, std::span<const std::string_view> cells) {
                      append_object(out, keys, cells);
                    });
}

Status export_csv(const SplitReader& split, RowSink& sink, const std::stop_token& stop) {
  std::string header;
  append_csv_names(header, split.features(), all_columns(split.features()));
  if (Status status = sink.write(header + "\n"); !status) return status;
  return write_rows(split, sink, stop,
                    [](std::string& out, std::span<const std::string_view> cells) {
                      for (std::size_t c = 0; c < cells.size(); ++c) {
                        if (c > 0) out += ',';
                        append_csv_field(out, cells[c]);
                      }
                    });
}

Status export_parquet(const SplitReader& split, const std::string& out,
                      const std::stop_token& stop) {
  const std::vector<fs::path> files = split.parquet_files();
  const fs::path temporary = out + ".partial";
  std::error_code ec;
  fs::remove(temporary, ec);
  Status written;
  if (files.size() == 1) {
    written = clone_file(files.front(), temporary);
  } else {
    Result<Database> database = Database::open();
    if (!database) return std::move(database).error();
    Result<Connection> connection = Connection::open(*database);
    if (!connection) return std::move(connection).error();
    const std::string metadata =
        "{\"info\":{\"features\":" + features_json(split.features()) + "}}";
    written = connection->execute(
        "COPY (SELECT * FROM read_parquet(" + path_list_sql(files) + ")) TO " +
            quote_literal(temporary.string()) +
            " (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 10240, KV_METADATA {huggingface: " +
            quote_literal(metadata) + "})",
        stop);
  }
  if (written) written = rename_durably(temporary, out);
  if (!written) fs::remove(temporary, ec);
  return written;
}

std::string format_of(const Arguments& arguments) {
  if (!arguments.format.empty()) return arguments.format;
  for (const std::string_view format : {"parquet", "jsonl", "csv"}) {
    if (arguments.out.ends_with("." + std::string(format))) return std::string(format);
  }
  return "";
}

}  // namespace

Status run_export(Session& session) {
  const Arguments& arguments = session.arguments();
  const std::string format = format_of(arguments);
  if (format.empty())
    return invalid_argument(
        "say the format: --format parquet, jsonl or csv, or --out FILE with such an ending");
  if (format == "parquet" && arguments.out.empty())
    return invalid_argument("Parquet needs a file: --out FILE");
  const Result<DatasetName> dataset = session.dataset();
  if (!dataset) return dataset.error();
  const Result<std::shared_ptr<const Snapshot>> snapshot =
      session.library().open_snapshot(*dataset);
  if (!snapshot) return snapshot.error();
  const ConfigManifest& first = (*snapshot)->manifest().configs.front();
  const std::string config = arguments.config.empty() ? first.name : arguments.config;
  const ConfigManifest* chosen = (*snapshot)->manifest().find_config(config);
  const std::string split_name =
      arguments.split.empty() && chosen != nullptr ? chosen->splits.front().name : arguments.split;
  const Result<std::shared_ptr<const SplitReader>> split =
      SplitReader::open(*snapshot, config, split_name);
  if (!split) return split.error();
  if (format == "parquet") {
    if (Status status = export_parquet(**split, arguments.out, session.stop()); !status)
      return status;
  } else {
    Result<RowSink> sink = RowSink::open(arguments.out);
    if (!sink) return std::move(sink).error();
    Status status = format == "csv" ? export_csv(**split, *sink, session.stop())
                                    : export_json_lines(**split, *sink, session.stop());
    if (!status) return status;
    if (Status finished = sink->finish(); !finished) return finished;
  }
  note("exported " + row_count((*split)->num_rows()) +
       (arguments.out.empty() ? "" : " to " + arguments.out));
  return {};
}

}  // namespace vitrine::cli
