#include "hub/row_format.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/json_writer.h"
#include "http/field.h"
#include "search/row_csv.h"
#include "search/row_json.h"

namespace vitrine::hub {
namespace {

using http::Request;
using http::Response;

constexpr std::size_t kChunkBytes = 64 << 10;
constexpr std::size_t kRowsAtOnce = 64;

struct Known {
  RowFormat format;
  std::string_view name;
  std::string_view media_type;
};

constexpr Known kKnown[] = {
    {RowFormat::kJson, "json", "application/json"},
    {RowFormat::kJsonLines, "ndjson", "application/x-ndjson"},
    {RowFormat::kCsv, "csv", "text/csv"},
    {RowFormat::kParquet, "parquet", "application/vnd.apache.parquet"},
    {RowFormat::kArrow, "arrow", "application/vnd.apache.arrow.stream"},
};

/// The first of the Accept header's types that is known; JSON, as a browser or a client of the Hub
/// asks for it, is the Hub's answer, and so it is where nothing is known.
std::optional<RowFormat> accepted_format(std::string_view accept) {
  while (!accept.empty()) {
    const std::string_view item = http::take_item(accept);
    const std::size_t semicolon = std::min(item.find(';'), item.size());
    const auto known = std::ranges::find(kKnown, ascii_lower(http::trim(item.substr(0, semicolon))),
                                         &Known::media_type);
    if (known == std::end(kKnown) || http::weight_of(item.substr(semicolon)) == 0) continue;
    if (known->format == RowFormat::kJson) return std::nullopt;
    return known->format;
  }
  return std::nullopt;
}

class RowStream {
 public:
  RowStream(std::shared_ptr<const search::Split> split, std::vector<std::uint64_t> rows,
            std::vector<std::size_t> columns, RowFormat format)
      : split_(std::move(split)),
        rows_(std::move(rows)),
        columns_(std::move(columns)),
        keys_(search::column_keys(split_->features(), columns_)),
        format_(format) {}

  Result<bool> produce(std::string& out) {
    if (next_ == 0 && format_ == RowFormat::kCsv) append_header(out);
    while (next_ < rows_.size() && out.size() < kChunkBytes) {
      const std::size_t count = std::min(kRowsAtOnce, rows_.size() - next_);
      const auto rows = std::span(rows_).subspan(next_, count);
      const Status status = split_->visit_cells(
          rows, columns_, [&](std::size_t position, std::span<const std::string_view> cells) {
            append_row(out, rows[position], cells);
            return true;
          });
      if (!status) return status.error();
      next_ += count;
    }
    return next_ < rows_.size();
  }

 private:
  void append_header(std::string& out) const {
    out += "row_idx";
    if (!columns_.empty()) out += ',';
    search::append_csv_names(out, split_->features(), columns_);
    out += '\n';
  }

  void append_row(std::string& out, std::uint64_t row,
                  std::span<const std::string_view> cells) const {
    if (format_ == RowFormat::kCsv) {
      append_json_number(out, row);
      for (const std::string_view cell : cells) {
        out += ',';
        search::append_csv_field(out, cell);
      }
      out += '\n';
      return;
    }
    out += "{\"row_idx\":";
    append_json_number(out, row);
    out += ",\"row\":";
    search::append_object(out, keys_, cells);
    out += "}\n";
  }

  std::shared_ptr<const search::Split> split_;
  std::vector<std::uint64_t> rows_;
  std::vector<std::size_t> columns_;
  std::vector<std::string> keys_;
  RowFormat format_;
  std::size_t next_ = 0;
};

}  // namespace

api::ResponseOr<std::optional<RowFormat>> asked_format(const Request& request) {
  const auto name = request.query.given("format");
  if (!name) return accepted_format(request.headers.get("Accept"));
  const auto known = std::ranges::find(kKnown, *name, &Known::name);
  if (known != std::end(kKnown)) return std::optional(known->format);
  return http::error_response(422, "InvalidParameter",
                              "Parameter 'format' must be json, ndjson, csv, parquet or arrow");
}

Response stream_rows(std::shared_ptr<const search::Split> split, std::vector<std::uint64_t> rows,
                     std::vector<std::size_t> columns, RowFormat format) {
  auto stream =
      std::make_shared<RowStream>(std::move(split), std::move(rows), std::move(columns), format);
  const std::string type =
      format == RowFormat::kCsv ? "text/csv; charset=utf-8" : "application/x-ndjson";
  return Response::stream([stream](std::string& out) { return stream->produce(out); }, type);
}

}  // namespace vitrine::hub
