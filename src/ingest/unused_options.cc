#include "ingest/unused_options.h"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "source/file_format.h"

namespace vitrine::ingest {
namespace {

/// What is said of delimited texts alone, by the keys of a card.
std::vector<std::string> of_delimited(const source::ReadOptions& reading) {
  std::vector<std::string> out;
  const auto add = [&](bool is_said, std::string_view key) {
    if (is_said) out.emplace_back(key);
  };
  add(reading.delimiter.has_value(), "delimiter");
  add(reading.quote.has_value(), "quotechar");
  add(reading.escape.has_value(), "escapechar");
  add(reading.comment.has_value(), "comment");
  add(reading.decimal.has_value(), "decimal");
  return out;
}

/// What is said of delimited texts and of sheets.
std::vector<std::string> of_tables_with_headers(const source::ReadOptions& reading) {
  std::vector<std::string> out;
  if (reading.header) out.emplace_back("header");
  if (reading.skip_lines > 0 || !reading.skipped.empty()) out.emplace_back("skiprows");
  if (!reading.names.empty()) out.emplace_back("names");
  return out;
}

bool is_delimited(const source::SourceConfig& config) {
  const source::FileFormat format = config.splits.front().files.front().format;
  return format == source::FileFormat::kCsv || format == source::FileFormat::kTsv ||
         format == source::FileFormat::kText;
}

bool shows_media(const source::SourceConfig& config) {
  return std::ranges::any_of(config.splits,
                             [](const source::SourceSplit& split) { return !split.media.empty(); });
}

}  // namespace

void say_unused_options(const source::SourceConfig& config, std::vector<std::string>& notices) {
  const source::ReadOptions& reading = config.reading;
  const source::SourceFile& first = config.splits.front().files.front();
  const bool is_json =
      first.format == source::FileFormat::kJson || first.format == source::FileFormat::kJsonLines;
  std::vector<std::string> unused;
  if (!is_delimited(config)) unused = of_delimited(reading);
  if (!is_delimited(config) && first.format != source::FileFormat::kExcel)
    std::ranges::copy(of_tables_with_headers(reading), std::back_inserter(unused));
  if (!is_delimited(config) && !is_json && !reading.encoding.empty()) unused.push_back("encoding");
  if (!is_json && !reading.field.empty()) unused.push_back("field");
  if (!shows_media(config) && reading.drop_labels.value_or(false)) unused.push_back("drop_labels");
  if (!shows_media(config) && reading.drop_metadata.value_or(false))
    unused.push_back("drop_metadata");
  // Rows of a table have no label beside its columns.
  if (shows_media(config) && !reading.drop_labels.value_or(true) &&
      first.path.filename().string().starts_with("metadata."))
    unused.push_back("drop_labels");
  for (const std::string& key : unused) {
    const std::string typed = key == "skiprows" ? " (--skip-lines)" : "";
    notices.push_back("the option \"" + key + "\"" + typed + " means nothing to " +
                      first.path.filename().string() + " and its kind: it changes nothing");
  }
}

}  // namespace vitrine::ingest
