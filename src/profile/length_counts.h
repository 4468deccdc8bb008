#pragma once
// LengthCounts: how often each length occurs, from which a column of lengths is summed up in one
// pass. Lengths below 64 Ki have a counter each; longer ones, which are few, share a map.

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "profile/column_statistics.h"

namespace vitrine::profile {

/// How often each value occurs, ascending by value, each value once.
using CountedValues = std::vector<std::pair<std::uint64_t, std::uint64_t>>;

/// What sums up integers that were counted. `rows` includes the null ones.
IntegerFigures summarise_counts(const CountedValues& values, std::uint64_t rows);

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

  IntegerFigures figures(std::uint64_t rows) const { return summarise_counts(counted(), rows); }

 private:
  static constexpr std::uint64_t kDense = 1U << 16U;
  std::vector<std::uint64_t> short_;
  std::map<std::uint64_t, std::uint64_t> long_;
};

}  // namespace vitrine::profile
