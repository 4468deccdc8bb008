#pragma once
// LengthCounts: how often each length occurs, from which a column of lengths is summed up in one
// pass. Lengths below 64 Ki have a counter each; longer ones, which are few, share a map.

#include <cstdint>
#include <map>
#include <vector>

#include "profile/number_block.h"
#include "profile/statistics.h"

namespace vitrine {

class LengthCounts {
 public:
  void add(std::uint64_t length) {
    if (length >= kDense) {
      ++long_[length];
      return;
    }
    if (length >= short_.size()) short_.resize(length + 1 + length / 2);
    ++short_[length];
  }

  CountedValues counted() const {
    CountedValues values;
    for (std::size_t length = 0; length < short_.size(); ++length) {
      if (short_[length] > 0) values.emplace_back(length, short_[length]);
    }
    values.insert(values.end(), long_.begin(), long_.end());
    return values;
  }

 private:
  static constexpr std::uint64_t kDense = 1U << 16U;
  std::vector<std::uint64_t> short_;
  std::map<std::uint64_t, std::uint64_t> long_;
};

/// Fills in the block of the lengths and its edges.
inline void write_lengths(ColumnStatistics& out, const LengthCounts& lengths, std::uint64_t rows) {
  const IntegerBlock block = summarise_counts(lengths.counted(), rows);
  out.statistics = number_block_json(block, Precision::kFull);
  out.hub = number_block_json(block, Precision::kHub);
  out.edges = edges_of(block);
}

}  // namespace vitrine
