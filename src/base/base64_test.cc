#include "base/base64.h"

#include <gtest/gtest.h>

#include <random>

namespace vitrine {
namespace {

std::string encoded(std::string_view bytes) {
  std::string out;
  append_base64(out, bytes);
  return out;
}

// RFC 4648, section 10.
TEST(Base64, IsThatOfTheStandard) {
  const std::pair<std::string_view, std::string_view> cases[] = {{"", ""},
                                                                 {"f", "Zg=="},
                                                                 {"fo", "Zm8="},
                                                                 {"foo", "Zm9v"},
                                                                 {"foob", "Zm9vYg=="},
                                                                 {"fooba", "Zm9vYmE="},
                                                                 {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : cases) {
    EXPECT_EQ(encoded(bytes), text);
    EXPECT_EQ(decode_base64(text), bytes);
  }
}

TEST(Base64, EveryByteComesBack) {
  std::mt19937 random(5);
  std::string bytes;
  for (int size = 0; size < 300; ++size) {
    EXPECT_EQ(decode_base64(encoded(bytes)), bytes) << size;
    bytes += static_cast<char>(random());
  }
}

TEST(Base64, PaddingMayBeLeftOut) {
  EXPECT_EQ(decode_base64("TQ"), "M");
  EXPECT_EQ(decode_base64("TWE"), "Ma");
}

TEST(Base64, OtherTextsAreNone) {
  for (const char* text : {"T", "TWFuT", "TQ=", "TWE==", "TWFu====", "T===", "====", "TW u", "TW-_",
                           "TWF\xC3", "T=Fu"}) {
    EXPECT_FALSE(decode_base64(text)) << text;
  }
}

}  // namespace
}  // namespace vitrine
