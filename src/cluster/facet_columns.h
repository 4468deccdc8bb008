#pragma once
// Facet columns: which columns of a split are counted and in which fields of the engine's index
// that is asked for, and what their codes mean in the terms of the column value file.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cluster/code_ranges.h"
#include "local/facet_values.h"
#include "profile/column_statistics.h"
#include "schema/features.h"
#include "store/column_values.h"

namespace vitrine::cluster {

/// What the column value file of a split counts of a column, which is not kept where an engine has
/// the rows.
struct ColumnTracks {
  std::optional<store::TrackKind> values = {};
  bool has_lengths = false;

  bool operator==(const ColumnTracks&) const = default;
};

/// Of all columns. Errors: corrupt.
Result<std::vector<ColumnTracks>> column_tracks(const store::ColumnValues& values,
                                                std::size_t num_columns);
/// One short text of them, and back. Errors: corrupt.
std::string format_tracks(std::span<const ColumnTracks> tracks);
Result<std::vector<ColumnTracks>> parse_tracks(std::string_view text);

/// What is counted of a column, and in which fields.
struct CountedColumn {
  std::size_t column = 0;
  schema::Feature type = {};  ///< Of a list, its members'.
  ColumnTracks tracks = {};
  std::string values_field = {};  ///< Empty: no values are listed.
  std::string number_field = {};  ///< What bins and quantiles are of; empty: they have none.
  bool is_text = false;           ///< What values_field holds.
  std::optional<local::FacetBins> bins = {};

  bool is_lengths() const { return tracks.has_lengths; }
  bool is_floats() const { return tracks.values == store::TrackKind::kFloats; }
  /// Numbers are in the order of their codes; all else is in that of its JSON.
  bool is_by_number() const { return tracks.values == store::TrackKind::kIntegers; }
};

CountedColumn counted_column(std::size_t column, const schema::Feature& type,
                             const ColumnTracks& tracks,
                             const profile::ColumnStatistics& statistics);

/// What the column value file holds of a code: a number, or microseconds; beyond their ends the
/// last of them.
std::int64_t track_integer(const schema::Feature& type, std::int64_t code);
/// The same of a column of floats.
double track_float(const schema::Feature& type, std::int64_t code);

/// The codes that count: of floats the finite ones.
CodeRange counted_codes(const CountedColumn& counted);
/// The codes of each of its bins; nothing for one that no code is in. Requires: it has bins.
std::vector<std::optional<CodeRange>> bin_ranges(const CountedColumn& counted);

}  // namespace vitrine::cluster
