#include "atlas/cluster_levels.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "atlas/communities.h"

namespace vitrine::atlas {
namespace {

constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
constexpr double kLargestResolution = 256;
constexpr std::uint32_t kFewestPoints = 4;  // of a cluster

struct Targets {
  std::uint32_t num_fine;
  std::uint32_t num_coarse;
  std::uint32_t fewest_points;
};

/// What a person can read: 18 fine and 5 coarse clusters of 3,000 points, 101 and 12 of 92,000.
Targets targets_for(std::uint32_t num_points) {
  const double fine = std::clamp(std::sqrt(static_cast<double>(num_points)) / 3, 2.0, 250.0);
  const double coarse = std::clamp(std::sqrt(fine) * 1.2, 1.0, 20.0);
  return {static_cast<std::uint32_t>(std::lround(fine)),
          static_cast<std::uint32_t>(std::lround(coarse)),
          std::max(kFewestPoints, static_cast<std::uint32_t>(num_points / (fine * 12)))};
}

std::vector<std::uint32_t> sizes_of(const Partition& partition, std::uint32_t count,
                                    const std::vector<std::uint32_t>& node_sizes) {
  std::vector<std::uint32_t> sizes(count, 0);
  for (std::size_t node = 0; node < partition.size(); ++node) {
    sizes[partition[node]] += node_sizes[node];
  }
  return sizes;
}

std::uint32_t count_of(const Partition& partition) {
  return partition.empty() ? 0 : *std::ranges::max_element(partition) + 1;
}

/// The communities at the lowest resolution that gives `wanted` of `fewest` points or more.
Result<Partition> about_as_many(const WeightedGraph& graph, std::uint32_t wanted,
                                std::uint32_t fewest, const std::vector<std::uint32_t>& node_sizes,
                                const std::stop_token& stop) {
  for (double resolution = 0.25;; resolution *= std::sqrt(2.0)) {
    Result<Partition> partition = find_communities(graph, resolution, stop);
    if (!partition || resolution >= kLargestResolution) return partition;
    const std::vector<std::uint32_t> sizes = sizes_of(*partition, count_of(*partition), node_sizes);
    const auto large = std::ranges::count_if(sizes, [&](auto size) { return size >= fewest; });
    if (large >= static_cast<std::ptrdiff_t>(wanted)) return partition;
  }
}

/// Gives each community that is too small to the one it is tied to most, the smallest first, until
/// none is left that is small and tied. Returns where each went.
Partition absorb_small(const WeightedGraph& ties, std::vector<std::uint32_t> sizes,
                       std::uint32_t fewest) {
  Partition into(ties.size());
  std::iota(into.begin(), into.end(), 0U);
  const auto root = [&](std::uint32_t community) {
    while (into[community] != community) community = into[community];
    return community;
  };
  std::vector<std::uint32_t> order(ties.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::stable_sort(order, {}, [&](std::uint32_t i) { return sizes[i]; });
  for (const std::uint32_t community : order) {
    if (into[community] != community || sizes[community] >= fewest) continue;
    std::uint32_t best = kNone;
    float strongest = 0;
    const auto neighbours = ties.neighbours(community);
    for (std::size_t i = 0; i < neighbours.size(); ++i) {
      const float weight = ties.weights_of(community)[i];
      if (root(neighbours[i]) == community || weight <= strongest) continue;
      best = root(neighbours[i]);
      strongest = weight;
    }
    if (best == kNone) continue;
    into[community] = best;
    sizes[best] += sizes[community];
  }
  for (std::uint32_t community = 0; community < into.size(); ++community) {
    into[community] = root(community);
  }
  return into;
}

/// New numbers by descending size, ties by the old number; kNone for what is too small.
Partition numbers_by_size(const std::vector<std::uint32_t>& sizes, std::uint32_t fewest) {
  std::vector<std::uint32_t> order(sizes.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::stable_sort(order, std::ranges::greater(),
                           [&](std::uint32_t i) { return sizes[i]; });
  Partition numbers(sizes.size(), kNone);
  std::uint32_t next = 0;
  for (const std::uint32_t community : order) {
    if (sizes[community] >= std::max(fewest, 1U) && next < kNoCluster) numbers[community] = next++;
  }
  return numbers;
}

}  // namespace

Result<ClusterLevels> find_cluster_levels(const WeightedGraph& graph, const std::stop_token& stop) {
  ClusterLevels levels;
  const Targets targets = targets_for(graph.size());
  const std::vector<std::uint32_t> ones(graph.size(), 1);
  Result<Partition> fine =
      about_as_many(graph, targets.num_fine, targets.fewest_points, ones, stop);
  if (!fine) return fine.error();
  const WeightedGraph ties = contracted(graph, *fine);
  const Partition into =
      absorb_small(ties, sizes_of(*fine, ties.size(), ones), targets.fewest_points);
  for (std::uint32_t& community : *fine) community = into[community];
  renumber(*fine);

  const WeightedGraph level = contracted(graph, *fine);
  const std::vector<std::uint32_t> fine_sizes = sizes_of(*fine, level.size(), ones);
  Result<Partition> coarse =
      about_as_many(level, std::min(targets.num_coarse, level.size()), 1, fine_sizes, stop);
  if (!coarse) return coarse.error();

  const std::uint32_t fewest = std::min(kFewestPoints, graph.size());
  const Partition fine_numbers = numbers_by_size(fine_sizes, fewest);
  std::vector<std::uint32_t> coarse_sizes(count_of(*coarse), 0);
  for (std::uint32_t i = 0; i < fine_sizes.size(); ++i) {
    if (fine_numbers[i] != kNone) coarse_sizes[(*coarse)[i]] += fine_sizes[i];
  }
  const Partition coarse_numbers = numbers_by_size(coarse_sizes, 1);

  levels.coarse_of_fine.resize(static_cast<std::size_t>(
      std::ranges::count_if(fine_numbers, [](std::uint32_t number) { return number != kNone; })));
  for (std::uint32_t i = 0; i < fine_numbers.size(); ++i) {
    if (fine_numbers[i] == kNone) continue;
    levels.coarse_of_fine[fine_numbers[i]] =
        static_cast<std::uint16_t>(coarse_numbers[(*coarse)[i]]);
  }
  levels.num_coarse = static_cast<std::uint16_t>(
      std::ranges::count_if(coarse_numbers, [](std::uint32_t number) { return number != kNone; }));
  levels.fine_of_point.reserve(graph.size());
  for (const std::uint32_t community : *fine) {
    const std::uint32_t number = fine_numbers[community];
    levels.fine_of_point.push_back(number == kNone ? kNoCluster
                                                   : static_cast<std::uint16_t>(number));
  }
  return levels;
}

}  // namespace vitrine::atlas
