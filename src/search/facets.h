#pragma once
// Facets: what the rows of a result hold, column by column, exactly: how often each value or list
// member occurs, and the histogram over the same bins as the whole split's, so that the two can be
// drawn over each other.
//
// Counted from the column value file; nothing is sampled. Thread safe. Cost: about 1 ns for every
// value of a wanted row.

#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "search/row_set.h"
#include "search/split_reader.h"

namespace vitrine {

struct FacetValue {
  std::string json;         ///< The value as a JSON text; a class by its name.
  std::uint64_t count = 0;  ///< Wanted rows that have it.

  bool operator==(const FacetValue&) const = default;
};

struct Histogram {
  std::string bin_edges;  ///< A JSON array: those of the whole split's statistics.
  std::vector<std::uint64_t> counts;

  bool operator==(const Histogram&) const = default;
};

struct ColumnFacet {
  std::size_t column = 0;
  std::uint64_t num_rows = 0;            ///< Wanted rows with a value.
  std::optional<std::uint64_t> missing;  ///< Wanted rows without; nothing if that is not known.
  /// Different values (of lists: members), or nothing where the column has too many to be counted.
  std::optional<std::uint64_t> distinct;
  /// The most frequent, by descending count, ties by value (numbers by size, else as JSON text).
  std::vector<FacetValue> values;
  /// Of numbers and times; of lists and strings without counted classes: of their lengths.
  std::optional<Histogram> histogram;
};

struct FacetQuery {
  std::vector<std::size_t> columns;
  std::uint64_t limit = 10;        ///< Values per column.
  const RowSet* wanted = nullptr;  ///< Null: all rows.
};

/// One facet per column asked for, in that order; an empty one for vectors, structs and the like.
/// Errors: unsupported (imported by an older version), corrupt, io, cancelled.
Result<std::vector<ColumnFacet>> count_facets(const SplitReader& split, const FacetQuery& query,
                                              const std::stop_token& stop);

/// {"missing":0,"distinct":3,"values":[{"value":"Oral","count":2}],"histogram":null}
void append_facet_json(std::string& out, const ColumnFacet& facet);

}  // namespace vitrine
