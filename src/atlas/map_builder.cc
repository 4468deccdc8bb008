#include "atlas/map_builder.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "atlas/cluster_labels.h"
#include "atlas/fuzzy_graph.h"
#include "atlas/layout.h"
#include "atlas/neighbour_graph.h"
#include "atlas/unit_rows.h"

namespace vitrine::atlas {
namespace {

// As umap-learn's n_neighbors.
constexpr std::uint32_t kNeighbours = 15;
constexpr std::size_t kTermsPerCluster = 3;

void begin_stage(ProgressSink* progress, std::string_view stage) {
  if (progress != nullptr) {
    progress->update({.stage = stage, .subject = {}, .rows = 0, .rows_total = 0});
  }
}

Status check_work(const UnitRows& rows) {
  const double work = std::pow(static_cast<double>(rows.size()), 2) * rows.dimension() / 1e9;
  if (work <= kMostWork) return {};
  return too_large("a map of " + std::to_string(rows.size()) + " vectors of " +
                   std::to_string(rows.dimension()) +
                   " values would take too long; map a split with fewer rows");
}

/// The member nearest to the medians of both coordinates.
Point2 anchor_of(const std::vector<Point2>& points, std::vector<std::uint32_t>& members) {
  const auto median = [&](auto coordinate) {
    const auto middle = members.begin() + static_cast<std::ptrdiff_t>(members.size() / 2);
    std::ranges::nth_element(members, middle, {}, [&](auto i) { return coordinate(points[i]); });
    return coordinate(points[*middle]);
  };
  const float x = median([](const Point2& p) { return p.x; });
  const float y = median([](const Point2& p) { return p.y; });
  const auto distance = [&](std::uint32_t i) {
    return std::pair(std::hypot(points[i].x - x, points[i].y - y), i);
  };
  return points[*std::ranges::min_element(members, {}, distance)];
}

/// Sizes and anchors of the clusters that `cluster_of` gives each point.
template <typename ClusterOf>
std::vector<MapCluster> place_clusters(const std::vector<Point2>& points, std::size_t num_clusters,
                                       ClusterOf cluster_of) {
  std::vector<std::vector<std::uint32_t>> members(num_clusters);
  for (std::uint32_t point = 0; point < points.size(); ++point) {
    const std::uint16_t cluster = cluster_of(point);
    if (cluster != kNoCluster) members[cluster].push_back(point);
  }
  std::vector<MapCluster> clusters(num_clusters);
  for (std::size_t i = 0; i < num_clusters; ++i) {
    clusters[i].num_points = static_cast<std::uint32_t>(members[i].size());
    clusters[i].anchor = anchor_of(points, members[i]);
  }
  return clusters;
}

/// Counts an even part of the clustered rows' titles.
Status read_titles(const TitleReader& titles, const UnitRows& rows, const ClusterLevels& levels,
                   ClusterLabels& labels) {
  const std::uint64_t step = rows.size() / kMostTexts + 1;
  std::vector<std::uint64_t> wanted;
  for (std::uint64_t point = 0; point < rows.size(); point += step) {
    if (levels.fine_of_point[point] != kNoCluster) wanted.push_back(rows.rows()[point]);
  }
  return titles(wanted, [&](std::uint64_t row, std::string_view text) {
    const auto found = std::ranges::lower_bound(rows.rows(), row);
    labels.add(levels.fine_of_point[static_cast<std::size_t>(found - rows.rows().begin())], text);
  });
}

Status name_clusters(const TitleReader& titles, const UnitRows& rows, const ClusterLevels& levels,
                     AtlasMap& map) {
  Result<ClusterLabels> labels = ClusterLabels::create(levels.num_fine());
  if (!labels) return std::move(labels).error();
  if (Status read = read_titles(titles, rows, levels, *labels); !read) return read;
  std::vector<std::uint16_t> self(levels.num_fine());
  std::iota(self.begin(), self.end(), std::uint16_t{0});
  auto fine = labels->terms(self, levels.num_fine(), kTermsPerCluster);
  for (std::size_t i = 0; i < fine.size(); ++i) map.fine[i].terms = std::move(fine[i]);
  auto coarse = labels->terms(levels.coarse_of_fine, levels.num_coarse, kTermsPerCluster);
  for (std::size_t i = 0; i < coarse.size(); ++i) map.coarse[i].terms = std::move(coarse[i]);
  return {};
}

void place_rows(const UnitRows& rows, const std::vector<Point2>& points,
                const ClusterLevels& levels, std::uint64_t num_rows, AtlasMap& map) {
  constexpr float kNowhere = std::numeric_limits<float>::quiet_NaN();
  map.num_points = points.size();
  map.places.assign(num_rows, {kNowhere, kNowhere});
  map.clusters.assign(num_rows, kNoCluster);
  if (!points.empty()) map.lowest = map.highest = points.front();
  for (std::uint32_t i = 0; i < points.size(); ++i) {
    map.places[rows.rows()[i]] = points[i];
    map.clusters[rows.rows()[i]] = levels.fine_of_point[i];
    map.lowest = {std::min(map.lowest.x, points[i].x), std::min(map.lowest.y, points[i].y)};
    map.highest = {std::max(map.highest.x, points[i].x), std::max(map.highest.y, points[i].y)};
  }
}

}  // namespace

Result<AtlasMap> build_map(const MapInput& input, unsigned threads, ProgressSink* progress,
                           const std::stop_token& stop) {
  const Result<UnitRows> rows = UnitRows::create(input.matrix, threads, stop);
  if (!rows) return rows.error();
  if (Status status = check_work(*rows); !status) return status.error();
  begin_stage(progress, "neighbours");
  Result<std::vector<Point2>> start = principal_plane(*rows, stop);
  if (!start) return std::move(start).error();
  Result<NeighbourGraph> neighbours =
      nearest_neighbours(*rows, kNeighbours, threads, progress, stop);
  if (!neighbours) return std::move(neighbours).error();
  const WeightedGraph graph = fuzzy_graph(*neighbours, rows->size());
  *neighbours = {};
  const Result<std::vector<Point2>> points =
      lay_out(graph, *std::move(start), threads, progress, stop);
  if (!points) return points.error();

  begin_stage(progress, "clusters");
  const Result<ClusterLevels> levels = find_cluster_levels(graph, stop);
  if (!levels) return levels.error();
  AtlasMap map;
  const auto fine_of = [&](std::uint32_t point) { return levels->fine_of_point[point]; };
  map.fine = place_clusters(*points, levels->num_fine(), fine_of);
  map.coarse = place_clusters(*points, levels->num_coarse, [&](std::uint32_t point) {
    return fine_of(point) == kNoCluster ? kNoCluster : levels->coarse_of_fine[fine_of(point)];
  });
  for (std::size_t i = 0; i < map.fine.size(); ++i) map.fine[i].parent = levels->coarse_of_fine[i];

  begin_stage(progress, "labels");
  if (input.titles) {
    if (Status status = name_clusters(input.titles, *rows, *levels, map); !status) {
      return status.error();
    }
  }
  const std::uint64_t num_rows = std::visit([](const auto& m) { return m.num_rows; }, input.matrix);
  place_rows(*rows, *points, *levels, num_rows, map);
  return map;
}

}  // namespace vitrine::atlas
