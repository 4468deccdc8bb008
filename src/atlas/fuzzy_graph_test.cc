#include "atlas/fuzzy_graph.h"

#include <gmock/gmock.h>

#include <cmath>

#include "atlas/testing/clouds.h"

namespace vitrine::atlas {
namespace {

using testing::ElementsAre;

WeightedGraph graph_of(const Clouds& clouds, std::uint32_t k) {
  const Result<UnitRows> rows = UnitRows::create(clouds.matrix(), 1, {});
  const Result<NeighbourGraph> graph = nearest_neighbours(*rows, k, 1, nullptr, {});
  return fuzzy_graph(*graph, rows->size());
}

float weight_between(const WeightedGraph& graph, std::uint32_t a, std::uint32_t b) {
  const auto neighbours = graph.neighbours(a);
  for (std::size_t i = 0; i < neighbours.size(); ++i) {
    if (neighbours[i] == b) return graph.weights_of(a)[i];
  }
  return 0;
}

TEST(FuzzyGraph, BothEndsOfAnEdgeHaveItsWeight) {
  const Clouds clouds(300, 3, 6);
  const WeightedGraph graph = graph_of(clouds, 8);
  ASSERT_EQ(graph.size(), 300U);
  for (std::uint32_t a = 0; a < graph.size(); ++a) {
    for (const std::uint32_t b : graph.neighbours(a)) {
      EXPECT_EQ(weight_between(graph, a, b), weight_between(graph, b, a));
      EXPECT_GT(weight_between(graph, a, b), 0);
      EXPECT_LE(weight_between(graph, a, b), 1);
      EXPECT_NE(a, b);
    }
  }
}

TEST(FuzzyGraph, AViewFromOneSideKeepsItsWeightAndTwoJoin) {
  // Points 0 and 1 see each other; 2 sees 0 alone, and nobody sees 2.
  const NeighbourGraph neighbours{1, {1, 0, 0}, {0.9F, 0.9F, 0.5F}};
  const WeightedGraph graph = fuzzy_graph(neighbours, 3);
  EXPECT_THAT(graph.neighbours(0), ElementsAre(1, 2));
  EXPECT_FLOAT_EQ(weight_between(graph, 0, 1), 1);  // 1 + 1 - 1 * 1
  EXPECT_FLOAT_EQ(weight_between(graph, 2, 0), 1);  // the nearest neighbour always counts whole
}

TEST(FuzzyGraph, TheWidthOfAViewMakesItsWeightsAddUp) {
  // One point with three neighbours that see nothing of it.
  const NeighbourGraph neighbours{
      3,
      {1, 2, 3, 2, 3, 4, 3, 4, 1, 4, 1, 2, 1, 2, 3},
      {0.9F, 0.7F, 0.2F, 0.9F, 0.9F, 0.9F, 0.9F, 0.9F, 0.9F, 0.9F, 0.9F, 0.9F, 0.9F, 0.9F, 0.9F}};
  const WeightedGraph graph = fuzzy_graph(neighbours, 5);
  const auto weights = graph.weights_of(0);
  ASSERT_EQ(weights.size(), 3U);
  EXPECT_FLOAT_EQ(weights[0], 1);
  EXPECT_NEAR(weights[0] + weights[1] + weights[2], std::log2(4), 1e-3);
  EXPECT_GT(weights[1], weights[2]);
}

TEST(FuzzyGraph, EqualVectorsBelongTogetherWholly) {
  const NeighbourGraph neighbours{2, {1, 2, 0, 2, 0, 1}, {1, 1, 1, 1, 1, 1}};
  const WeightedGraph graph = fuzzy_graph(neighbours, 3);
  EXPECT_THAT(graph.weights, ElementsAre(1, 1, 1, 1, 1, 1));
}

TEST(FuzzyGraph, WithoutNeighboursThereAreNoEdges) {
  EXPECT_EQ(fuzzy_graph({}, 1).size(), 1U);
  EXPECT_TRUE(fuzzy_graph({}, 1).neighbours(0).empty());
  EXPECT_EQ(fuzzy_graph({}, 0).size(), 0U);
}

}  // namespace
}  // namespace vitrine::atlas
