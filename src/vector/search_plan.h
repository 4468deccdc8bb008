#pragma once
// Where a search begins: at the floats, the nibbles or the signs of the rows that a filter leaves.
//
// Each costs a known time per row or block that it touches; the cheapest is taken. The times are
// those of one machine at 768 dimensions, but only their ratios count, and a choice that is wrong
// near a crossover loses little.

#include <cstdint>

namespace vitrine::vector {

enum class FirstLook { kFloats, kNibbles, kSigns };

struct SearchSize {
  std::uint64_t num_rows = 0;    ///< Rows that may be returned,
  std::uint64_t num_blocks = 0;  ///< in this many blocks of 64.
  std::uint64_t limit = 0;       ///< How many rows are wanted.
};

FirstLook choose_first_look(const SearchSize& size);

/// How many deviations an estimate may be off before a row is given up, for a recall of 0.5 to 1.
float deviations_for(double recall);

}  // namespace vitrine::vector
