#pragma once
// Statistics of a split's columns: exact, over every row. What there is of each kind of column is
// in column_statistics.h.
//
// Where the Hub fails we answer: a column with max = min + 1 has one bin, a single value has no
// standard deviation (null), no rows mean nulls throughout. NaN counts as null, as there;
// an infinite float is n_infinite and in nothing else, a class code that has no name "no label".
//
// The work is done in passes over the relation, most columns in one, numbers in two or three, each
// pass reading only the columns that need it. Memory is bounded by the options, not by the rows,
// and the time is linear in rows, however many of their values are distinct.

#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "base/progress.h"
#include "base/result.h"
#include "duck/database.h"
#include "profile/column_statistics.h"
#include "schema/features.h"

namespace vitrine::profile {

/// The file that a medium's address in a row means; empty for none.
using FileOfAddress = std::function<fs::path(std::string_view)>;

struct ProfileInput {
  /// What stands after FROM, without an alias: `read_parquet(['a.parquet'])`, a view, (SELECT ...).
  std::string relation;
  schema::Features features;  ///< Of all the relation's columns, in order.
  std::string where;          ///< SQL condition on the rows that count; empty: all.
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
Result<SplitStatistics> profile_split(duck::Connection& connection, const ProfileInput& input,
                                      const ProfileOptions& options = {});

}  // namespace vitrine::profile
