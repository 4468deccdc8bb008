#pragma once
// NumberSummary: the exact figures of a column of numbers in a few passes and fixed memory.
//
// The first pass finds the range and the sum; the second fills the histogram, sums the squared
// distances from the mean, and counts the values by their upper bits; further ones, at most five,
// narrow down where the median lies. Integers that span less than 4,096 take two passes, columns
// whose values are spread out three. Memory: up to 1 MB beside the table of distinct values,
// whatever the number of rows.
//
// Source of the median: J. Munro, M. Paterson, "Selection and sorting with limited storage",
// Theoretical Computer Science 12(3), 1980, for several passes over what memory does not hold; ours
// narrows the rank down by the digits of the key (radix selection) and not by sampled bounds.

#include <cstdint>
#include <vector>

#include "profile/bin_counter.h"
#include "profile/distinct.h"

namespace vitrine::profile {

/// Finds the key of a given rank among the keys that are added in each pass: radix selection,
/// twelve bits a pass, until what is left is few enough to be gathered.
class RankSearch {
 public:
  RankSearch() = default;
  /// Requires: rank < number of keys; every key <= max_key.
  RankSearch(std::uint64_t rank, std::uint64_t max_key);

  void add(std::uint64_t key);
  /// True: key() is known.
  bool end_pass();
  std::uint64_t key() const { return prefix_; }

 private:
  static constexpr unsigned kBitsPerPass = 12;
  static constexpr std::uint64_t kGatherLimit = 1U << 16U;

  void begin_level();

  std::uint64_t rank_ = 0;    ///< Among the keys that start with prefix_.
  std::uint64_t prefix_ = 0;  ///< The bits above open_bits_ that are known.
  unsigned open_bits_ = 0;
  unsigned shift_ = 0;
  bool done_ = true;
  bool gather_ = false;
  std::vector<std::uint64_t> counts_;
  std::vector<std::uint64_t> gathered_;
};

/// Value is Int128 (anything that int64 or uint64 holds, not both in one column) or double
/// (finite).
template <typename Value>
class NumberSummary {
 public:
  NumberSummary(std::size_t max_distinct_bytes, SpillSpace& space)
      : distinct_(max_distinct_bytes, space) {}

  void add(Value value);
  /// True: the figures are complete. False: every value must be added once more.
  bool end_pass();

  /// Requires: end_pass() returned true. `rows` includes the null ones.
  NumberFigures<Value> figures(std::uint64_t rows) const;
  std::uint64_t n_distinct() const { return distinct_.count(); }
  /// Of integers that span at most kFewValues: how often each occurs, from the least on.
  const std::vector<std::uint64_t>& counts() const { return counts_; }
  std::uint64_t n_zero() const { return zeros_; }
  std::uint64_t n_negative() const { return negatives_; }

 private:
  static constexpr std::uint64_t kFewValues = 30;
  enum class Phase { kRange, kCount, kRank };
  void add_to_range(Value value);
  void begin_count();

  Phase phase_ = Phase::kRange;
  DistinctCounter distinct_;
  bool distinct_done_ = false;
  bool figures_done_ = false;
  std::uint64_t count_ = 0;
  std::uint64_t zeros_ = 0;
  std::uint64_t negatives_ = 0;
  Value min_ = 0;
  Value max_ = 0;
  long double sum_ = 0;
  long double mean_ = 0;
  long double squares_ = 0;
  BinCounter<Value> bins_;
  BinCounter<Value> hub_bins_;
  std::vector<std::uint64_t> counts_;
  RankSearch low_;
  RankSearch high_;
};

extern template class NumberSummary<duck::Int128>;
extern template class NumberSummary<double>;

}  // namespace vitrine::profile
