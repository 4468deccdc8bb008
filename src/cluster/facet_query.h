#pragma once
// Facets and histograms of rows in the engine: the same numbers as local/facet_counts.h gives, from
// aggregations over the fields of columns.h.
//
// Nothing is near: the most frequent values are asked of every shard with as many candidates as it
// takes until the engine says that its counts have no error, and the ties at the end of a list are
// all looked at, because ours are ordered by their JSON and the engine's by their bytes. Where that
// would be more than 10,000 values, all of them are read page by page. Histograms are counts of
// exact ranges, quantiles are found by counting what lies below.
//
// What is not told: the number of different values above 10,000 under a condition, and a histogram
// of decimals of more than 18 digits.

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cluster/facet_columns.h"
#include "search/facets.h"
#include "search/split.h"

namespace vitrine::cluster {

/// Sends a _search body to the split's index and gives the engine's answer, whole.
using EngineSearch = std::function<Result<std::string>(std::string body)>;

/// From how many values on another way is taken; for tests.
struct FacetLimits {
  std::uint64_t first = 1000;         ///< Values asked for at first.
  std::uint64_t enumerated = 10'000;  ///< So many different values are counted at most.
  std::uint64_t shard_factor = 4;     ///< Of each shard so many times the values are asked for.
};

/// As Split::facets(). `tracks`: one a column of the split; `wanted`: the query object of
/// query.wanted. Errors: those of `search`; corrupt for statistics of another split; internal for
/// an answer of another form.
Result<std::vector<search::ColumnFacet>> engine_facets(const search::Split& split,
                                                       std::span<const ColumnTracks> tracks,
                                                       const search::FacetQuery& query,
                                                       std::string_view wanted,
                                                       const EngineSearch& search,
                                                       const FacetLimits& limits = {});

}  // namespace vitrine::cluster
