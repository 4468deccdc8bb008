#pragma once
// Kernels: the inner loops over float32 vectors, compiled for every instruction set that Highway
// knows here and chosen once, at the first call, by what the machine can do.
//
// Sums are kept in float32 lanes: fast, and for unit vectors of 768 values within 1e-6 of the sum
// in double precision. The order of summation depends on the instruction set, so the last bits may
// differ between machines; on one machine equal input gives equal output. Thread safe.

#include <span>

namespace vitrine::vector {

struct DotAndNorm {
  float dot = 0;           ///< Sum of a[i] * b[i].
  float norm_squared = 0;  ///< Sum of b[i] * b[i].
};

/// Both sums in one pass over `b`. NaN and infinities propagate. No alignment is asked for.
/// Requires: a.size() == b.size(). Cost: bound by memory from about 64 values on.
DotAndNorm dot_and_norm(std::span<const float> a, std::span<const float> b);

/// Sum of (a[i] - b[i])^2. As dot_and_norm() in all else.
float squared_distance(std::span<const float> a, std::span<const float> b);

}  // namespace vitrine::vector
