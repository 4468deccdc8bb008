#include "atlas/communities.h"

#include <gmock/gmock.h>

#include <map>
#include <random>

namespace vitrine::atlas {
namespace {

using testing::ElementsAre;

struct Tie {
  std::uint32_t a;
  std::uint32_t b;
  float weight;
};

WeightedGraph graph_of(std::uint32_t size, const std::vector<Tie>& ties) {
  std::vector<std::map<std::uint32_t, float>> lists(size);
  for (const Tie& tie : ties) {
    lists[tie.a][tie.b] = tie.weight;
    lists[tie.b][tie.a] = tie.weight;
  }
  WeightedGraph graph;
  graph.offsets.push_back(0);
  for (const auto& list : lists) {
    for (const auto& [node, weight] : list) {
      graph.nodes.push_back(node);
      graph.weights.push_back(weight);
    }
    graph.offsets.push_back(graph.nodes.size());
  }
  return graph;
}

/// The slow twin of what moves are for: the modularity, by its definition over all pairs.
double modularity(const WeightedGraph& graph, const Partition& partition, double resolution) {
  std::vector<double> degrees(graph.size(), 0);
  double all = 0;
  double inside = 0;
  for (std::uint32_t a = 0; a < graph.size(); ++a) {
    for (std::size_t i = 0; i < graph.neighbours(a).size(); ++i) {
      const auto weight = static_cast<double>(graph.weights_of(a)[i]);
      degrees[a] += weight;
      all += weight;
      if (partition[a] == partition[graph.neighbours(a)[i]]) inside += weight;
    }
  }
  double expected = 0;
  for (std::uint32_t a = 0; a < graph.size(); ++a) {
    for (std::uint32_t b = 0; b < graph.size(); ++b) {
      if (partition[a] == partition[b]) expected += degrees[a] * degrees[b] / all;
    }
  }
  return (inside - resolution * expected) / all;
}

/// `groups` cliques of `size` nodes, each tied to the next by one weak edge.
WeightedGraph ring_of_cliques(std::uint32_t groups, std::uint32_t size) {
  std::vector<Tie> ties;
  for (std::uint32_t g = 0; g < groups; ++g) {
    for (std::uint32_t i = 0; i < size; ++i) {
      for (std::uint32_t j = 0; j < i; ++j) ties.push_back({g * size + i, g * size + j, 1});
    }
    ties.push_back({g * size, (g + 1) % groups * size, 0.1F});
  }
  return graph_of(groups * size, ties);
}

TEST(Communities, CliquesAreFound) {
  const WeightedGraph graph = ring_of_cliques(6, 5);
  const Result<Partition> found = find_communities(graph, 1, {});
  ASSERT_TRUE(found);
  for (std::uint32_t node = 0; node < 30; ++node) EXPECT_EQ((*found)[node], node / 5) << node;
}

TEST(Communities, NoMoveOfOneNodeWouldBeBetter) {
  std::mt19937 random(17);
  std::vector<Tie> ties;
  for (int i = 0; i < 400; ++i) {
    const auto a = static_cast<std::uint32_t>(random() % 80);
    const auto b = static_cast<std::uint32_t>(random() % 80);
    if (a != b) ties.push_back({a, b, static_cast<float>(random() % 100 + 1) / 100});
  }
  const WeightedGraph graph = graph_of(80, ties);
  // A contraction may leave single nodes that would rather be elsewhere, so this asks of the whole
  // what holds for it: better than the parts it was made of, and than chance.
  const Result<Partition> found = find_communities(graph, 1, {});
  ASSERT_TRUE(found);
  Partition alone(80);
  for (std::uint32_t i = 0; i < 80; ++i) alone[i] = i;
  EXPECT_GT(modularity(graph, *found, 1), modularity(graph, alone, 1));
  EXPECT_GT(modularity(graph, *found, 1), 0.2);
  EXPECT_EQ(*found, *find_communities(graph, 1, {}));
}

TEST(Communities, HigherResolutionGivesMoreOfThem) {
  const WeightedGraph graph = ring_of_cliques(8, 4);
  const auto count = [&](double resolution) {
    Partition partition = *find_communities(graph, resolution, {});
    return renumber(partition);
  };
  EXPECT_LT(count(0.05), count(1));
  EXPECT_EQ(count(1), 8U);
  EXPECT_EQ(count(100), 32U);
}

TEST(Communities, WhatNothingConnectsIsNeverOne) {
  const WeightedGraph graph = graph_of(5, {{0, 1, 1}, {2, 3, 1}});
  EXPECT_THAT(*find_communities(graph, 0.01, {}), ElementsAre(0, 0, 1, 1, 2));
}

TEST(Communities, ContractionKeepsAllWeight) {
  const WeightedGraph graph = graph_of(4, {{0, 1, 1}, {1, 2, 0.5F}, {2, 3, 2}});
  const WeightedGraph small = contracted(graph, {0, 0, 1, 1});
  ASSERT_EQ(small.size(), 2U);
  EXPECT_THAT(small.neighbours(0), ElementsAre(0, 1));
  EXPECT_THAT(small.weights_of(0), ElementsAre(2, 0.5F));
  EXPECT_THAT(small.weights_of(1), ElementsAre(0.5F, 4));
}

TEST(Communities, AnEmptyGraphHasNone) {
  EXPECT_TRUE(find_communities({}, 1, {})->empty());
}

}  // namespace
}  // namespace vitrine::atlas
