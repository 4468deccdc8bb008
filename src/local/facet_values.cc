#include "local/facet_values.h"

#include <cmath>

#include "base/json_writer.h"
#include "duck/temporal.h"
#include "duck/time_zone.h"
#include "local/quantiles.h"
#include "profile/statistics_json.h"
#include "schema/column.h"

namespace vitrine::local {

std::string integer_json(const schema::Feature& type, std::int64_t value) {
  std::string out;
  switch (schema::form_of(type)) {
    case schema::ScalarForm::kClass:
      if (value >= 0 && static_cast<std::uint64_t>(value) < type.names.size()) {
        append_json_string(out, type.names[static_cast<std::size_t>(value)]);
        return out;
      }
      break;
    case schema::ScalarForm::kBool:
      return value != 0 ? "true" : "false";
    case schema::ScalarForm::kDate:
      duck::append_date(
          out += '"', static_cast<std::int64_t>(std::floor(static_cast<double>(value) / 86'400e6)));
      return out += '"';
    case schema::ScalarForm::kTimestamp:
      out += '"';
      if (const std::string_view zone = schema::zone_of(type); zone.empty()) {
        duck::append_timestamp(out, value);
      } else {
        duck::append_moment(out, value, zone);
      }
      return out += '"';
    case schema::ScalarForm::kTime:
      duck::append_time(out += '"', value);
      return out += '"';
    case schema::ScalarForm::kNone:
    case schema::ScalarForm::kInteger:
    case schema::ScalarForm::kFloat:
    case schema::ScalarForm::kDecimal:
    case schema::ScalarForm::kText:
    case schema::ScalarForm::kBinary:
    case schema::ScalarForm::kDuration:
      break;
  }
  append_json_number(out, value);
  return out;
}

std::optional<FacetBins> FacetBins::of(const profile::ColumnStatistics& statistics) {
  const std::vector<double> edges = profile::bin_edges(statistics);
  if (edges.empty()) return std::nullopt;
  return FacetBins{profile::bin_edges_json(statistics),
                   std::vector(edges.begin() + 1, edges.end() - 1)};
}

std::vector<std::string> integer_quantiles(const schema::Feature& type, std::uint64_t num_values,
                                           const IntegerAtRank& number_at) {
  const schema::ScalarForm form = schema::form_of(type);
  const bool is_moment = form == schema::ScalarForm::kDate || form == schema::ScalarForm::kTime ||
                         form == schema::ScalarForm::kTimestamp;
  std::vector<std::string> quantiles;
  for (const double share : search::kQuantiles) {
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

}  // namespace vitrine::local
