#pragma once
// Facets: what the rows of a result hold, column by column, exactly: how often each value or list
// member occurs, and the histogram over the same bins as the whole split's, so that the two can be
// drawn over each other.
//
// Nothing is sampled. Split::facets() answers them.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "search/selection.h"

namespace vitrine::search {

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

/// The shares of a column's values that its quantiles have below them.
inline constexpr auto kQuantiles = std::to_array({0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99});

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
  /// JSON texts, one of each of kQuantiles: of numbers, dates or lengths. Empty without them, and
  /// for moments in nanoseconds, which are not known as exactly. Nothing: not asked for.
  std::optional<std::vector<std::string>> quantiles = std::nullopt;
};

struct FacetQuery {
  std::vector<std::size_t> columns;
  std::uint64_t limit = 10;  ///< Values per column.
  Selection wanted = {};     ///< Of which rows.
  bool want_quantiles = false;
};

/// {"missing":0,"distinct":3,"values":[{"value":"Oral","count":2}],"histogram":null}
void append_facet_json(std::string& out, const ColumnFacet& facet);

}  // namespace vitrine::search
