#include "cluster/engine_vector.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace vitrine::cluster {
namespace {

constexpr float kGreatestByte = 127;

float greatest_of(std::span<const float> vector) {
  float greatest = 0;
  for (const float value : vector) greatest = std::max(greatest, std::abs(value));
  return greatest;
}

}  // namespace

void append_engine_vector(JsonWriter& json, std::span<const float> vector, EngineNumber number) {
  const float greatest = greatest_of(vector);
  json.begin_array();
  for (const float value : vector) {
    if (number == EngineNumber::kByte) {
      json.value(std::lround(value / greatest * kGreatestByte));
      continue;
    }
    // The fewest digits that give the float back: half of what a double's take.
    std::array<char, 24> digits;
    const char* const end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    json.raw({digits.data(), end});
  }
  json.end_array();
}

}  // namespace vitrine::cluster
