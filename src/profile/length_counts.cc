#include "profile/length_counts.h"

#include <cmath>

#include "profile/bin_counter.h"

namespace vitrine::profile {

IntegerFigures summarise_counts(const CountedValues& values, std::uint64_t rows) {
  IntegerFigures figures;
  std::uint64_t present = 0;
  long double sum = 0;
  for (const auto& [value, count] : values) {
    present += count;
    sum += static_cast<long double>(value) * static_cast<long double>(count);
  }
  figures.nulls = rows - present;
  if (present == 0) return figures;
  figures.min = values.front().first;
  figures.max = values.back().first;
  BinCounter<duck::Int128> bins(figures.min, figures.max);
  const long double mean = sum / static_cast<long double>(present);
  figures.mean = static_cast<double>(mean);
  long double squares = 0;
  std::uint64_t before = 0;
  const std::uint64_t low_rank = (present - 1) / 2;
  const std::uint64_t high_rank = present / 2;
  for (const auto& [value, count] : values) {
    const long double distance = static_cast<long double>(value) - mean;
    squares += distance * distance * static_cast<long double>(count);
    bins.add(value, count);
    for (const std::uint64_t rank : {low_rank, high_rank}) {
      if (before <= rank && rank < before + count) figures.median += static_cast<double>(value) / 2;
    }
    before += count;
  }
  if (present > 1) {
    figures.deviation =
        static_cast<double>(std::sqrt(squares / static_cast<long double>(present - 1)));
  }
  figures.bins = bins.bins();
  return figures;
}

}  // namespace vitrine::profile
