#include "atlas/fuzzy_graph.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace vitrine::atlas {
namespace {

// As umap-learn has them: steps of the bisection, and the narrowest kernel against the mean
// distance of the list.
constexpr int kBisections = 64;
constexpr double kTolerance = 1e-5;
constexpr double kLeastWidth = 1e-3;
// Rounding of float32 cosines: what is nearer counts as equal.
constexpr float kEqual = 1e-6F;

float distance_of(float similarity) {
  const float distance = 1 - similarity;
  return distance > kEqual ? distance : 0;
}

/// The sum over all neighbours of exp(-(distance - nearest) / width).
double sum_of_kernel(std::span<const float> distances, double nearest, double width) {
  double sum = 0;
  for (const float distance : distances) {
    const double beyond = static_cast<double>(distance) - nearest;
    sum += beyond > 0 ? std::exp(-beyond / width) : 1;
  }
  return sum;
}

/// The width at which that sum is log2(k + 1): the point itself is on umap-learn's lists, and not
/// on ours.
double kernel_width(std::span<const float> distances, double nearest) {
  const double target = std::log2(static_cast<double>(distances.size()) + 1);
  double low = 0;
  double high = 0;  // 0: not bounded yet
  double width = 1;
  for (int i = 0; i < kBisections; ++i) {
    const double sum = sum_of_kernel(distances, nearest, width);
    if (std::abs(sum - target) < kTolerance) break;
    if (sum > target) {
      high = width;
      width = (low + high) / 2;
    } else {
      low = width;
      width = high == 0 ? width * 2 : (low + high) / 2;
    }
  }
  const double mean = std::accumulate(distances.begin(), distances.end(), 0.0) /
                      static_cast<double>(distances.size());
  return std::max({width, kLeastWidth * mean, 1e-12});
}

/// How one point sees its neighbours.
void membership(std::span<const float> similarities, std::span<float> weights) {
  std::vector<float> distances(similarities.size());
  std::ranges::transform(similarities, distances.begin(), distance_of);
  const auto nearest = std::ranges::find_if(distances, [](float d) { return d > 0; });
  const double rho = nearest == distances.end() ? 0 : static_cast<double>(*nearest);
  const double width = kernel_width(distances, rho);
  for (std::size_t i = 0; i < distances.size(); ++i) {
    const double beyond = static_cast<double>(distances[i]) - rho;
    weights[i] = beyond > 0 ? static_cast<float>(std::exp(-beyond / width)) : 1.0F;
  }
}

struct Edge {
  std::uint32_t node;
  float weight;
};

/// Directed edges as lists by node, each ascending.
struct Lists {
  std::vector<std::uint64_t> offsets;
  std::vector<Edge> edges;

  std::span<const Edge> of(std::uint32_t node) const {
    return std::span(edges).subspan(offsets[node], offsets[node + 1] - offsets[node]);
  }
};

Lists outgoing_edges(const NeighbourGraph& graph, std::uint32_t num_points) {
  Lists lists;
  const std::size_t k = graph.num_neighbours;
  lists.edges.resize(std::size_t{num_points} * k);
  std::vector<float> weights(k);
  for (std::uint32_t point = 0; point < num_points; ++point) {
    lists.offsets.push_back(point * k);
    membership(std::span(graph.similarities).subspan(point * k, k), weights);
    const std::span<Edge> edges = std::span(lists.edges).subspan(point * k, k);
    for (std::size_t i = 0; i < k; ++i) edges[i] = {graph.points[point * k + i], weights[i]};
    std::ranges::sort(edges, {}, &Edge::node);
  }
  lists.offsets.push_back(lists.edges.size());
  return lists;
}

Lists reversed(const Lists& lists) {
  Lists reverse;
  reverse.offsets.assign(lists.offsets.size(), 0);
  for (const Edge& edge : lists.edges) ++reverse.offsets[edge.node + 1];
  std::partial_sum(reverse.offsets.begin(), reverse.offsets.end(), reverse.offsets.begin());
  reverse.edges.resize(lists.edges.size());
  std::vector<std::uint64_t> next = reverse.offsets;
  for (std::uint32_t node = 0; node + 1 < lists.offsets.size(); ++node) {
    for (const Edge& edge : lists.of(node)) reverse.edges[next[edge.node]++] = {node, edge.weight};
  }
  return reverse;
}

}  // namespace

WeightedGraph fuzzy_graph(const NeighbourGraph& neighbours, std::uint32_t num_points) {
  WeightedGraph graph;
  graph.offsets.assign(std::size_t{num_points} + 1, 0);
  if (neighbours.num_neighbours == 0) return graph;
  const Lists out = outgoing_edges(neighbours, num_points);
  const Lists in = reversed(out);
  const auto add = [&](std::uint32_t node, float weight) {
    graph.nodes.push_back(node);
    graph.weights.push_back(weight);
  };
  for (std::uint32_t point = 0; point < num_points; ++point) {
    const std::span<const Edge> a = out.of(point);
    const std::span<const Edge> b = in.of(point);
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < a.size() || j < b.size()) {
      if (j == b.size() || (i < a.size() && a[i].node < b[j].node)) {
        add(a[i].node, a[i].weight);
        ++i;
      } else if (i == a.size() || b[j].node < a[i].node) {
        add(b[j].node, b[j].weight);
        ++j;
      } else {
        add(a[i].node, a[i].weight + b[j].weight - a[i].weight * b[j].weight);
        ++i;
        ++j;
      }
    }
    graph.offsets[point + 1] = graph.nodes.size();
  }
  return graph;
}

}  // namespace vitrine::atlas
