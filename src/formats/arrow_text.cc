#include "formats/arrow_text.h"

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <cstring>

namespace vitrine::formats {
namespace {

template <typename T>
T load(std::string_view bytes, std::size_t at = 0) {
  T value = {};
  std::memcpy(&value, bytes.data() + at, sizeof(T));
  return value;
}

/// Two's complement of 256 bits, low limb first.
using Limbs = std::array<std::uint64_t, 4>;

Limbs widen(std::string_view bytes) {
  Limbs limbs{};
  const bool negative = (static_cast<unsigned char>(bytes.back()) & 0x80U) != 0;
  if (negative) limbs.fill(~std::uint64_t{0});
  std::memcpy(limbs.data(), bytes.data(), bytes.size());
  if (bytes.size() == 4 && negative) limbs[0] |= ~std::uint64_t{0} << 32U;
  return limbs;
}

void negate(Limbs& limbs) {
  bool carry = true;
  for (std::uint64_t& limb : limbs) {
    limb = ~limb + (carry ? 1 : 0);
    carry = carry && limb == 0;
  }
}

/// Divides in place and returns the rest.
std::uint64_t divide(Limbs& limbs, std::uint64_t by) {
  duck::Uint128 rest = 0;
  for (std::size_t i = limbs.size(); i-- > 0;) {
    rest = rest << 64U | limbs.at(i);
    limbs.at(i) = static_cast<std::uint64_t>(rest / by);
    rest %= by;
  }
  return static_cast<std::uint64_t>(rest);
}

std::string digits_of(Limbs limbs) {
  constexpr std::uint64_t kBillion2 = 1'000'000'000'000'000'000;
  std::string digits;
  while (limbs != Limbs{}) digits.insert(0, fmt::format("{:018}", divide(limbs, kBillion2)));
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  return digits;
}

}  // namespace

std::string decimal_text(std::string_view bytes, int scale) {
  Limbs limbs = widen(bytes);
  const bool negative = limbs.back() >> 63U != 0;
  if (negative) negate(limbs);
  std::string digits = digits_of(limbs);
  // No value of 76 digits needs more than this; a type that says so is believed no further.
  constexpr int kMostZeros = 1000;
  if (scale < 0) {
    if (digits.empty()) return "0";
    digits.append(static_cast<std::size_t>(
                      std::min(-static_cast<std::int64_t>(scale), std::int64_t{kMostZeros})),
                  '0');
  } else {
    if (digits.empty()) digits = "0";
    const auto places = static_cast<std::size_t>(std::min(scale, kMostZeros));
    if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
    if (places > 0) digits.insert(digits.size() - places, ".");
  }
  return (negative ? "-" : "") + digits;
}

bool write_decimal(std::string_view bytes, int precision, duck::ColumnWriter& out,
                   std::size_t row) {
  const Limbs limbs = widen(bytes);
  const bool negative = limbs[3] >> 63U != 0;
  const std::uint64_t sign = negative ? ~std::uint64_t{0} : 0;
  const auto value =
      static_cast<duck::Int128>(static_cast<duck::Uint128>(limbs[1]) << 64U | limbs[0]);
  if (limbs[2] != sign || limbs[3] != sign || (value < 0) != negative) return false;
  duck::Int128 limit = 1;
  for (int i = 0; i < precision; ++i) limit *= 10;
  if (value >= limit || value <= -limit) return false;
  if (precision <= 4) {
    out.number(row, static_cast<std::int16_t>(value));
  } else if (precision <= 9) {
    out.number(row, static_cast<std::int32_t>(value));
  } else if (precision <= 18) {
    out.number(row, static_cast<std::int64_t>(value));
  } else {
    out.number(row, value);
  }
  return true;
}

std::string uuid_text(std::string_view bytes) {
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
    out += fmt::format("{:02x}", static_cast<unsigned char>(bytes[i]));
  }
  return out;
}

std::string interval_text(std::string_view bytes) {
  std::int32_t months = 0;
  std::int32_t days = 0;
  std::int64_t nanos = 0;
  if (bytes.size() == 4) {
    months = load<std::int32_t>(bytes);
  } else if (bytes.size() == 8) {
    days = load<std::int32_t>(bytes);
    nanos = std::int64_t{load<std::int32_t>(bytes, 4)} * 1'000'000;
  } else {
    months = load<std::int32_t>(bytes);
    days = load<std::int32_t>(bytes, 4);
    nanos = load<std::int64_t>(bytes, 8);
  }
  std::string out = "P";
  if (months != 0) out += fmt::format("{}M", months);
  if (days != 0) out += fmt::format("{}D", days);
  if (nanos != 0 || out.size() == 1) {
    constexpr std::int64_t kNanos = 1'000'000'000;
    // Of the least int64 the whole has no counterpart, but its parts do.
    const std::string rest = fmt::format("{:09}", std::abs(nanos % kNanos));
    out += fmt::format("T{}{}", nanos < 0 ? "-" : "", std::abs(nanos / kNanos));
    if (nanos % kNanos != 0) out += "." + rest.substr(0, rest.find_last_not_of('0') + 1);
    out += 'S';
  }
  return out;
}

}  // namespace vitrine::formats
