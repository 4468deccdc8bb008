#pragma once
// AtlasMap: what a map is, once it is made: a place and a cluster for each row, and the clusters
// with their words.

#include <cstdint>
#include <string>
#include <vector>

#include "atlas/cluster_levels.h"
#include "atlas/principal_plane.h"

namespace vitrine::atlas {

struct MapCluster {
  std::uint16_t parent = kNoCluster;  ///< The coarse cluster a fine one lies in.
  std::uint32_t num_points = 0;
  Point2 anchor;                   ///< A point of the cluster, amid it: where its label belongs.
  std::vector<std::string> terms;  ///< The most telling first; may be empty.
};

struct AtlasMap {
  std::uint64_t num_points = 0;
  /// One per row of the split; NaN where the row has no vector.
  std::vector<Point2> places;
  /// One per row: a position in `fine`, or kNoCluster.
  std::vector<std::uint16_t> clusters;
  Point2 lowest;  ///< The corners of all points; zeros without any.
  Point2 highest;
  std::vector<MapCluster> coarse;
  std::vector<MapCluster> fine;
};

}  // namespace vitrine::atlas
