#include "base/utf8.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace vitrine
