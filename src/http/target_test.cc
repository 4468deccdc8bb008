#include "http/target.h"

#include <gtest/gtest.h>

namespace vitrine::http {
namespace {

using Segments = std::vector<std::string>;

TEST(Target, SegmentsAreDecodedOneByOne) {
  const auto target = parse_target("/datasets/local/papers/resolve/refs%2Fconvert%2Fparquet/a%20b");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->segments,
            (Segments{"datasets", "local", "papers", "resolve", "refs/convert/parquet", "a b"}));
}

TEST(Target, PlusIsASpaceInTheQueryOnly) {
  const auto target = parse_target("/a+b?q=c+d%2B");
  EXPECT_EQ(target->segments, Segments{"a+b"});
  EXPECT_EQ(target->query.get("q"), "c d+");
}

TEST(Target, RootAndTrailingSlashAddNoSegment) {
  EXPECT_EQ(parse_target("/")->segments, Segments{});
  EXPECT_EQ(parse_target("/rows/")->segments, Segments{"rows"});
  EXPECT_EQ(parse_target("//rows")->segments, (Segments{"", "rows"}));
}

TEST(Target, TheLastOfRepeatedParametersCountsAndAllCanBeRead) {
  const auto target = parse_target("/?a=1&b&a=2&&=x");
  EXPECT_EQ(target->query.get("a"), "2");
  EXPECT_EQ(target->query.all("a"), (std::vector<std::string_view>{"1", "2"}));
  EXPECT_EQ(target->query.get("b"), "");
  EXPECT_EQ(target->query.get("c"), std::nullopt);
}

TEST(Target, BlankCountsAsNotGiven) {
  const auto target = parse_target("/?a=&b=%20%09+&c=+x");
  EXPECT_EQ(target->query.given("a"), std::nullopt);
  EXPECT_EQ(target->query.given("b"), std::nullopt);
  EXPECT_EQ(target->query.given("c"), " x");
}

TEST(Target, AbsoluteFormLosesItsAuthority) {
  EXPECT_EQ(parse_target("http://localhost:7860/rows?x=1")->segments, Segments{"rows"});
  EXPECT_EQ(parse_target("http://localhost")->segments, Segments{});
}

TEST(Target, RawUtf8IsTaken) {
  EXPECT_EQ(parse_target("/caf\xC3\xA9?q=%C3%A9")->segments, Segments{"caf\xC3\xA9"});
}

class HostileTarget : public ::testing::TestWithParam<std::string> {};

TEST_P(HostileTarget, IsRefused) {
  const auto target = parse_target(GetParam());
  ASSERT_FALSE(target);
  EXPECT_EQ(target.error().code(), ErrorCode::kInvalidArgument);
}

INSTANTIATE_TEST_SUITE_P(, HostileTarget,
                         ::testing::Values("", "rows", "*", "ftp://x/", "/%", "/%4", "/%zz", "/%-1",
                                           "/a?q=%", "/a?q=%f", "/%00", "/a?q=a%00b", "/%ff",
                                           "/\xff", "/a?q=%c3", "/%ed%a0%80", "/..", "/a/../b",
                                           "/a/%2e%2e/b", "/.%2E", "/a/./b", "/%2e"));

TEST(Target, DotsAndSlashesInsideASegmentAreHarmless) {
  // Only a whole segment can climb; a handler that joins captures to a path must still check.
  EXPECT_EQ(parse_target("/..%2F..%2Fetc")->segments, Segments{"../../etc"});
  EXPECT_EQ(parse_target("/...")->segments, Segments{"..."});
}

}  // namespace
}  // namespace vitrine::http
