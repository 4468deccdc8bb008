#include "atlas/neighbour_graph.h"

#include <algorithm>
#include <limits>
#include <mutex>
#include <span>

#include "atlas/dot_tile.h"
#include "base/workers.h"

namespace vitrine::atlas {
namespace {

// A block's vectors stay in a core's second cache while all panels pass by.
constexpr std::size_t kBlockBytes = 1U << 20U;
constexpr std::size_t kMostBlockTiles = 170;

/// The lists of one block of consecutive points.
class Block {
 public:
  Block(const UnitRows& rows, std::uint32_t first, std::uint32_t count, NeighbourGraph& graph)
      : rows_(rows), first_(first), count_(count), k_(graph.num_neighbours) {
    const std::size_t dimension = rows.dimension();
    const std::size_t padded = (count + kTileRows - 1) / kTileRows * kTileRows;
    vectors_.resize(padded * dimension);
    for (std::uint32_t i = 0; i < count; ++i) rows.read(first + i, &vectors_[i * dimension]);
    // Rows of padding never exceed their threshold.
    thresholds_.assign(padded, std::numeric_limits<float>::infinity());
    std::fill_n(thresholds_.begin(), count, -std::numeric_limits<float>::infinity());
    const std::size_t offset = std::size_t{first} * k_;
    points_ = std::span(graph.points).subspan(offset, std::size_t{count} * k_);
    similarities_ = std::span(graph.similarities).subspan(offset, std::size_t{count} * k_);
    std::ranges::fill(similarities_, -std::numeric_limits<float>::infinity());
  }

  /// Compares with the `columns` points from `first_column` on.
  void compare(std::uint32_t first_column, std::uint32_t columns, const float* panel) {
    float dots[kTileRows * kTileColumns];
    const std::size_t dimension = rows_.dimension();
    for (std::uint32_t tile = 0; tile < count_; tile += kTileRows) {
      const std::uint32_t above =
          dot_tile(&vectors_[tile * dimension], dimension, panel, &thresholds_[tile], dots);
      if (above == 0) continue;
      for (std::uint32_t r = 0; r < kTileRows; ++r) {
        if ((above >> r & 1U) != 0)
          offer(tile + r, first_column, {dots + r * kTileColumns, columns});
      }
    }
  }

 private:
  void offer(std::uint32_t row, std::uint32_t first_column, std::span<const float> dots) {
    for (std::uint32_t c = 0; c < dots.size(); ++c) {
      if (dots[c] > thresholds_[row] && first_column + c != first_ + row) {
        insert(row, first_column + c, dots[c]);
      }
    }
  }

  /// Points come in ascending order, so one that ties goes behind those that are there.
  void insert(std::uint32_t row, std::uint32_t point, float similarity) {
    float* similarities = &similarities_[std::size_t{row} * k_];
    std::uint32_t* points = &points_[std::size_t{row} * k_];
    std::uint32_t at = k_ - 1;
    for (; at > 0 && similarities[at - 1] < similarity; --at) {
      similarities[at] = similarities[at - 1];
      points[at] = points[at - 1];
    }
    similarities[at] = similarity;
    points[at] = point;
    thresholds_[row] = similarities[k_ - 1];
  }

  const UnitRows& rows_;
  std::uint32_t first_;
  std::uint32_t count_;
  std::uint32_t k_;
  std::vector<float> vectors_;
  std::vector<float> thresholds_;  // similarity of the last one on each list
  std::span<std::uint32_t> points_;
  std::span<float> similarities_;
};

void fill_block(const UnitRows& rows, std::uint32_t first, std::uint32_t count,
                const std::stop_token& stop, NeighbourGraph& graph) {
  Block block(rows, first, count, graph);
  std::vector<float> panel(rows.dimension() * kTileColumns);
  for (std::uint32_t column = 0; column < rows.size(); column += kTileColumns) {
    if (stop.stop_requested()) return;
    const std::uint32_t columns = std::min<std::uint32_t>(kTileColumns, rows.size() - column);
    for (std::uint32_t c = 0; c < columns; ++c) rows.read(column + c, &panel[c], kTileColumns);
    block.compare(column, columns, panel.data());
  }
}

}  // namespace

Result<NeighbourGraph> nearest_neighbours(const UnitRows& rows, std::uint32_t k, unsigned threads,
                                          ProgressSink* progress, const std::stop_token& stop) {
  NeighbourGraph graph;
  if (rows.size() < 2) return graph;
  graph.num_neighbours = std::min(k, rows.size() - 1);
  graph.points.resize(std::size_t{rows.size()} * graph.num_neighbours);
  graph.similarities.resize(graph.points.size());
  const std::size_t tile_bytes = kTileRows * rows.dimension() * sizeof(float);
  const auto block_points = static_cast<std::uint32_t>(
      std::clamp<std::size_t>(kBlockBytes / tile_bytes, 1, kMostBlockTiles) * kTileRows);
  const std::size_t num_blocks = (rows.size() + block_points - 1) / block_points;
  std::mutex mutex;  // of the progress
  std::uint64_t done = 0;
  const Status status = run_tasks(num_blocks, threads, stop, [&](std::size_t i) {
    const auto first = static_cast<std::uint32_t>(i * block_points);
    const std::uint32_t count = std::min(block_points, rows.size() - first);
    fill_block(rows, first, count, stop, graph);
    const std::lock_guard lock(mutex);
    done += count;
    if (progress != nullptr) {
      progress->update(
          {.stage = "neighbours", .subject = {}, .rows = done, .rows_total = rows.size()});
    }
  });
  if (!status) return status.error();
  if (stop.stop_requested()) return cancelled("the map was stopped");
  return graph;
}

}  // namespace vitrine::atlas
