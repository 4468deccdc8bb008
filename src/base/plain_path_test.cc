#include "base/plain_path.h"

#include <gtest/gtest.h>

namespace vitrine {
namespace {

TEST(PlainPath, LeadsDownAndNowhereElse) {
  for (const std::string_view path : {"a", "a/b.png", ".hidden/..b", "a b/\xC3\xA9"})
    EXPECT_TRUE(is_plain_path(path)) << path;
  using namespace std::string_view_literals;
  for (const std::string_view path :
       {""sv, "/"sv, "/a"sv, "a/"sv, "a//b"sv, "."sv, "a/./b"sv, ".."sv, "a/../b"sv, "a\0b"sv})
    EXPECT_FALSE(is_plain_path(path)) << path;
}

}  // namespace
}  // namespace vitrine
