#pragma once
// ColumnValueIndexer: the values and lengths of row chunks to the split's column value file
// (store/column_values.h), from which facets and histograms of a result are counted.
//
// Strings and lists of scalars are coded as the JSON of their cells; a column of keywords in one
// string ("a, b; c") is a list of them. Numbers, booleans and class codes are kept as they are,
// dates and times in microseconds. Vectors, structs and lists of lists have nothing to count but
// lengths. Not thread safe.

#include <optional>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/result.h"
#include "duck/query_result.h"
#include "schema/column.h"
#include "store/column_values_writer.h"

namespace vitrine::ingest {

class ColumnValueIndexer {
 public:
  /// `features` must outlive the object. Errors: io.
  static Result<ColumnValueIndexer> create(const fs::path& path, const schema::Features& features);

  /// Errors: io.
  Status add(const duck::Chunk& chunk);
  Status finish() { return writer_.finish(); }

 private:
  enum class Source { kJson, kItems, kKeywords, kInteger, kFloat, kTime, kTextLength, kListLength };
  struct Track {
    std::size_t column;
    Source source;
  };

  ColumnValueIndexer(store::ColumnValuesWriter writer, const schema::Features& features,
                     std::vector<Track> tracks)
      : writer_(std::move(writer)), features_(&features), tracks_(std::move(tracks)) {}
  static std::vector<Track> tracks_of(const schema::Features& features);
  static std::optional<Source> source_of(const schema::Column& column);
  static store::TrackKind kind_of(Source source);
  void add_cell(std::size_t track, const duck::ColumnView& view, std::size_t row);
  void add_items(std::size_t track, const duck::ColumnView& view, std::size_t row);
  void add_keywords(std::size_t track, std::string_view text);

  store::ColumnValuesWriter writer_;
  const schema::Features* features_;
  std::vector<Track> tracks_;
  std::string json_;  // of one cell, reused
};

}  // namespace vitrine::ingest
