#pragma once
// BinCounter: counts numbers in the bins of a histogram, at most ten, as the Hub lays them out.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "profile/column_statistics.h"

namespace vitrine::profile {

/// Value is Int128 or double.
template <typename Value>
class BinCounter {
 public:
  BinCounter() = default;
  /// Integers: steps of ceil((max - min + 1) / 10) from min, the last edge being max; so at most
  /// ten bins. Floats: ten equal steps. One bin where min == max.
  /// Requires: min <= max, both finite.
  BinCounter(Value min, Value max);

  /// Bins are [edge, next edge), the last one holds both ends; what rounding pushed outside goes to
  /// the outer bin. Requires: there are bins.
  void add(Value value, std::uint64_t count = 1) { bins_.counts[index(value)] += count; }

  bool has_bins() const { return !bins_.counts.empty(); }
  const BinCounts<Value>& bins() const { return bins_; }

 private:
  std::size_t index(Value value) const;

  BinCounts<Value> bins_;
  Value step_ = 0;
};

}  // namespace vitrine::profile
