#include "local/facet_values.h"

#include <cmath>

#include "base/json_writer.h"
#include "duck/temporal.h"
#include "duck/time_zone.h"
#include "local/quantiles.h"
#include "profile/statistics_json.h"
#include "schema/column.h"

namespace vitrine {

std::string integer_json(const Feature& type, std::int64_t value) {
  std::string out;
  switch (kind_of(type)) {
    case ColumnKind::kClass:
      if (value >= 0 && static_cast<std::uint64_t>(value) < type.names.size()) {
        append_json_string(out, type.names[static_cast<std::size_t>(value)]);
        return out;
      }
      break;
    case ColumnKind::kBool:
      return value != 0 ? "true" : "false";
    case ColumnKind::kDate:
      append_date(out += '"',
                  static_cast<std::int64_t>(std::floor(static_cast<double>(value) / 86'400e6)));
      return out += '"';
    case ColumnKind::kTimestamp:
      out += '"';
      if (const std::string_view zone = zone_of(type); zone.empty()) {
        append_timestamp(out, value);
      } else {
        append_moment(out, value, zone);
      }
      return out += '"';
    case ColumnKind::kTime:
      append_time(out += '"', value);
      return out += '"';
    case ColumnKind::kNull:
    case ColumnKind::kInteger:
    case ColumnKind::kFloat:
    case ColumnKind::kDecimal:
    case ColumnKind::kText:
    case ColumnKind::kBinary:
    case ColumnKind::kDuration:
    case ColumnKind::kJson:
    case ColumnKind::kList:
    case ColumnKind::kVector:
    case ColumnKind::kStruct:
    case ColumnKind::kOther:
      break;
  }
  append_json_number(out, value);
  return out;
}

std::optional<FacetBins> FacetBins::of(const ColumnStatistics& statistics) {
  const std::vector<double> edges = bin_edges(statistics);
  if (edges.empty()) return std::nullopt;
  return FacetBins{bin_edges_json(statistics), std::vector(edges.begin() + 1, edges.end() - 1)};
}

std::vector<std::string> integer_quantiles(const Feature& type, std::uint64_t num_values,
                                           const IntegerAtRank& number_at) {
  const ColumnKind kind = kind_of(type);
  const bool is_moment =
      kind == ColumnKind::kDate || kind == ColumnKind::kTime || kind == ColumnKind::kTimestamp;
  std::vector<std::string> quantiles;
  for (const double share : kQuantiles) {
    const auto [below, above, part] = quantile_place(share, num_values);
    const std::int64_t low = number_at(below);
    const std::int64_t high = number_at(above);
    if (low == high || part == 0) {
      quantiles.push_back(integer_json(type, low));
      continue;
    }
    const long double between = low + (static_cast<long double>(high) - low) * part;
    if (is_moment) {
      quantiles.push_back(integer_json(type, static_cast<std::int64_t>(std::floor(between))));
    } else {
      append_json_number(quantiles.emplace_back(), static_cast<double>(between));
    }
  }
  return quantiles;
}

}  // namespace vitrine
