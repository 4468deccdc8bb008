#include "profile/number_summary.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <type_traits>

#include "profile/rounding.h"

namespace vitrine::profile {
namespace {

/// splitmix64's finalizer (S. Vigna, 2015): a bijection, so distinct keys stay distinct.
std::uint64_t mix(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15U;
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31U);
}

/// Keys that are ordered as their values are.
std::uint64_t ordered(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value + 0.0);  // -0 counts as 0.
  return (bits >> 63U) != 0 ? ~bits : bits | 1ULL << 63U;
}

double unordered(std::uint64_t key) {
  return std::bit_cast<double>((key >> 63U) != 0 ? key & ~(1ULL << 63U) : ~key);
}

std::uint64_t key_above(double value, double min) {
  return ordered(value) - ordered(min);
}
std::uint64_t key_above(duck::Int128 value, duck::Int128 min) {
  return static_cast<std::uint64_t>(value - min);
}
double value_at(std::uint64_t key, double min) {
  return unordered(ordered(min) + key);
}
duck::Int128 value_at(std::uint64_t key, duck::Int128 min) {
  return min + key;
}

Hash128 hash_of(double value) {
  const std::uint64_t key = mix(ordered(value));
  return {key, mix(key)};
}
Hash128 hash_of(duck::Int128 value) {
  const std::uint64_t key = mix(static_cast<std::uint64_t>(value));
  return {key, mix(key)};
}

double rounded(double value) {
  return round_to_five(value);
}
duck::Int128 rounded(duck::Int128 value) {
  return value;
}

}  // namespace

RankSearch::RankSearch(std::uint64_t rank, std::uint64_t max_key)
    : rank_(rank), open_bits_(static_cast<unsigned>(std::bit_width(max_key))), done_(false) {
  begin_level();
}

void RankSearch::begin_level() {
  if (open_bits_ == 0) {
    done_ = true;
    counts_ = {};
    return;
  }
  shift_ = open_bits_ > kBitsPerPass ? open_bits_ - kBitsPerPass : 0;
  counts_.assign(std::size_t{1} << (open_bits_ - shift_), 0);
}

void RankSearch::add(std::uint64_t key) {
  if (done_) return;
  // Shifting by 64 is undefined; with all bits open every key belongs.
  if (open_bits_ < 64 && key >> open_bits_ != prefix_ >> open_bits_) return;
  if (gather_) {
    gathered_.push_back(key);
  } else {
    ++counts_[(key >> shift_) & (counts_.size() - 1)];
  }
}

bool RankSearch::end_pass() {
  if (done_) return true;
  if (gather_) {
    const auto at = gathered_.begin() + static_cast<std::ptrdiff_t>(rank_);
    std::nth_element(gathered_.begin(), at, gathered_.end());
    prefix_ = *at;
    gathered_ = {};
    done_ = true;
    return true;
  }
  std::size_t bucket = 0;
  while (rank_ >= counts_[bucket]) rank_ -= counts_[bucket++];
  prefix_ |= static_cast<std::uint64_t>(bucket) << shift_;
  open_bits_ = shift_;
  gather_ = open_bits_ > 0 && counts_[bucket] <= kGatherLimit;
  if (gather_) {
    counts_ = {};
  } else {
    begin_level();
  }
  return done_;
}

template <typename Value>
void NumberSummary<Value>::add_to_range(Value value) {
  if (count_ == 0) min_ = max_ = value;
  min_ = std::min(min_, value);
  max_ = std::max(max_, value);
  sum_ += static_cast<long double>(value);
  zeros_ += value == 0 ? 1 : 0;
  negatives_ += value < 0 ? 1 : 0;
  ++count_;
}

template <typename Value>
void NumberSummary<Value>::add(Value value) {
  if (!distinct_done_) distinct_.add(hash_of(value));
  if (figures_done_) return;
  if (phase_ == Phase::kRange) {
    add_to_range(value);
    return;
  }
  if (phase_ == Phase::kCount) {
    bins_.add(value);
    if (hub_bins_.has_bins()) hub_bins_.add(value);
    if (!counts_.empty()) ++counts_[static_cast<std::size_t>(value - min_)];
    const long double distance = static_cast<long double>(value) - mean_;
    squares_ += distance * distance;
  }
  const std::uint64_t key = key_above(value, min_);
  low_.add(key);
  high_.add(key);
}

template <typename Value>
void NumberSummary<Value>::begin_count() {
  mean_ = sum_ / static_cast<long double>(count_);
  bins_ = BinCounter<Value>(min_, max_);
  const std::uint64_t span = key_above(max_, min_);
  if constexpr (std::is_same_v<Value, double>) {
    const double low = round_to_five(min_);
    const double high = round_to_five(max_);
    if (low != min_ || high != max_) hub_bins_ = BinCounter<double>(low, high);
  } else if (span < kFewValues) {
    counts_.resize(span + 1);
  }
  low_ = RankSearch((count_ - 1) / 2, span);
  // An odd number of values has one middle.
  high_ = count_ % 2 == 0 ? RankSearch(count_ / 2, span) : RankSearch();
}

template <typename Value>
bool NumberSummary<Value>::end_pass() {
  if (!distinct_done_) distinct_.finish();
  distinct_done_ = true;
  if (!figures_done_ && phase_ == Phase::kRange) {
    figures_done_ = count_ == 0;
    if (!figures_done_) begin_count();
    phase_ = Phase::kCount;
  } else if (!figures_done_) {
    const bool low_done = low_.end_pass();
    figures_done_ = high_.end_pass() && low_done;
    phase_ = Phase::kRank;
  }
  return figures_done_;
}

template <typename Value>
NumberFigures<Value> NumberSummary<Value>::figures(std::uint64_t rows) const {
  NumberFigures<Value> figures;
  figures.nulls = rows - count_;
  if (count_ == 0) return figures;
  figures.min = min_;
  figures.max = max_;
  figures.mean = static_cast<double>(mean_);
  const auto low = static_cast<long double>(value_at(low_.key(), min_));
  const auto high = count_ % 2 == 0 ? static_cast<long double>(value_at(high_.key(), min_)) : low;
  figures.median = static_cast<double>((low + high) / 2);
  if (count_ > 1) {
    figures.deviation =
        static_cast<double>(std::sqrt(squares_ / static_cast<long double>(count_ - 1)));
  }
  figures.bins = bins_.bins();
  if (hub_bins_.has_bins()) {
    figures.hub_bins = hub_bins_.bins();
    // As the Hub shows them.
    for (Value& edge : figures.hub_bins->edges) edge = rounded(edge);
  }
  return figures;
}

template class NumberSummary<duck::Int128>;
template class NumberSummary<double>;

}  // namespace vitrine::profile
