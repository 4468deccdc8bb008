#include "local/widened_facets.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "local/facet_values.h"
#include "local/quantiles.h"

namespace vitrine::local {
namespace {

/// The most frequent first, ties by value.
std::vector<search::FacetValue> most_frequent(
    const std::map<std::string_view, std::uint64_t>& counts, std::uint64_t limit) {
  std::vector<search::FacetValue> values;
  for (const auto& [json, count] : counts) values.push_back({std::string(json), count});
  std::ranges::stable_sort(values, std::greater(), &search::FacetValue::count);
  if (values.size() > limit) values.resize(limit);
  return values;
}

void count_into(search::Histogram& histogram, const FacetBins& bins, double value) {
  const auto above = std::ranges::upper_bound(bins.inner, value);
  ++histogram.counts[static_cast<std::size_t>(above - bins.inner.begin())];
}

}  // namespace

search::ColumnFacet count_added(const search::AddedColumn& column,
                                const profile::ColumnStatistics* statistics,
                                const search::FacetQuery& query, const search::RowSet* wanted,
                                std::uint64_t num_rows) {
  search::ColumnFacet facet;
  const bool is_number = column.field.type.is_float();
  std::map<std::string_view, std::uint64_t> counts;
  std::optional<FacetBins> bins;
  if (is_number) bins = FacetBins::of(*statistics);
  if (bins) facet.histogram = {bins->edges_json, std::vector<std::uint64_t>(bins->size())};
  std::vector<double> numbers;
  for (const search::AddedCell& cell : column.cells) {
    if (wanted != nullptr && !wanted->contains(cell.row)) continue;
    ++facet.num_rows;
    if (!is_number) {
      ++counts[cell.json];
      continue;
    }
    double& number = numbers.emplace_back();
    std::from_chars(cell.json.data(), cell.json.data() + cell.json.size(), number);
    if (bins) count_into(*facet.histogram, *bins, number);
  }
  if (query.want_quantiles) facet.quantiles.emplace();
  if (query.want_quantiles && !numbers.empty()) facet.quantiles = quantiles_of(std::move(numbers));
  facet.missing = (wanted != nullptr ? wanted->count() : num_rows) - facet.num_rows;
  if (is_number) return facet;
  facet.distinct = counts.size();
  facet.values = most_frequent(counts, query.limit);
  return facet;
}

}  // namespace vitrine::local
