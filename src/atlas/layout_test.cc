#include "atlas/layout.h"

#include <gtest/gtest.h>

#include <cmath>

namespace vitrine::atlas {
namespace {

/// Nodes 2i and 2i + 1 are joined, and nothing else.
WeightedGraph pairs(std::uint32_t num_pairs) {
  WeightedGraph graph;
  graph.offsets.push_back(0);
  for (std::uint32_t node = 0; node < 2 * num_pairs; ++node) {
    graph.nodes.push_back(node ^ 1U);
    graph.weights.push_back(1.0F);
    graph.offsets.push_back(graph.nodes.size());
  }
  return graph;
}

float distance(Point2 a, Point2 b) {
  return std::hypot(a.x - b.x, a.y - b.y);
}

std::vector<Point2> laid_out(const WeightedGraph& graph, std::vector<Point2> start) {
  Result<std::vector<Point2>> points = lay_out(graph, std::move(start), 1, nullptr, {});
  EXPECT_TRUE(points);
  return *std::move(points);
}

/// Where UMAP's pull is `pushes` times its push: both written down again from the paper.
double balanced_distance(double pushes) {
  constexpr double kA = 1.576943460405378;
  constexpr double kB = 0.8950608781227859;
  double low = 0;
  double high = 10;
  for (int i = 0; i < 60; ++i) {
    const double d2 = (low + high) / 2 * (low + high) / 2;
    const double pull = 4 * kA * kB * std::pow(d2, kB - 1) / (1 + kA * std::pow(d2, kB));
    const double push = 2 * kB / ((0.001 + d2) * (1 + kA * std::pow(d2, kB)));
    (pull > pushes * push ? high : low) = (low + high) / 2;
  }
  return low;
}

TEST(Layout, TwoPointsRestWhereAPullIsAsStrongAsItsFivePushes) {
  // Pushes come from points drawn at random, of which one half is the point itself.
  const std::vector<Point2> points = laid_out(pairs(1), {{-1, 0}, {1, 0}});
  EXPECT_NEAR(distance(points[0], points[1]), balanced_distance(2.5), 0.08);
}

TEST(Layout, WhatBelongsTogetherIsNearAndTheRestIsNot) {
  // From a start that has them the other way round.
  const std::vector<Point2> points = laid_out(pairs(2), {{-5, 0}, {5, 0}, {-5, 1}, {5, 1}});
  const float together = std::max(distance(points[0], points[1]), distance(points[2], points[3]));
  for (const int a : {0, 1}) {
    for (const int b : {2, 3}) {
      EXPECT_GT(distance(points[static_cast<std::size_t>(a)], points[static_cast<std::size_t>(b)]),
                2 * together);
    }
  }
}

TEST(Layout, IsCentredWhereverItStarts) {
  const std::vector<Point2> points = laid_out(pairs(3), std::vector<Point2>(6, {100, 200}));
  float x = 0;
  float y = 0;
  for (const Point2& point : points) {
    x += point.x;
    y += point.y;
  }
  EXPECT_NEAR(x, 0, 1e-3);
  EXPECT_NEAR(y, 0, 1e-3);
  EXPECT_GT(distance(points[0], points[1]), 0.1F) << "equal places are told apart";
}

TEST(Layout, LargeSetsHaveFewerEpochsAndProgressCountsThem) {
  struct Sink : ProgressSink {
    void update(const ProgressUpdate& update) override {
      EXPECT_EQ(update.rows, ++calls);
      EXPECT_EQ(update.rows_total, epochs);
    }
    std::uint64_t epochs = 0;
    std::uint64_t calls = 0;
  };
  for (const auto& [size, epochs] : {std::pair(10'000U, 500U), std::pair(10'001U, 200U)}) {
    WeightedGraph unconnected;
    unconnected.offsets.assign(size + 1, 0);
    Sink sink;
    sink.epochs = epochs;
    EXPECT_TRUE(lay_out(unconnected, std::vector<Point2>(size), 1, &sink, {}));
    EXPECT_EQ(sink.calls, epochs);
  }
}

TEST(Layout, AStopEndsIt) {
  std::stop_source stop;
  stop.request_stop();
  const auto points = lay_out(pairs(1), {{0, 0}, {1, 0}}, 1, nullptr, stop.get_token());
  ASSERT_FALSE(points);
  EXPECT_EQ(points.error().code(), ErrorCode::kCancelled);
}

}  // namespace
}  // namespace vitrine::atlas
