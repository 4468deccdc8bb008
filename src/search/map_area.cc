#include "search/map_area.h"

#include <charconv>
#include <cstring>
#include <set>
#include <vector>

#include "atlas/map_file.h"
#include "duck/types.h"
#include "search/filter/condition.h"

namespace vitrine {
namespace {

constexpr std::string_view kPrefix = "\x01inside ";

struct Corner {
  double x;
  double y;
};

struct Area {
  std::size_t column = 0;
  std::vector<Corner> corners;
};

/// Reads a relation's name behind its prefix: "7 1.5,2,...". False for what we did not write: a
/// text in the condition may hold anything.
bool parse_area(std::string_view name, Area& area) {
  const char* at = name.data();
  const char* const end = at + name.size();
  const auto column = std::from_chars(at, end, area.column);
  if (column.ec != std::errc() || column.ptr == end || *column.ptr != ' ') return false;
  std::vector<double> numbers;
  for (at = column.ptr; at != end;) {
    const auto number = std::from_chars(at + 1, end, numbers.emplace_back());
    if (number.ec != std::errc() || (number.ptr != end && *number.ptr != ',')) return false;
    at = number.ptr;
  }
  if (numbers.size() % 2 != 0 || numbers.size() > 2 * kMostCorners) return false;
  for (std::size_t i = 0; i < numbers.size(); i += 2) {
    area.corners.push_back({numbers[i], numbers[i + 1]});
  }
  return area.corners.size() >= kFewestCorners;
}

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

/// A digit per row: 1 for those inside.
std::string rows_inside(const MapFile& map, const std::vector<Corner>& corners) {
  std::string rows(map.num_rows(), '0');
  const std::string_view points = map.points();
  for (std::uint64_t row = 0; row < map.num_rows(); ++row) {
    float place[2];
    std::memcpy(place, points.data() + row * sizeof place, sizeof place);
    if (contains(corners, static_cast<double>(place[0]), static_cast<double>(place[1]))) {
      rows[row] = '1';
    }
  }
  return rows;
}

Status create_area(const SplitReader& split, std::string_view name, const Area& area,
                   Connection& connection, const std::stop_token& stop) {
  if (area.column >= split.features().size()) return {};
  const Result<MapFile> map = MapFile::open(split.snapshot().derived_file(
      split.config().name, split.split().name, map_file_name(area.column)));
  if (!map || map->num_rows() != split.num_rows()) {
    return invalid_argument("INSIDE needs the map of \"" + split.features()[area.column].name +
                            "\", which has not been made yet: open the Map tab or ask for /map");
  }
  // A bit per row keeps the statement short however many rows are inside.
  return connection.execute("CREATE TEMP TABLE " + quote_identifier(name) +
                                " AS SELECT i AS \"row\" FROM range(" +
                                std::to_string(split.num_rows()) + ") AS r(i) WHERE get_bit('" +
                                rows_inside(*map, area.corners) + "'::BIT, i::INTEGER) = 1",
                            stop);
}

}  // namespace

std::string area_condition_sql(std::size_t column, std::span<const std::string> numbers) {
  std::string name = std::string(kPrefix) + std::to_string(column);
  char separator = ' ';
  for (const std::string& number : numbers) {
    name += separator + number;
    separator = ',';
  }
  return "(" + quote_identifier(filter::kRowColumn) + " IN (SELECT \"row\" FROM " +
         quote_identifier(name) + "))";
}

Status create_areas(const SplitReader& split, std::string_view condition, Connection& connection,
                    const std::stop_token& stop) {
  const std::string marker = '"' + std::string(kPrefix);
  std::set<std::string_view> made;
  for (std::size_t at = condition.find(marker); at != std::string_view::npos;
       at = condition.find(marker, at + 1)) {
    const std::size_t end = condition.find('"', at + 1);
    if (end == std::string_view::npos) break;
    const std::string_view name = condition.substr(at + 1, end - at - 1);
    Area area;
    if (!parse_area(name.substr(kPrefix.size()), area) || !made.insert(name).second) continue;
    if (Status status = create_area(split, name, area, connection, stop); !status) return status;
  }
  return {};
}

}  // namespace vitrine
