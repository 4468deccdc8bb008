#include "mcp/tool_text.h"

#include "api/reports_json.h"
#include "api/search_json.h"
#include "base/json_parse.h"
#include "base/json_writer.h"
#include "base/utf8.h"
#include "profile/statistics_json.h"

namespace vitrine::mcp {

namespace json = boost::json;

namespace {

constexpr std::size_t kMaxCellBytes = 600;  // about 150 tokens
constexpr std::size_t kMaxAnswerBytes = 60'000;

json::value shortened(const json::value& value);

json::value shortened_list(const json::array& list) {
  json::array kept;
  for (const json::value& item : list) {
    if (json_text(kept).size() > kMaxCellBytes) break;
    kept.push_back(shortened(item));
  }
  const std::size_t missing = list.size() - kept.size();
  if (missing > 0) kept.emplace_back("[" + std::to_string(missing) + " more]");
  return kept;
}

json::value shortened_object(const json::object& object) {
  json::object kept;
  for (const auto& [name, member] : object) {
    if (json_text(kept).size() > kMaxCellBytes) break;
    kept.emplace(name, shortened(member));
  }
  const std::size_t missing = object.size() - kept.size();
  if (missing > 0) kept.emplace("...", "[" + std::to_string(missing) + " more]");
  return kept;
}

/// Cuts long texts in a row; says how much is missing.
json::value shortened(const json::value& value) {
  if (const json::string* text = value.if_string();
      text != nullptr && text->size() > kMaxCellBytes) {
    const std::string_view kept = utf8_prefix(std::string_view(*text), kMaxCellBytes);
    return json::value(std::string(kept) + "... [" + std::to_string(text->size() - kept.size()) +
                       " more bytes]");
  }
  const json::array* list = value.if_array();
  if (list != nullptr && json_text(*list).size() > kMaxCellBytes) return shortened_list(*list);
  const json::object* object = value.if_object();
  if (object != nullptr && json_text(*object).size() > kMaxCellBytes)
    return shortened_object(*object);
  return value;
}

/// A cell of the data, cut. What does not parse stays as it is.
std::string cell_text(std::string_view cell) {
  if (cell.size() <= kMaxCellBytes) return std::string(cell);
  const Result<json::value> value = parse_json(cell);
  return value ? json_text(shortened(*value)) : std::string(cell);
}

/// Where a person sees the row.
std::string link_of(std::string_view site, const store::DatasetName& dataset, std::uint64_t row) {
  return std::string(site) + "/datasets/" + dataset.id() + "?row=" + std::to_string(row);
}

/// A text member, cut.
void write_text(JsonWriter& writer, std::string_view name, const std::string& text) {
  writer.key(name).raw(json_text(shortened(json::value(text))));
}

/// How often an answer was full already when something was to be added.
class Overflow {
 public:
  explicit Overflow(const std::string& out) : out_(out) {}
  /// Whether there is still room.
  bool has_room() {
    if (out_.size() <= kMaxAnswerBytes) return true;
    ++left_out_;
    return false;
  }
  void write(JsonWriter& writer, std::string_view what) const {
    if (left_out_ > 0) writer.member("left_out", std::to_string(left_out_) + std::string(what));
  }

 private:
  const std::string& out_;
  std::size_t left_out_ = 0;
};

/// The figures of a column that say most: all but the histogram and what is long.
void write_figures(JsonWriter& writer, const profile::ColumnStatistics& column) {
  for (const auto& [name, json] : profile::figures_of(column, profile::Precision::kFull)) {
    if (name != "histogram" && json.size() <= kMaxCellBytes) writer.key(name).raw(json);
  }
}

}  // namespace

Result<std::string> hits_text(const engine::SearchAnswer& answer, std::string_view site) {
  const store::DatasetName& dataset = answer.place.dataset->manifest().dataset;
  const schema::Features& features = answer.split().features();
  std::string out;
  JsonWriter writer(out);
  writer.begin_object().member("total", answer.hits.total).key("rows").begin_array();
  Overflow overflow(out);
  const Status read = engine::visit_hits(answer, [&](const engine::HitView& hit) {
    if (!overflow.has_room()) return true;
    writer.begin_object()
        .member("row_idx", hit.row)
        .member("link", link_of(site, dataset, hit.row));
    if (hit.score) writer.member("score", *hit.score);
    writer.key("row").begin_object();
    for (std::size_t i = 0; i < hit.cells.size(); ++i)
      writer.key(features[answer.request.columns[i]].name).raw(cell_text(hit.cells[i]));
    writer.end_object().end_object();
    return true;
  });
  if (!read) return read.error();
  writer.end_array().member("mode", search::search_mode_name(answer.hits.mode));
  writer.member("meaning", search::meaning_name(answer.hits.meaning));
  if (!answer.hits.meaning_model.empty()) writer.member("meaning_model", answer.hits.meaning_model);
  if (!answer.hits.meaning_off.empty()) writer.member("meaning_off", answer.hits.meaning_off);
  if (answer.hits.meaning_error)
    writer.member("meaning_error", error_code_name(*answer.hits.meaning_error));
  if (!answer.facets.empty()) writer.key("facets").raw(api::facets_json(answer));
  if (!answer.hits.corrections.empty())
    writer.key("corrections").raw(api::corrections_json(answer.hits));
  overflow.write(writer, " rows did not fit; ask for fewer columns or rows");
  writer.end_object();
  return out;
}

std::string facets_text(const engine::SearchAnswer& answer) {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object().member("total", answer.hits.total);
  writer.key("facets").raw(api::facets_json(answer)).end_object();
  return out;
}

Result<std::string> columns_text(const engine::ColumnReport& report) {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object().member("num_rows", report.place.split->num_rows());
  writer.key("configs").raw(api::configs_json(report.place.dataset->manifest()));
  writer.key("columns").begin_array();
  for (std::size_t i = 0; i < report.columns.size(); ++i) {
    const schema::Column& column = report.columns[i];
    writer.begin_object().member("name", column.name);
    writer.member("type", schema::feature_label(column.type))
        .member("role", schema::role_name(column.role));
    if (report.projections[i])
      writer.key("projection").raw(api::projection_json(report.projections[i]));
    write_figures(writer, report.statistics.columns[i]);
    writer.end_object();
  }
  writer.end_array().end_object();
  return out;
}

Result<std::string> table_text(sql::SqlRun run) {
  std::string rows;
  while (true) {
    const Result<bool> more = run.next(rows);
    if (!more) return more.error();
    if (!*more) break;
  }
  const Result<json::value> columns = parse_json(run.columns());
  if (!columns) return columns.error();
  const Result<json::value> cells = parse_json(rows);
  if (!cells) return cells.error();
  std::string out;
  JsonWriter writer(out);
  writer.begin_object().key("columns").begin_array();
  for (const json::value& column : columns->get_array())
    writer.value(string_member(column, "name").value_or(""));
  writer.end_array().key("rows").begin_array();
  Overflow overflow(out);
  for (const json::value& row : cells->get_array()) {
    if (!overflow.has_room()) continue;
    writer.begin_array();
    for (const json::value& cell : row.get_array()) writer.raw(json_text(shortened(cell)));
    writer.end_array();
  }
  writer.end_array();
  if (run.summary().truncated)
    writer.member("truncated", "there are more rows; ask for fewer with LIMIT, or aggregate");
  overflow.write(writer, " rows did not fit; select fewer columns or rows");
  writer.end_object();
  return out;
}

std::string reading_list_text(const store::DatasetName& dataset,
                              std::span<const engine::KeptRow> rows, std::string_view site) {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object().key("entries").begin_array();
  Overflow overflow(out);
  for (const auto& [entry, now] : rows) {
    if (!overflow.has_room()) continue;
    writer.begin_object();
    if (now) {
      writer.member("row_idx", *now).member("link", link_of(site, dataset, *now));
    } else {
      writer.member("lost", "an import has taken this row out of the data");
    }
    write_text(writer, "title", entry.title);
    write_text(writer, "note", entry.note);
    write_text(writer, "folder", entry.folder);
    writer.key("tags").begin_array();
    for (const std::string& tag : entry.tags) writer.value(tag);
    writer.end_array().member("status", entry.status).member("rating", entry.rating).end_object();
  }
  writer.end_array();
  overflow.write(writer, " entries did not fit");
  writer.end_object();
  return out;
}

}  // namespace vitrine::mcp
