#pragma once
// Field weights as integers, so that weighted frequencies can be added up and packed without
// rounding.
//
// Weights are rounded to sixteenths and then reduced by what all of them share: {3, 1} stays {3,
// 1}, {2.5, 1} becomes {5, 2}.

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "text/index_writer.h"

namespace vitrine::text {

struct FieldWeights {
  std::vector<std::uint32_t> units;     ///< Per field.
  std::vector<std::uint32_t> classes;   ///< The distinct units.
  std::vector<std::uint32_t> class_of;  ///< Per field, its units' place in `classes`.
  float unit = 1;                       ///< Units in a weight of 1, a power of two.

  /// Sets each field's weight to what it was rounded to. Errors: invalid_argument (a weight that is
  /// no number, or over 32 distinct ones).
  static Result<FieldWeights> of(std::vector<TextField>& fields);
};

}  // namespace vitrine::text
