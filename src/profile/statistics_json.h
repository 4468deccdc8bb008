#pragma once
// Statistics as JSON: the one place that writes them, for our API, for the Hub's and for the file.
//
// Each column has the block that the Hub's /statistics has for its type (int, float, bool,
// class_label, string_label, string_text, list, datetime, image, audio, video; none for the
// others), and `extra`:
//   numbers   the counts of kIntegerCounts or kFloatCounts (column_statistics.h); integers that
//             span at most 30 values counts: [value, occurrences] of each
//   strings   the counts of kTextCounts
//   dates     n_distinct, date: nulls, min, max, median and histogram, in whole days
//   lists of strings or integers   members: total, n_distinct, the 100 most_frequent
//   pictures  n_broken, formats: {"jpeg": 12}, height: the block of the heights
//   recordings, films   n_broken
//   vectors   vector: dimension, norm_min, norm_max, norm_mean, n_zero, n_not_finite

#include <string>
#include <string_view>
#include <vector>

#include "profile/column_statistics.h"

namespace vitrine::profile {

/// How numbers are written: as the Hub rounds them, to five decimals, or as they are, so that 1e-7
/// is not 0. Of moments the Hub's form has whole seconds, and "+0200" where ours has "+02:00".
enum class Precision { kHub, kFull };

/// A member of a column's block: "min" and what it is, as JSON.
struct Figure {
  std::string_view name;
  std::string json;
};

/// The members of the column's block, in the Hub's order; none where it has no block.
std::vector<Figure> figures_of(const ColumnStatistics& column, Precision precision);
/// The block itself; "null" where there is none.
void append_block(std::string& out, const ColumnStatistics& column, Precision precision);
/// What we add: an object, maybe an empty one.
void append_extra(std::string& out, const ColumnStatistics& column);
/// The edges of bin_edges() as they stand in the block at full precision: an array.
std::string bin_edges_json(const ColumnStatistics& column);

/// The Hub's "statistics" array: columns that have a block, sorted by name.
void append_hub_statistics(std::string& out, const SplitStatistics& statistics);

}  // namespace vitrine::profile
