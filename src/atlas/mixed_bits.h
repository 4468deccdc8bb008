#pragma once
// Random bits without a generator to share or advance: the n-th number is a function of n, so a
// result that uses them does not depend on who asks first.
//
// Source: the finaliser of SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom
// number generators", OOPSLA), over a counter, as Salmon et al. 2011 propose for parallel work.

#include <cstdint>

namespace vitrine::atlas {

constexpr std::uint64_t mixed_bits(std::uint64_t counter) {
  std::uint64_t z = (counter + 1) * 0x9e3779b97f4a7c15ULL;
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31U);
}

/// From 0 up to, not including, 1.
constexpr float unit_float(std::uint64_t bits) {
  return static_cast<float>(bits >> 40U) * 0x1p-24F;
}

/// From 0 up to, not including, `bound`. Uses the lower 32 bits.
constexpr std::uint32_t below(std::uint64_t bits, std::uint32_t bound) {
  return static_cast<std::uint32_t>(((bits & 0xffffffffU) * bound) >> 32U);
}

}  // namespace vitrine::atlas
