#include "local/map_area.h"

#include <cstring>

#include "atlas/map_file.h"
#include "store/artefacts.h"

namespace vitrine::local {
namespace {

using Corner = ask::MapArea::Corner;

/// By the number of edges to the right of the place, as the page counts them too. A NaN is outside.
bool contains(const std::vector<Corner>& corners, double x, double y) {
  bool inside = false;
  for (std::size_t i = 0, j = corners.size() - 1; i < corners.size(); j = i++) {
    const Corner& a = corners[i];
    const Corner& b = corners[j];
    if ((a.y > y) == (b.y > y)) continue;
    if (x < (b.x - a.x) * (y - a.y) / (b.y - a.y) + a.x) inside = !inside;
  }
  return inside;
}

}  // namespace

Result<search::RowSet> rows_inside(const search::Split& split, const ask::MapArea& area) {
  const Result<atlas::MapFile> map = atlas::MapFile::open(
      split.snapshot().derived_file(split.config().name, split.split().name,
                                    store::artefact_filename(store::Artefact::kMap, area.column)));
  if (!map || map->num_rows() != split.num_rows()) {
    return invalid_argument("INSIDE needs the map of \"" + split.features()[area.column].name +
                            "\", which has not been made yet: open the Map tab or ask for /map");
  }
  search::RowSet rows(map->num_rows());
  const std::string_view points = map->points();
  for (std::uint64_t row = 0; row < map->num_rows(); ++row) {
    float place[2];
    std::memcpy(place, points.data() + row * sizeof place, sizeof place);
    if (contains(area.corners, static_cast<double>(place[0]), static_cast<double>(place[1])))
      rows.insert(row);
  }
  return rows;
}

}  // namespace vitrine::local
