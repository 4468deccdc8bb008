// What is, and is not, taken for text of one byte a letter.

#include <gtest/gtest.h>

#include "ingest/encoding_guess.h"

namespace vitrine::ingest {
namespace {

TEST(WesternText, LinesMayEndInAnyWayAndHoldTabsAndFormFeeds) {
  for (const char* end : {"\n", "\r\n", "\r", "\t", "\f"}) {
    EXPECT_EQ(guess_encoding(std::string("nom,ville") + end + "H\xE9l\xE8ne,Orl\xE9" + "ans" + end),
              "windows-1252")
        << static_cast<int>(end[0]);
  }
}

TEST(WesternText, OtherControlsAndBytesWithoutAMeaningAreNoText) {
  for (const char control :
       {'\x01', '\x08', '\x0B', '\x0E', '\x1B', '\x1F', '\x81', '\x8D', '\x8F', '\x90'}) {
    EXPECT_NE(guess_encoding(std::string("nom,ville\nH\xE9l\xE8ne,") + control + "\n"),
              "windows-1252")
        << static_cast<int>(control);
  }
}

/// Letters of code page 866: 0x80 to 0x9F are capitals, 0xA0 to 0xAF and 0xE0 to 0xEF small ones.
TEST(RussianOfDos, IsMostlySmallLettersWithVowelsAmongThem) {
  const std::string small = "\xAC\xAE\xAB\xAE\xAA\xAE \xA8 \xE5\xAB\xA5\xA1 ";  // milk and bread
  const std::string capitals = "\x8C\x8B\x8A\x95\x8B\x81\x84\x8C ";
  EXPECT_EQ(guess_encoding(small + small), "ibm866");
  EXPECT_EQ(guess_encoding(small + small + "\x8C\n"), "ibm866") << "a capital";
  EXPECT_NE(guess_encoding(small + capitals + "\n"), "ibm866") << "half are capitals";
  EXPECT_NE(guess_encoding("\xAC\xAB\xAA\xE5\xAB\xA1\xA4\xAC\xAB\xAA\xE5\xAB\xA1\xA4\n"), "ibm866")
      << "without vowels";
}

}  // namespace
}  // namespace vitrine::ingest
