#pragma once
// The neighbour graph of a map: for each point the k nearest others by cosine, exactly.
//
// Every pair is compared, in blocks that stay in the caches: on the machines and sizes a map is for
// this beats the approximate ways and owes them nothing in quality (bench/RESULTS.md).
// Cost: size^2 x dimension multiplications, some 40e9 a second and core; 8 x k bytes a point.

#include <cstdint>
#include <stop_token>
#include <vector>

#include "atlas/unit_rows.h"
#include "base/progress.h"
#include "base/result.h"

namespace vitrine::atlas {

struct NeighbourGraph {
  std::uint32_t num_neighbours = 0;  ///< k, or one less than there are points.
  /// Points x num_neighbours: from the nearest on, ties by the lower point; never the point itself.
  std::vector<std::uint32_t> points;
  std::vector<float> similarities;  ///< Cosines, alongside `points`.
};

/// The same bits for any number of threads. Progress counts points; `progress` may be null.
/// Errors: cancelled.
Result<NeighbourGraph> nearest_neighbours(const UnitRows& rows, std::uint32_t k, unsigned threads,
                                          ProgressSink* progress, const std::stop_token& stop);

}  // namespace vitrine::atlas
