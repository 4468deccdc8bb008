#pragma once
// Numbers to five decimals, as the Hub's statistics have them.

#include <cstdint>

namespace vitrine::profile {

/// `value` to five decimals, halves to even, as numpy rounds. Numbers too large to have five
/// decimals stay as they are. Never -0.
double round_to_five(double value);

/// part / whole to five decimals; 0 for an empty whole.
double proportion(std::uint64_t part, std::uint64_t whole);

}  // namespace vitrine::profile
