#include "base/ascii.h"

#include <gtest/gtest.h>

#include <random>

namespace vitrine {
namespace {

/// The slow twin: the ASCII tables, written out.
char lower_twin(char c) {
  constexpr std::string_view kUpper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  constexpr std::string_view kLower = "abcdefghijklmnopqrstuvwxyz";
  const std::size_t at = kUpper.find(c);
  return at == std::string_view::npos ? c : kLower[at];
}

TEST(Ascii, EveryByteHasTheCaseOfItsTable) {
  for (int byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    const std::string lower = ascii_lower(std::string(1, c));
    ASSERT_EQ(lower, std::string(1, lower_twin(c))) << byte;
    const std::string upper = ascii_upper(std::string(1, c));
    EXPECT_EQ(ascii_lower(upper), lower) << byte;
    if (lower_twin(c) != c) {
      EXPECT_EQ(upper, std::string(1, c)) << byte;
    }
  }
}

TEST(Ascii, BytesBeyondItStayWhateverTheyMean) {
  EXPECT_EQ(ascii_lower("\xC3\x89T\xC3\x89"), "\xC3\x89t\xC3\x89");
  EXPECT_EQ(ascii_upper("stra\xC3\x9F"
                        "e"),
            "STRA\xC3\x9F"
            "E");
  EXPECT_EQ(ascii_lower(std::string_view("A\0B", 3)), std::string("a\0b", 3));
}

TEST(Ascii, TrimmingTakesSpacesFromBothEndsAlone) {
  EXPECT_EQ(ascii_trim(""), "");
  EXPECT_EQ(ascii_trim(" \t\r\n\f\v"), "");
  EXPECT_EQ(ascii_trim("a"), "a");
  EXPECT_EQ(ascii_trim("\v a b\f\n"), "a b");
  EXPECT_EQ(ascii_trim("\xC2\xA0x"), "\xC2\xA0x");  // no-break space is no ASCII
  EXPECT_EQ(ascii_trim(std::string_view("\0 ", 2)), std::string_view("\0", 1));
}

TEST(Ascii, TrimmingAgreesWithTakingOneByteAfterTheOther) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    std::mt19937_64 random(seed);
    std::string text(random() % 9, ' ');
    for (char& c : text) c = " \t\n\r\f\vab"[random() % 8];
    std::string twin = text;
    const auto is_space = [](char c) { return c != 'a' && c != 'b'; };
    while (!twin.empty() && is_space(twin.front())) twin.erase(0, 1);
    while (!twin.empty() && is_space(twin.back())) twin.pop_back();
    EXPECT_EQ(ascii_trim(text), twin) << "seed " << seed;
  }
}

}  // namespace
}  // namespace vitrine
