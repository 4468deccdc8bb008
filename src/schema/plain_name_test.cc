#include "schema/plain_name.h"

#include <gtest/gtest.h>

namespace vitrine::schema {
namespace {

TEST(PlainName, KeepsWhatMayStandInAnAddress) {
  for (const char* name : {"a", "A-b_c.d", "0", "a.", "a--b"})
    EXPECT_TRUE(is_plain_name(name)) << name;
  for (const char* name : {"", ".a", "-a", "a b", "a/b", "\xc3\xbc", "a\n"})
    EXPECT_FALSE(is_plain_name(name)) << name;
  EXPECT_TRUE(is_plain_name(std::string(96, 'x')));
  EXPECT_FALSE(is_plain_name(std::string(97, 'x')));
}

TEST(PlainName, IsWhatIsLeftOfAText) {
  EXPECT_EQ(plain_name("my config"), "my-config");
  EXPECT_EQ(plain_name("  a / b. "), "a-b");
  EXPECT_EQ(plain_name("..-x"), "x");
  EXPECT_EQ(plain_name("\xc3\xbc"), "");
  EXPECT_EQ(plain_name(std::string(200, 'x')), std::string(96, 'x'));
  for (const char* text : {"fran\xc3\xa7"
                           "ais",
                           "Sheet 1", "a--b", "(x)"})
    EXPECT_TRUE(is_plain_name(plain_name(text))) << text;
}

}  // namespace
}  // namespace vitrine::schema
