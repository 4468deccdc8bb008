// What users and cards ask of columns, whatever format they come from.

#include <algorithm>
#include <charconv>
#include <optional>

#include "duck/types.h"
#include "ingest/source_columns.h"
#include "schema/column.h"

namespace vitrine::ingest {
namespace {

/// Whether strptime's form has a time of the day in it.
bool has_time(std::string_view form) {
  for (const char c : std::string_view("HIMSpfXcsg")) {
    if (form.find(std::string("%") + c) != std::string_view::npos) return true;
  }
  return false;
}

std::string text_of(const SourceColumn& column) {
  return "nullif(trim(" + column.expression + "), '')";
}

}  // namespace

Status read_dates(const SourceScan& scan, SourceColumns& source) {
  if (scan.config.reading.date_format.empty()) return {};
  const std::string form = quote_literal(scan.config.reading.date_format);
  std::vector<SourceColumn*> texts;
  for (SourceColumn& column : source.columns) {
    const schema::Feature* declared = scan.declared(column.name);
    const bool wanted = declared == nullptr ||
                        schema::form_of(*declared) == schema::ScalarForm::kDate ||
                        schema::form_of(*declared) == schema::ScalarForm::kTimestamp;
    if (column.type.is_value("string") && wanted) texts.push_back(&column);
  }
  std::vector<bool> are_dates(texts.size(), true);
  std::vector<bool> seen(texts.size(), false);
  for (const std::string& from : source.from) {
    std::string checks;
    for (const SourceColumn* column : texts) {
      const std::string text = text_of(*column);
      checks += (checks.empty() ? "" : ", ") +
                ("count(" + text + ") = count(try_strptime(" + text) + ", " + form + ")), count(" +
                text + ") > 0";
    }
    if (checks.empty()) return {};
    Result<duck::QueryResult> result =
        scan.connection.query("SELECT " + checks + " FROM " + from, {}, scan.stop);
    if (!result) return std::move(result).error().in("--date-format");
    duck::Chunk chunk;
    const Result<bool> more = result->next(chunk);
    if (!more) return Error(more.error()).in("--date-format");
    for (std::size_t i = 0; i < texts.size() && *more; ++i) {
      are_dates[i] = are_dates[i] && chunk.column(2 * i).boolean(0);
      seen[i] = seen[i] || chunk.column(2 * i + 1).boolean(0);
    }
  }
  const bool time = has_time(scan.config.reading.date_format);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (!are_dates[i] || !seen[i]) continue;
    texts[i]->expression = "CAST(strptime(" + text_of(*texts[i]) + ", " + form + ") AS " +
                           (time ? "TIMESTAMP" : "DATE") + ")";
    texts[i]->type = schema::Feature::value(time ? "timestamp[us]" : "date32");
    std::erase_if(source.notices, [&](const std::string& notice) {
      return notice.starts_with("column \"" + texts[i]->name + "\" is kept as text:");
    });
    source.keeps_parquet = false;
  }
  return {};
}

namespace {

/// What pandas takes for the positions of columns, from 0, where no column is called so.
std::optional<std::size_t> position_of(std::string_view text) {
  std::size_t position = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), position);
  if (text.empty() || code != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return position;
}

}  // namespace

Status choose_columns(const SourceScan& scan, SourceColumns& source) {
  if (scan.config.reading.columns.empty()) return {};
  std::vector<SourceColumn> chosen;
  for (const std::string& name : scan.config.reading.columns) {
    auto column = std::ranges::find(source.columns, name, &SourceColumn::name);
    const std::optional<std::size_t> position = position_of(name);
    if (column == source.columns.end() && position && *position < source.columns.size())
      column = source.columns.begin() + static_cast<std::ptrdiff_t>(*position);
    if (column == source.columns.end())
      return invalid_argument("columns: the files of config " + scan.config.name +
                              " have no column \"" + name + "\"");
    chosen.push_back(*column);
  }
  source.keeps_parquet = source.keeps_parquet && chosen.size() == source.columns.size();
  source.columns = std::move(chosen);
  return {};
}

}  // namespace vitrine::ingest
