#include "atlas/neighbour_graph.h"

#include <gmock/gmock.h>
#include <hwy/highway.h>

#include <algorithm>

#include "atlas/dot_tile.h"
#include "atlas/testing/clouds.h"
#include "vector/exact_search.h"

namespace vitrine::atlas {
namespace {

using testing::ElementsAre;

NeighbourGraph graph_of(const vector::AnyVectorMatrix& matrix, std::uint32_t k,
                        unsigned threads = 1) {
  const Result<UnitRows> rows = UnitRows::create(matrix, threads, {});
  EXPECT_TRUE(rows);
  Result<NeighbourGraph> graph = nearest_neighbours(*rows, k, threads, nullptr, {});
  EXPECT_TRUE(graph);
  return *std::move(graph);
}

TEST(NeighbourGraph, FindsWhatAScanFinds) {
  // Neither a multiple of the tile's rows nor of its columns, and more than one block.
  const Clouds clouds(1'057, 7, 19);
  const NeighbourGraph graph = graph_of(clouds.matrix(), 6, 2);
  ASSERT_EQ(graph.num_neighbours, 6U);
  for (std::uint32_t row = 0; row < 1'057; row += 13) {
    const std::span<const float> query = std::span(clouds.values).subspan(row * 19, 19);
    const Result<vector::Neighbours> scan =
        vector::exact_search(clouds.matrix(), {.vector = query, .limit = 7}, {});
    ASSERT_TRUE(scan);
    ASSERT_EQ(scan->nearest[0].row, row);
    for (std::size_t i = 0; i < 6; ++i) {
      // Equal to rounding, so the order may differ where two are as near.
      EXPECT_NEAR(graph.similarities[row * 6 + i], scan->nearest[i + 1].similarity, 1e-5);
    }
  }
}

TEST(NeighbourGraph, TheNumberOfThreadsChangesNoBit) {
  const Clouds clouds(3'000, 5, 8);
  const NeighbourGraph one = graph_of(clouds.matrix(), 15, 1);
  const NeighbourGraph three = graph_of(clouds.matrix(), 15, 3);
  EXPECT_EQ(one.points, three.points);
  EXPECT_EQ(one.similarities, three.similarities);
}

TEST(NeighbourGraph, TiesGoToTheLowerPointAndNeverToThePointItself) {
  const std::vector<float> values = {1, 1, 1, 1, 1, 1, 1, 1};  // four times the same
  const NeighbourGraph graph = graph_of(vector::VectorMatrix<float>{values, 2, 4, {}}, 2);
  EXPECT_THAT(graph.points, ElementsAre(1, 2, 0, 2, 0, 1, 0, 1));
}

TEST(NeighbourGraph, FewPointsHaveFewNeighbours) {
  const std::vector<float> values = {1, 0, 0, 1, -1, 0};
  EXPECT_THAT(graph_of(vector::VectorMatrix<float>{values, 2, 3, {}}, 15).points,
              ElementsAre(1, 2, 0, 2, 1, 0));
  EXPECT_EQ(graph_of(vector::VectorMatrix<float>{{values.data(), 2}, 2, 1, {}}, 15).num_neighbours,
            0U);
  EXPECT_EQ(graph_of(vector::VectorMatrix<float>{{}, 2, 0, {}}, 15).num_neighbours, 0U);
}

TEST(NeighbourGraph, AStopEndsIt) {
  const Clouds clouds(500, 2, 4);
  const Result<UnitRows> rows = UnitRows::create(clouds.matrix(), 1, {});
  std::stop_source source;
  source.request_stop();
  const Result<NeighbourGraph> graph = nearest_neighbours(*rows, 5, 2, nullptr, source.get_token());
  ASSERT_FALSE(graph);
  EXPECT_EQ(graph.error().code(), ErrorCode::kCancelled);
}

TEST(DotTile, EveryInstructionSetAgreesWithTheScalarTwin) {
  constexpr std::size_t kDimension = 37;
  const Clouds clouds(kTileRows + kTileColumns, 3, kDimension);
  const float* rows = clouds.values.data();
  std::vector<float> panel(kDimension * kTileColumns);
  for (std::size_t c = 0; c < kTileColumns; ++c) {
    for (std::size_t k = 0; k < kDimension; ++k) {
      panel[k * kTileColumns + c] = rows[(kTileRows + c) * kDimension + k];
    }
  }
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    SCOPED_TRACE(hwy::TargetName(target));
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    float dots[kTileRows * kTileColumns];
    const float thresholds[kTileRows] = {-1e9F, 1e9F, 0, 0, 0, 0};
    const std::uint32_t above = dot_tile(rows, kDimension, panel.data(), thresholds, dots);
    for (std::size_t r = 0; r < kTileRows; ++r) {
      bool expected = false;
      for (std::size_t c = 0; c < kTileColumns; ++c) {
        double dot = 0;
        for (std::size_t k = 0; k < kDimension; ++k) {
          dot += static_cast<double>(rows[r * kDimension + k]) *
                 static_cast<double>(panel[k * kTileColumns + c]);
        }
        EXPECT_NEAR(dots[r * kTileColumns + c], dot, 1e-4);
        expected = expected || dots[r * kTileColumns + c] > thresholds[r];
      }
      EXPECT_EQ((above >> r & 1U) != 0, expected) << r;
    }
  }
  hwy::SetSupportedTargetsForTest(0);
  hwy::GetChosenTarget().DeInit();
}

}  // namespace
}  // namespace vitrine::atlas
