#include "ingest/column_value_indexer.h"

#include <algorithm>

#include "base/json_writer.h"
#include "base/utf8.h"
#include "duck/json_cell.h"
#include "duck/temporal.h"
#include "schema/column.h"
#include "schema/keywords.h"

namespace vitrine::ingest {
namespace {

// Of all columns together; one column has at most the default of the writer.
constexpr std::size_t kDictionaryBytes = std::size_t{256} << 20U;
constexpr std::size_t kLeastDictionaryBytes = std::size_t{1} << 20U;
constexpr std::size_t kManyTracks = 256;
constexpr std::uint32_t kBlockRowsOfMany = 1024;
constexpr std::int64_t kSecondsPerDay = 86'400;

/// Microseconds since 1970, or since midnight. Requires: a cell of a date, time or timestamp. The
/// infinities of DuckDB are its largest and least values, and stay so.
std::int64_t micros(const duck::ColumnView& view, std::size_t row) {
  const std::int64_t value = view.int64(row);
  const std::int64_t beyond = value < 0 ? INT64_MIN : INT64_MAX;
  if (view.type().cell == duck::CellType::kDate)
    return schema::to_micros(value * kSecondsPerDay, schema::TimeUnit::kSecond).value_or(beyond);
  return schema::to_micros(value, duck::cell_unit(view.type().cell)).value_or(beyond);
}

bool is_plain_time(duck::CellType cell) {
  return cell == duck::CellType::kDate || cell == duck::CellType::kTime ||
         cell == duck::CellType::kTimeNs ||
         (cell >= duck::CellType::kTimestampS && cell <= duck::CellType::kTimestampTz);
}

}  // namespace

std::vector<ColumnValueIndexer::Track> ColumnValueIndexer::tracks_of(
    const schema::Features& features) {
  const std::vector<schema::Column> columns = schema::make_columns(features);
  std::vector<Track> tracks;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (const std::optional<Source> source = source_of(columns[i])) tracks.push_back({i, *source});
    if (columns[i].kind == schema::ColumnKind::kVector) continue;
    if (columns[i].is_text) tracks.push_back({i, Source::kTextLength});
    if (columns[i].kind == schema::ColumnKind::kList) tracks.push_back({i, Source::kListLength});
  }
  return tracks;
}

/// Where the values of a column come from; nothing for one that has only a length, or nothing.
std::optional<ColumnValueIndexer::Source> ColumnValueIndexer::source_of(
    const schema::Column& column) {
  if (column.kind == schema::ColumnKind::kList)
    return column.is_countable ? std::optional(Source::kItems) : std::nullopt;
  switch (column.form) {
    case schema::ScalarForm::kText:
      return column.role == schema::Role::kKeywords ? Source::kKeywords : Source::kJson;
    case schema::ScalarForm::kBool:
    case schema::ScalarForm::kClass:
      return Source::kInteger;
    case schema::ScalarForm::kInteger:
      return column.is_countable ? Source::kInteger : Source::kFloat;
    case schema::ScalarForm::kDate:
    case schema::ScalarForm::kTime:
    case schema::ScalarForm::kTimestamp:
      return Source::kTime;
    case schema::ScalarForm::kFloat:
    case schema::ScalarForm::kDecimal:
      return Source::kFloat;
    case schema::ScalarForm::kNone:
    case schema::ScalarForm::kBinary:
    case schema::ScalarForm::kDuration:
      return std::nullopt;
  }
  return std::nullopt;
}

store::TrackKind ColumnValueIndexer::kind_of(Source source) {
  switch (source) {
    case Source::kJson:
      return store::TrackKind::kCodes;
    case Source::kItems:
    case Source::kKeywords:
      return store::TrackKind::kMembers;
    case Source::kInteger:
    case Source::kTime:
      return store::TrackKind::kIntegers;
    case Source::kFloat:
      return store::TrackKind::kFloats;
    case Source::kTextLength:
    case Source::kListLength:
      break;
  }
  return store::TrackKind::kLengths;
}

Result<ColumnValueIndexer> ColumnValueIndexer::create(const fs::path& path,
                                                      const schema::Features& features) {
  std::vector<Track> tracks = tracks_of(features);
  std::vector<store::ColumnValuesWriter::Track> kinds;
  kinds.reserve(tracks.size());
  for (const Track& track : tracks)
    kinds.push_back({static_cast<std::uint32_t>(track.column), kind_of(track.source)});
  store::ColumnValuesWriter::Options options;
  const std::size_t share = kDictionaryBytes / std::max<std::size_t>(tracks.size(), 1);
  options.dictionary_bytes = std::clamp(share, kLeastDictionaryBytes, options.dictionary_bytes);
  if (tracks.size() > kManyTracks) options.block_rows = kBlockRowsOfMany;
  Result<store::ColumnValuesWriter> writer =
      store::ColumnValuesWriter::create(path, kinds, options);
  if (!writer) return std::move(writer).error();
  return ColumnValueIndexer(*std::move(writer), features, std::move(tracks));
}

Status ColumnValueIndexer::add(const duck::Chunk& chunk) {
  std::vector<duck::ColumnView> views;
  views.reserve(tracks_.size());
  for (const Track& track : tracks_) views.push_back(chunk.column(track.column));
  for (std::size_t row = 0; row < chunk.rows(); ++row) {
    for (std::size_t track = 0; track < tracks_.size(); ++track) {
      if (writer_.gave_up(track)) continue;
      if (views[track].is_null(row)) {
        writer_.add_null(track);
      } else {
        add_cell(track, views[track], row);
      }
    }
    if (Status status = writer_.end_row(); !status) return status;
  }
  return {};
}

void ColumnValueIndexer::add_cell(std::size_t track, const duck::ColumnView& view,
                                  std::size_t row) {
  const schema::Feature& type = (*features_)[tracks_[track].column].type;
  const bool is_string = view.type().cell == duck::CellType::kString;
  switch (tracks_[track].source) {
    case Source::kJson:
      json_.clear();
      duck::append_cell_json(json_, view, row, type);
      return writer_.add_code(track, json_);
    case Source::kItems:
      return add_items(track, view, row);
    case Source::kKeywords:
      if (is_string) return add_keywords(track, view.text(row));
      return writer_.add_null(track);
    case Source::kInteger:
      return writer_.add_integer(track, view.int64(row));
    case Source::kFloat:
      return writer_.add_float(track, view.float64(row));
    case Source::kTime:
      if (is_plain_time(view.type().cell)) return writer_.add_integer(track, micros(view, row));
      return writer_.add_null(track);
    case Source::kTextLength:
      if (!is_string) return writer_.add_null(track);
      return writer_.add_integer(track, static_cast<std::int64_t>(utf8_length(view.text(row))));
    case Source::kListLength:
      return writer_.add_integer(track, static_cast<std::int64_t>(view.list(row).length));
  }
}

void ColumnValueIndexer::add_items(std::size_t track, const duck::ColumnView& view,
                                   std::size_t row) {
  const duck::ListSlice slice = view.list(row);
  const duck::ColumnView items = view.child();
  const schema::Feature& item = (*features_)[tracks_[track].column].type.item();
  for (std::size_t i = slice.offset; i < slice.offset + slice.length; ++i) {
    if (items.is_null(i)) continue;
    json_.clear();
    duck::append_cell_json(json_, items, i, item);
    writer_.add_member(track, json_);
  }
  writer_.end_members(track);
}

void ColumnValueIndexer::add_keywords(std::size_t track, std::string_view text) {
  schema::for_each_keyword(text, [&](std::string_view keyword) {
    json_.clear();
    append_json_string(json_, keyword);
    writer_.add_member(track, json_);
  });
  writer_.end_members(track);
}

}  // namespace vitrine::ingest
