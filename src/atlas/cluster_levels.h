#pragma once
// Cluster levels: the communities of a fuzzy graph at two zoom levels, the fine ones nested in the
// coarse ones. How many there are follows the number of points: some sqrt(n) / 3 fine ones, and a
// coarse one for every handful of those.

#include <cstdint>
#include <stop_token>
#include <vector>

#include "atlas/fuzzy_graph.h"
#include "base/result.h"

namespace vitrine::atlas {

/// Of a point that belongs to no cluster: one of a few that nothing connects to the rest.
inline constexpr std::uint16_t kNoCluster = 0xffff;

struct ClusterLevels {
  std::vector<std::uint16_t> fine_of_point;  ///< One per point; kNoCluster is possible.
  std::vector<std::uint16_t> coarse_of_fine;
  std::uint16_t num_coarse = 0;

  std::uint16_t num_fine() const { return static_cast<std::uint16_t>(coarse_of_fine.size()); }
};

/// Numbers on both levels go from the largest to the smallest cluster. Errors: cancelled.
/// Cost: some runs of find_communities().
Result<ClusterLevels> find_cluster_levels(const WeightedGraph& graph, const std::stop_token& stop);

}  // namespace vitrine::atlas
