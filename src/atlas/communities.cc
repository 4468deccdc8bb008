#include "atlas/communities.h"

#include <algorithm>
#include <cassert>
#include <deque>
#include <limits>
#include <numeric>

namespace vitrine::atlas {
namespace {

constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
// A gain below this part of all weight is rounding.
constexpr double kLeastGain = 1e-12;
constexpr int kMostLevels = 32;

/// Moves of single nodes between communities, until none gains.
class LocalMoves {
 public:
  LocalMoves(const WeightedGraph& graph, double resolution)
      : graph_(graph),
        degrees_(graph.size()),
        communities_(graph.size()),
        totals_(graph.size()),
        ties_(graph.size()) {
    for (std::uint32_t node = 0; node < graph.size(); ++node) {
      for (const float weight : graph.weights_of(node)) {
        degrees_[node] += static_cast<double>(weight);
      }
    }
    std::iota(communities_.begin(), communities_.end(), 0U);
    totals_ = degrees_;
    const double all = std::accumulate(degrees_.begin(), degrees_.end(), 0.0);
    expected_ = all > 0 ? resolution / all : 0;
    least_gain_ = kLeastGain * all;
  }

  Result<Partition> run(const std::stop_token& stop) {
    std::deque<std::uint32_t> queue(graph_.size());
    std::iota(queue.begin(), queue.end(), 0U);
    std::vector<bool> queued(graph_.size(), true);
    for (std::uint64_t taken = 1; !queue.empty(); ++taken) {
      if (taken % 4096 == 0 && stop.stop_requested()) return cancelled("the map was stopped");
      const std::uint32_t node = queue.front();
      queue.pop_front();
      queued[node] = false;
      if (!move(node)) continue;
      for (const std::uint32_t other : graph_.neighbours(node)) {
        if (queued[other] || communities_[other] == communities_[node]) continue;
        queued[other] = true;
        queue.push_back(other);
      }
    }
    return std::move(communities_);
  }

 private:
  /// Puts the node where the modularity is largest; says whether that is somewhere else.
  bool move(std::uint32_t node) {
    const std::uint32_t from = communities_[node];
    seen_.clear();
    seen_.push_back(from);
    const auto neighbours = graph_.neighbours(node);
    const auto weights = graph_.weights_of(node);
    for (std::size_t i = 0; i < neighbours.size(); ++i) {
      if (neighbours[i] == node) continue;
      const std::uint32_t community = communities_[neighbours[i]];
      if (ties_[community] == 0 && community != from) seen_.push_back(community);
      ties_[community] += static_cast<double>(weights[i]);
    }
    totals_[from] -= degrees_[node];
    const auto gain = [&](std::uint32_t community) {
      return ties_[community] - expected_ * degrees_[node] * totals_[community];
    };
    std::uint32_t best = from;
    double best_gain = gain(from) + least_gain_;
    for (const std::uint32_t community : seen_) {
      const double gained = gain(community);
      if (gained > best_gain || (gained == best_gain && community < best)) {
        best = community;
        best_gain = gained;
      }
    }
    for (const std::uint32_t community : seen_) ties_[community] = 0;
    totals_[best] += degrees_[node];
    communities_[node] = best;
    return best != from;
  }

  const WeightedGraph& graph_;
  std::vector<double> degrees_;
  Partition communities_;
  std::vector<double> totals_;  // degrees of a community's nodes
  std::vector<double> ties_;    // of the node being moved, to each community; else zero
  std::vector<std::uint32_t> seen_;
  double expected_ = 0;
  double least_gain_ = 0;
};

/// Sets the parts of a community apart that no path inside it connects.
Partition connected_parts(const WeightedGraph& graph, const Partition& partition) {
  Partition parts(graph.size(), kNone);
  std::vector<std::uint32_t> stack;
  std::uint32_t count = 0;
  for (std::uint32_t start = 0; start < graph.size(); ++start) {
    if (parts[start] != kNone) continue;
    parts[start] = count;
    stack.push_back(start);
    while (!stack.empty()) {
      const std::uint32_t node = stack.back();
      stack.pop_back();
      for (const std::uint32_t other : graph.neighbours(node)) {
        if (parts[other] != kNone || partition[other] != partition[node]) continue;
        parts[other] = count;
        stack.push_back(other);
      }
    }
    ++count;
  }
  return parts;
}

}  // namespace

std::uint32_t renumber(Partition& partition) {
  std::uint32_t largest = 0;
  for (const std::uint32_t community : partition) largest = std::max(largest, community);
  std::vector<std::uint32_t> numbers(std::size_t{largest} + 1, kNone);
  std::uint32_t count = 0;
  for (std::uint32_t& community : partition) {
    if (numbers[community] == kNone) numbers[community] = count++;
    community = numbers[community];
  }
  return count;
}

WeightedGraph contracted(const WeightedGraph& graph, const Partition& partition) {
  assert(partition.size() == graph.size());
  std::uint32_t count = 0;
  for (const std::uint32_t community : partition) count = std::max(count, community + 1);
  std::vector<std::vector<std::uint32_t>> members(count);
  for (std::uint32_t node = 0; node < graph.size(); ++node)
    members[partition[node]].push_back(node);
  WeightedGraph result;
  result.offsets.push_back(0);
  std::vector<double> ties(count, 0.0);
  std::vector<std::uint32_t> seen;
  for (const std::vector<std::uint32_t>& nodes : members) {
    seen.clear();
    for (const std::uint32_t node : nodes) {
      const auto neighbours = graph.neighbours(node);
      const auto weights = graph.weights_of(node);
      for (std::size_t i = 0; i < neighbours.size(); ++i) {
        const std::uint32_t community = partition[neighbours[i]];
        if (ties[community] == 0) seen.push_back(community);
        ties[community] += static_cast<double>(weights[i]);
      }
    }
    std::ranges::sort(seen);
    seen.erase(std::ranges::unique(seen).begin(), seen.end());
    for (const std::uint32_t community : seen) {
      result.nodes.push_back(community);
      result.weights.push_back(static_cast<float>(ties[community]));
      ties[community] = 0;
    }
    result.offsets.push_back(result.nodes.size());
  }
  return result;
}

Result<Partition> find_communities(const WeightedGraph& graph, double resolution,
                                   const std::stop_token& stop) {
  Partition whole(graph.size());
  std::iota(whole.begin(), whole.end(), 0U);
  WeightedGraph level = graph;
  for (int i = 0; i < kMostLevels && level.size() > 0; ++i) {
    Result<Partition> moved = LocalMoves(level, resolution).run(stop);
    if (!moved) return moved;
    const std::uint32_t count = renumber(*moved);
    for (std::uint32_t& community : whole) community = (*moved)[community];
    if (count == level.size()) break;
    level = contracted(level, *moved);
  }
  Partition parts = connected_parts(graph, whole);
  renumber(parts);
  return parts;
}

}  // namespace vitrine::atlas
