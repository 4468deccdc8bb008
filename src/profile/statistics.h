#pragma once
// Statistics of a split's columns: exact, over every row, in the Hub's form and with what we add.
//
// Each column gets the block that the Hub's /statistics has for its type (int, float, bool,
// class_label, string_label, string_text, list, datetime, image, audio, video; none for the
// others), and `extra`:
//   numbers   n_distinct, n_zero, n_negative; floats also n_infinite; integers that span at most 30
//             values counts: [value, occurrences] of each
//   strings   n_distinct, n_empty
//   dates     n_distinct, date: nulls, min, max, median and histogram, in whole days
//   lists of strings or integers   members: total, n_distinct, the 100 most_frequent
//   pictures, recordings, films   media_profiler.h: by the headers of the files
//   vectors   vector: dimension, norm_min, norm_max, norm_mean, n_zero, n_not_finite
// Where the Hub fails we answer: a column with max = min + 1 has one bin, a single value has no
// standard deviation (null), no rows mean nulls throughout. NaN counts as null, as there;
// an infinite float is n_infinite and in nothing else, a class code that has no name "no label".
//
// The work is done in passes over the relation, most columns in one, numbers in two or three, each
// pass reading only the columns that need it. Memory is bounded by the options, not by the rows,
// and the time is linear in rows, however many of their values are distinct.

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "base/progress.h"
#include "base/result.h"
#include "duck/database.h"
#include "schema/features.h"

namespace vitrine {

struct ColumnStatistics {
  std::string name;
  std::string column_type;  ///< "int", "string_text", ...; "" for a type without statistics.
  std::string statistics;   ///< The block at full precision, a JSON object; "null" without.
  std::string hub;          ///< The Hub's column_statistics: the same, rounded as it rounds.
  std::string extra;        ///< Ours: a JSON object, maybe an empty one.
  /// The edges of the block's histogram: numbers, or microseconds since 1970 for dates.
  std::vector<double> edges = {};

  bool operator==(const ColumnStatistics&) const = default;
};

struct SplitStatistics {
  std::uint64_t num_rows = 0;
  std::vector<ColumnStatistics> columns;  ///< In column order.

  bool operator==(const SplitStatistics&) const = default;
};

/// The file that a medium's address in a row means; empty for none.
using FileOfAddress = std::function<fs::path(std::string_view)>;

struct ProfileInput {
  /// What stands after FROM, without an alias: `read_parquet(['a.parquet'])`, a view, (SELECT ...).
  std::string relation;
  Features features;  ///< Of all the relation's columns, in order.
  std::string where;  ///< SQL condition on the rows that count; empty: all.
  /// The rows of `relation` cut into several, which every pass reads one after the other, because
  /// rows are so large that the 2,048 of a chunk do not fit in memory. Empty: they do.
  std::vector<std::string> parts = {};
  /// Where rows name media instead of holding them. Empty: they are not looked at.
  FileOfAddress file_of = {};
};

struct ProfileOptions {
  /// For the tables of distinct values; shared by 128 columns at a time.
  std::size_t memory_bytes = std::size_t{256} << 20U;
  /// Where distinct values go that have no room there: 16 bytes a row and column at most, for as
  /// long as the columns are read. Empty: the system's folder for temporary files.
  fs::path spill_directory = {};
  std::stop_token stop = {};
  ProgressSink* progress = nullptr;  ///< Told stage "profiling"; may be null.
};

/// Errors: those of the query; io for the spill; invalid_argument if `features` has another number
/// of columns.
Result<SplitStatistics> profile_split(Connection& connection, const ProfileInput& input,
                                      const ProfileOptions& options = {});

/// The Hub's "statistics" array: columns that have statistics, sorted by name.
void append_hub_statistics(std::string& out, const SplitStatistics& statistics);

/// One JSON text that parse_statistics reads back. Cost: a copy.
std::string format_statistics(const SplitStatistics& statistics);
/// Reads what format_statistics wrote. The blocks are cut out, not parsed. Errors: corrupt.
Result<SplitStatistics> parse_statistics(std::string_view text);

}  // namespace vitrine
