#pragma once
// The fuzzy graph: how strongly two points belong together, from 0 to 1, for every pair of which
// one is on the other's list of neighbours. What the layout pulls by and the clusters are cut from.
//
// Source: McInnes, Healy and Melville 2018, "UMAP", arXiv 1802.03426, section 3.1: each point sees
// its neighbours through a kernel of its own width, so that dense and sparse regions count alike;
// the two views of a pair join by the probabilistic sum a + b - ab.

#include <cstdint>
#include <span>
#include <vector>

#include "atlas/neighbour_graph.h"

namespace vitrine::atlas {

/// A symmetric weighted graph. Node i's neighbours are nodes[offsets[i]] to
/// nodes[offsets[i + 1] - 1], ascending, weights alongside.
struct WeightedGraph {
  std::vector<std::uint64_t> offsets;  ///< One more than there are nodes.
  std::vector<std::uint32_t> nodes;
  std::vector<float> weights;

  std::uint32_t size() const {
    return offsets.empty() ? 0 : static_cast<std::uint32_t>(offsets.size() - 1);
  }
  std::span<const std::uint32_t> neighbours(std::uint32_t node) const {
    return std::span(nodes).subspan(offsets[node], offsets[node + 1] - offsets[node]);
  }
  std::span<const float> weights_of(std::uint32_t node) const {
    return std::span(weights).subspan(offsets[node], offsets[node + 1] - offsets[node]);
  }
};

/// `num_points` nodes. Cost: num_points x k x log(k), on one core.
WeightedGraph fuzzy_graph(const NeighbourGraph& neighbours, std::uint32_t num_points);

}  // namespace vitrine::atlas
