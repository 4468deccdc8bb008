#pragma once
// A random rotation that costs dimension * log(dimension): it spreads what a vector says evenly
// over all coordinates, whatever basis the vector came in, so that one bit or four bits of each
// coordinate say the same everywhere and the error of an estimate is known beforehand.
//
// Four rounds of random signs, a Walsh-Hadamard transform of the largest power of two that fits
// (from the front and from the back in turn), and one butterfly between the two halves, as in the
// RaBitQ library. A vector is padded with zeros to a multiple of 64 first. The signs follow from
// the dimension alone, and every value is computed by the same additions on every machine, so the
// result is the same bits everywhere.
//
// Source: Ailon and Chazelle, "The fast Johnson-Lindenstrauss transform" (2009), for signs and
// Hadamard; Gao et al., RaBitQ-Library, "FhtKac rotator" (2025), for other lengths than powers of
// two. Immutable and thread safe.

#include <cstdint>
#include <span>
#include <vector>

namespace vitrine::vector {

class Rotation {
 public:
  explicit Rotation(std::uint32_t dimension);

  /// The rotated vectors' length: `dimension` rounded up to a multiple of 64.
  std::uint32_t padded() const { return padded_; }

  /// In place; keeps the length of the vector up to rounding. Requires: values.size() == padded(),
  /// zeros behind the vector's own dimension. Cost: 1 us for 768 values.
  void apply(std::span<float> values) const;

 private:
  std::uint32_t padded_;
  std::uint32_t block_;       // the largest power of two that fits
  std::vector<float> signs_;  // kRounds x padded_, with each round's scale in them
};

}  // namespace vitrine::vector
