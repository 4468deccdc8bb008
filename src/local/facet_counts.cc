#include "local/facet_counts.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "local/facet_values.h"
#include "local/quantiles.h"
#include "profile/statistics_file.h"

namespace vitrine::local {
namespace {

/// Integers that lie closer together than this are counted in an array.
constexpr std::uint64_t kDenseRange = 1U << 20U;

/// How often each of some int64 occurs.
using NumberCount = std::pair<std::int64_t, std::uint64_t>;

/// By ascending number.
std::vector<NumberCount> count_integers(const store::ValueTrack& track,
                                        std::span<const std::uint64_t> wanted) {
  std::int64_t least = INT64_MAX;
  std::int64_t most = INT64_MIN;
  track.for_each(wanted, [&](std::int64_t value) {
    least = std::min(least, value);
    most = std::max(most, value);
  });
  std::vector<NumberCount> counts;
  if (least > most) return counts;
  const std::uint64_t range = static_cast<std::uint64_t>(most) - static_cast<std::uint64_t>(least);
  if (range < kDenseRange) {
    std::vector<std::uint64_t> dense(range + 1);
    track.for_each(wanted, [&](std::int64_t value) {
      ++dense[static_cast<std::uint64_t>(value) - static_cast<std::uint64_t>(least)];
    });
    for (std::uint64_t i = 0; i <= range; ++i) {
      if (dense[i] > 0) counts.emplace_back(least + static_cast<std::int64_t>(i), dense[i]);
    }
    return counts;
  }
  std::vector<std::int64_t> values;
  track.for_each(wanted, [&](std::int64_t value) { values.push_back(value); });
  std::ranges::sort(values);
  for (const std::int64_t value : values) {
    if (counts.empty() || counts.back().first != value) counts.emplace_back(value, 0);
    ++counts.back().second;
  }
  return counts;
}

/// Counts values by the bins of a column's statistics.
class BinnedValues {
 public:
  explicit BinnedValues(FacetBins bins) : bins_(std::move(bins)), counts_(bins_.size()) {}

  void add(double value, std::uint64_t count = 1) {
    counts_[static_cast<std::size_t>(std::ranges::upper_bound(bins_.inner, value) -
                                     bins_.inner.begin())] += count;
  }
  search::Histogram take() && { return {std::move(bins_.edges_json), std::move(counts_)}; }

 private:
  FacetBins bins_;
  std::vector<std::uint64_t> counts_;
};

/// The number at a rank of what was counted. Requires: counts are by ascending number, and outlive
/// it.
IntegerAtRank number_at_rank(std::span<const NumberCount> counts) {
  std::vector<std::uint64_t> ends;  // how many values are not above each number
  for (const NumberCount& one : counts)
    ends.push_back((ends.empty() ? 0 : ends.back()) + one.second);
  return [counts, ends = std::move(ends)](std::uint64_t rank) {
    return counts[static_cast<std::size_t>(std::ranges::upper_bound(ends, rank) - ends.begin())]
        .first;
  };
}

/// Requires: counts are by ascending number and not empty.
std::vector<std::string> quantiles_of_counts(const schema::Feature& type,
                                             std::span<const NumberCount> counts) {
  std::uint64_t num_values = 0;
  for (const NumberCount& one : counts) num_values += one.second;
  return integer_quantiles(type, num_values, number_at_rank(counts));
}

/// Keeps the `limit` most frequent, ties by number.
void keep_most_frequent(std::vector<NumberCount>& counts, std::uint64_t limit) {
  const auto kept =
      counts.begin() + static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(limit, counts.size()));
  std::partial_sort(counts.begin(), kept, counts.end(), [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  counts.erase(kept, counts.end());
}

class Counter {
 public:
  Counter(const search::FacetQuery& query, const search::RowSet* wanted, std::uint64_t split_rows)
      : limit_(query.limit),
        want_quantiles_(query.want_quantiles),
        num_wanted_(wanted == nullptr ? split_rows : wanted->count()) {
    if (wanted != nullptr) wanted_ = wanted->words();
  }

  void count(const schema::Feature& type, const store::ValueTrack* values,
             const store::ValueTrack* lengths, std::optional<BinnedValues> bins,
             search::ColumnFacet& facet) const {
    if (want_quantiles_) facet.quantiles.emplace();
    if (values != nullptr) count_values(type, *values, bins, facet);
    if (lengths != nullptr) count_lengths(*lengths, bins, facet);
    if (values != nullptr || lengths != nullptr) facet.missing = num_wanted_ - facet.num_rows;
    if (bins) facet.histogram = std::move(*bins).take();
  }

 private:
  void count_values(const schema::Feature& type, const store::ValueTrack& track,
                    std::optional<BinnedValues>& bins, search::ColumnFacet& facet) const {
    switch (track.kind()) {
      case store::TrackKind::kIntegers:
        // The file has moments in microseconds: good for a histogram, not for a value.
        if (type.is_value("timestamp[ns]")) return count_moments(track, bins, facet);
        return count_numbers(type, track, bins, facet);
      case store::TrackKind::kFloats:
        return count_floats(track, bins, facet);
      case store::TrackKind::kCodes:
      case store::TrackKind::kMembers:
        return count_codes(track, facet);
      case store::TrackKind::kLengths:
        return;
    }
  }

  void count_numbers(const schema::Feature& type, const store::ValueTrack& track,
                     std::optional<BinnedValues>& bins, search::ColumnFacet& facet) const {
    std::vector<NumberCount> counts = count_integers(track, wanted_);
    facet.distinct = counts.size();
    const bool is_name = type.kind == schema::Feature::Kind::kClassLabel || type.is_value("bool");
    if (want_quantiles_ && !is_name && !counts.empty())
      facet.quantiles = quantiles_of_counts(type, counts);
    for (const auto& [value, count] : counts) {
      facet.num_rows += count;
      if (bins) bins->add(static_cast<double>(value), count);
    }
    keep_most_frequent(counts, limit_);
    for (const auto& [value, count] : counts)
      facet.values.push_back({integer_json(type, value), count});
  }

  void count_moments(const store::ValueTrack& track, std::optional<BinnedValues>& bins,
                     search::ColumnFacet& facet) const {
    track.for_each(wanted_, [&](std::int64_t micros) {
      ++facet.num_rows;
      if (bins) bins->add(static_cast<double>(micros));
    });
  }

  void count_floats(const store::ValueTrack& track, std::optional<BinnedValues>& bins,
                    search::ColumnFacet& facet) const {
    std::vector<double> all;
    track.for_each_float(wanted_, [&](double value) {
      ++facet.num_rows;
      if (bins) bins->add(value);
      if (want_quantiles_) all.push_back(value);
    });
    if (!all.empty()) facet.quantiles = quantiles_of(std::move(all));
  }

  /// The `limit` codes with the highest counts, ties by value. Requires: that many are above 0.
  /// Nearly all of a large column's codes are behind the last of the best by their count alone.
  static std::vector<std::uint32_t> most_frequent(const store::ValueTrack& track,
                                                  std::span<const std::uint32_t> by_code,
                                                  std::size_t limit) {
    const auto comes_first = [&](std::uint32_t x, std::uint32_t y) {
      return by_code[x] != by_code[y] ? by_code[x] > by_code[y] : track.value(x) < track.value(y);
    };
    std::vector<std::uint32_t> best;  // a heap, the last on top
    std::uint32_t least = 1;
    for (std::uint32_t code = 0; limit > 0 && code < by_code.size(); ++code) {
      if (by_code[code] < least) continue;
      if (best.size() == limit) {
        if (!comes_first(code, best.front())) continue;
        std::ranges::pop_heap(best, comes_first);
        best.pop_back();
      }
      best.push_back(code);
      std::ranges::push_heap(best, comes_first);
      if (best.size() == limit) least = by_code[best.front()];
    }
    std::ranges::sort_heap(best, comes_first);
    return best;
  }

  /// A row's members are distinct, so a member's count is its number of rows.
  void count_codes(const store::ValueTrack& track, search::ColumnFacet& facet) const {
    std::vector<std::uint32_t> by_code(track.num_values());
    std::uint64_t num_codes = 0;
    track.for_each(wanted_, [&](std::int64_t code) {
      ++by_code[static_cast<std::size_t>(code)];
      ++num_codes;
    });
    if (track.kind() == store::TrackKind::kCodes) facet.num_rows = num_codes;
    const auto distinct =
        by_code.size() - static_cast<std::size_t>(std::ranges::count(by_code, 0U));
    facet.distinct = distinct;
    for (const std::uint32_t code :
         most_frequent(track, by_code, std::min<std::uint64_t>(limit_, distinct)))
      facet.values.push_back({std::string(track.value(code)), by_code[code]});
  }

  void count_lengths(const store::ValueTrack& track, std::optional<BinnedValues>& bins,
                     search::ColumnFacet& facet) const {
    std::uint64_t rows = 0;
    track.for_each(wanted_, [&](std::int64_t length) {
      ++rows;
      if (bins) bins->add(static_cast<double>(length));
    });
    facet.num_rows = rows;
    if (want_quantiles_ && bins && rows > 0)
      facet.quantiles = quantiles_of_counts(schema::Feature(), count_integers(track, wanted_));
  }

  std::uint64_t limit_;
  bool want_quantiles_;
  std::uint64_t num_wanted_;
  std::span<const std::uint64_t> wanted_;
};

}  // namespace

Result<std::vector<search::ColumnFacet>> count_facets(const search::Split& split,
                                                      const store::ColumnValues& file,
                                                      const search::FacetQuery& query,
                                                      const search::RowSet* wanted,
                                                      const std::stop_token& stop) {
  std::vector<search::ColumnFacet> facets;
  const Result<std::string> text = split.statistics();
  if (!text) return text.error();
  const Result<profile::SplitStatistics> statistics =
      profile::parse_statistics(*text, query.columns);
  if (!statistics) return statistics.error();
  if (statistics->columns.size() != split.features().size())
    return corrupt("the statistics do not belong to this snapshot; import the source again");

  const Counter counter(query, wanted, split.num_rows());
  for (const std::size_t column : query.columns) {
    if (stop.stop_requested()) return cancelled("the search was stopped");
    const Result<const store::ValueTrack*> values = file.values(column);
    if (!values) return values.error();
    const Result<const store::ValueTrack*> lengths = file.lengths(column);
    if (!lengths) return lengths.error();
    search::ColumnFacet& facet = facets.emplace_back();
    facet.column = column;
    std::optional<BinnedValues> bins;
    if (*lengths != nullptr ||
        (*values != nullptr && (*values)->kind() != store::TrackKind::kCodes)) {
      if (std::optional<FacetBins> found = FacetBins::of(statistics->columns[column]))
        bins.emplace(*std::move(found));
    }
    counter.count(split.features()[column].type, *values, *lengths, std::move(bins), facet);
  }
  return facets;
}

}  // namespace vitrine::local
