#pragma once
// Facet values: what counts of a column's values are shown as, whoever counted them: the values as
// JSON, the bins of the statistics, the quantiles. Pure functions.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "profile/column_statistics.h"
#include "schema/features.h"

namespace vitrine::local {

/// An integer of the column value file as the API shows it: a class by its name, a date, time or
/// moment by its microseconds.
std::string integer_json(const schema::Feature& type, std::int64_t value);

/// The bins of a column's statistics: half-open but for the last, the first and last without end.
struct FacetBins {
  std::string edges_json;     ///< All of them, as the column's statistics show them.
  std::vector<double> inner;  ///< Every edge but the first and the last.

  /// Nothing if the statistics have no histogram.
  static std::optional<FacetBins> of(const profile::ColumnStatistics& statistics);
  std::size_t size() const { return inner.size() + 1; }
};

/// The integer at a rank of a column's sorted values.
using IntegerAtRank = std::function<std::int64_t(std::uint64_t rank)>;

/// Between two numbers a count or a measure lies in proportion, a moment or day as well but for its
/// fraction. Requires: num_values > 0.
std::vector<std::string> integer_quantiles(const schema::Feature& type, std::uint64_t num_values,
                                           const IntegerAtRank& number_at);

}  // namespace vitrine::local
