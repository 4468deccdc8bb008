#include "base/utf8.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>

#include <string>

namespace vitrine {
namespace {

TEST(Utf8, RefusesOverlongSurrogateAndOutOfRange) {
  EXPECT_TRUE(is_valid_utf8("aé語😀"));
  for (std::size_t i = 0; i < 20; ++i) {  // in front of, within and behind eight bytes at a time
    const std::string ascii(i, 'a');
    EXPECT_TRUE(is_valid_utf8(ascii + "é" + ascii));
    EXPECT_FALSE(is_valid_utf8(ascii + "\xFF" + ascii));
    EXPECT_EQ(utf8_length(ascii + "é" + ascii), 2 * i + 1);
  }
  EXPECT_FALSE(is_valid_utf8("\xC0\x80"));
  EXPECT_FALSE(is_valid_utf8("\xED\xA0\x80"));
  EXPECT_FALSE(is_valid_utf8("\xF4\x90\x80\x80"));
  EXPECT_FALSE(is_valid_utf8("\xE2\x82"));
}

TEST(Utf8, CountsCodePoints) {
  EXPECT_EQ(utf8_length("aé語😀"), 4U);
  EXPECT_EQ(utf8_length("\xFF\xFF"), 2U);
  EXPECT_EQ(utf8_length(""), 0U);
}

TEST(Utf8, PrefixEndsOnACharacterBoundary) {
  EXPECT_EQ(utf8_prefix("aé", 2), "a");
  EXPECT_EQ(utf8_prefix("aé", 3), "aé");
  EXPECT_EQ(utf8_prefix("語", 2), "");
}

/// The twin of RFC 3629: decodes by its table of lengths, and asks what the code point is.
std::size_t sequence_twin(std::string_view text) {
  if (text.empty()) return 0;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  std::size_t length = 0;
  std::uint32_t point = 0;
  if (byte(0) < 0x80) return 1;
  if ((byte(0) & 0xE0U) == 0xC0U) length = 2, point = byte(0) & 0x1FU;
  if ((byte(0) & 0xF0U) == 0xE0U) length = 3, point = byte(0) & 0x0FU;
  if ((byte(0) & 0xF8U) == 0xF0U) length = 4, point = byte(0) & 0x07U;
  if (length == 0 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return 0;
    point = point << 6U | (byte(i) & 0x3FU);
  }
  constexpr std::uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
  return point < kLeast[length] || point > 0x10FFFF || surrogate ? 0 : length;
}

TEST(Utf8, EveryPairOfFirstBytesIsJudgedByItsCodePoint) {
  for (unsigned first = 0; first < 256; ++first) {
    for (unsigned second = 0; second < 256; ++second) {
      for (const std::string_view rest : {"", "\x80", "\x80\xBF", "a"}) {
        std::string text = {static_cast<char>(first), static_cast<char>(second)};
        text += rest;
        ASSERT_EQ(utf8_sequence_length(text), sequence_twin(text))
            << first << " " << second << " and " << rest.size() << " more";
      }
    }
    const std::string alone(1, static_cast<char>(first));
    ASSERT_EQ(utf8_sequence_length(alone), sequence_twin(alone)) << first;
  }
}

TEST(Utf8, MixedTextsAgreeWithReadingOneSequenceAfterTheOther) {
  constexpr std::string_view kPieces[] = {
      "a", "longer than eight bytes", "é", "語", "😀", "\xFF", "\xC3", "\xE8\xAA", "\x80"};
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    std::mt19937_64 random(seed);
    std::string text;
    for (std::size_t i = random() % 8; i > 0; --i) text += kPieces[random() % std::size(kPieces)];
    std::size_t count = 0;
    bool valid = true;
    for (std::string_view rest = text; !rest.empty(); ++count) {
      const std::size_t n = sequence_twin(rest);
      valid = valid && n > 0;
      rest.remove_prefix(n == 0 ? 1 : n);
    }
    EXPECT_EQ(is_valid_utf8(text), valid) << "seed " << seed;
    EXPECT_EQ(utf8_length(text), count) << "seed " << seed;
    for (std::size_t max = 0; max <= text.size() + 1; ++max) {
      const std::string_view prefix = utf8_prefix(text, max);
      ASSERT_LE(prefix.size(), max) << "seed " << seed;
      ASSERT_TRUE(std::string_view(text).starts_with(prefix)) << "seed " << seed;
      if (valid) {
        ASSERT_TRUE(is_valid_utf8(prefix)) << "seed " << seed << ", " << max << " bytes";
        ASSERT_GT(prefix.size() + 4, std::min(max, text.size())) << "shorter than need be";
      }
    }
  }
}

}  // namespace
}  // namespace vitrine
