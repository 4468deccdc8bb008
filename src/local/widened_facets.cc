#include "local/widened_facets.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "base/json_parse.h"
#include "local/quantiles.h"

namespace vitrine {
namespace {

/// The most frequent first, ties by value.
std::vector<FacetValue> most_frequent(const std::map<std::string_view, std::uint64_t>& counts,
                                      std::uint64_t limit) {
  std::vector<FacetValue> values;
  for (const auto& [json, count] : counts) values.push_back({std::string(json), count});
  std::ranges::stable_sort(values, std::greater(), &FacetValue::count);
  if (values.size() > limit) values.resize(limit);
  return values;
}

/// An empty histogram over the bins of the statistics, if those have any.
std::optional<Histogram> bins_of(const ColumnStatistics& statistics) {
  const Result<boost::json::value> block = parse_json(statistics.statistics);
  const boost::json::value* histogram = block ? find_member(*block, "histogram") : nullptr;
  const boost::json::value* edges = histogram ? find_member(*histogram, "bin_edges") : nullptr;
  if (edges == nullptr || statistics.edges.size() < 2) return std::nullopt;
  return Histogram{json_text(*edges), std::vector<std::uint64_t>(statistics.edges.size() - 1)};
}

void count_into(Histogram& histogram, const std::vector<double>& edges, double value) {
  // Half-open bins but for the last.
  const auto inner = std::upper_bound(edges.begin() + 1, edges.end() - 1, value);
  ++histogram.counts[static_cast<std::size_t>(inner - edges.begin() - 1)];
}

}  // namespace

ColumnFacet count_added(const AddedColumn& column, const ColumnStatistics* statistics,
                        const FacetQuery& query, const RowSet* wanted, std::uint64_t num_rows) {
  ColumnFacet facet;
  const bool is_number = column.field.type.is_float();
  std::map<std::string_view, std::uint64_t> counts;
  if (is_number) facet.histogram = bins_of(*statistics);
  std::vector<double> numbers;
  for (const AddedCell& cell : column.cells) {
    if (wanted != nullptr && !wanted->contains(cell.row)) continue;
    ++facet.num_rows;
    if (!is_number) {
      ++counts[cell.json];
      continue;
    }
    double& number = numbers.emplace_back();
    std::from_chars(cell.json.data(), cell.json.data() + cell.json.size(), number);
    if (facet.histogram) count_into(*facet.histogram, statistics->edges, number);
  }
  if (query.want_quantiles) facet.quantiles.emplace();
  if (query.want_quantiles && !numbers.empty()) facet.quantiles = quantiles_of(std::move(numbers));
  facet.missing = (wanted != nullptr ? wanted->count() : num_rows) - facet.num_rows;
  if (is_number) return facet;
  facet.distinct = counts.size();
  facet.values = most_frequent(counts, query.limit);
  return facet;
}

}  // namespace vitrine
