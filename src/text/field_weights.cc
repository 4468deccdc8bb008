#include "text/field_weights.h"

#include <algorithm>
#include <cmath>

#include "text/index_run.h"

namespace vitrine::text {
namespace {

constexpr std::size_t kMaxWeightClasses = std::size_t{1} << kWeightClassBits;

}  // namespace

Result<FieldWeights> FieldWeights::of(std::vector<TextField>& fields) {
  FieldWeights weights;
  std::uint32_t shared = 16;
  for (TextField& field : fields) {
    const float sixteenths = std::round(std::clamp(field.weight, 0.0625F, 256.0F) * 16);
    if (!(sixteenths >= 1)) return invalid_argument("the weight of a text field is not a number");
    field.weight = sixteenths / 16;
    weights.units.push_back(static_cast<std::uint32_t>(sixteenths));
    while (weights.units.back() % shared != 0) shared /= 2;
  }
  for (std::uint32_t& units : weights.units) {
    units /= shared;
    auto at = std::ranges::find(weights.classes, units);
    if (at == weights.classes.end()) at = weights.classes.insert(at, units);
    weights.class_of.push_back(static_cast<std::uint32_t>(at - weights.classes.begin()));
  }
  if (weights.classes.size() > kMaxWeightClasses)
    return invalid_argument("text fields have more than 32 distinct weights");
  weights.unit = 16.0F / static_cast<float>(shared);
  return weights;
}

}  // namespace vitrine::text
