#include "duck/time_zone.h"

#include <gtest/gtest.h>

namespace vitrine::duck {
namespace {

constexpr std::int64_t kWinter = 1'704'067'200;  // 2024-01-01T00:00:00Z
constexpr std::int64_t kSummer = 1'719'792'000;  // 2024-07-01T00:00:00Z

TEST(TimeZone, NamesKnowTheirSummer) {
  const TimeZone* berlin = TimeZone::find("Europe/Berlin");
  ASSERT_NE(berlin, nullptr);
  EXPECT_EQ(berlin->offset_at(kWinter), 3600);
  EXPECT_EQ(berlin->offset_at(kSummer), 7200);
  EXPECT_EQ(TimeZone::find("America/New_York")->offset_at(kWinter), -5 * 3600);
  EXPECT_EQ(TimeZone::find("Asia/Kolkata")->offset_at(kWinter), 19800);
  EXPECT_EQ(berlin->offset_at(-2'500'000'000), 53 * 60 + 28) << "its mean time, until 1893";
  EXPECT_EQ(TimeZone::find("Europe/Berlin"), berlin);
}

TEST(TimeZone, OffsetsAreZones) {
  EXPECT_EQ(TimeZone::find("UTC")->offset_at(kSummer), 0);
  EXPECT_EQ(TimeZone::find("+02:00")->offset_at(kSummer), 7200);
  EXPECT_EQ(TimeZone::find("-0330")->offset_at(kSummer), -12600);
  EXPECT_EQ(TimeZone::find("+02")->offset_at(kSummer), 7200);
}

TEST(TimeZone, WhatIsNoZoneIsNone) {
  for (const std::string name :
       {"", "Mars/Olympus", "Europe/Berlin]", "+2", "+24:00", "+02:60", "+1a:00", "Zürich"})
    EXPECT_EQ(TimeZone::find(name), nullptr) << name;
  EXPECT_EQ(TimeZone::find(std::string(1000, 'a')), nullptr);
}

TEST(TimeZone, OffsetsAreWritten) {
  std::string text;
  append_offset(text, 7200);
  append_offset(text, -12600, false);
  append_offset(text, 53 * 60 + 28);
  EXPECT_EQ(text, "+02:00-0330+00:53:28");
}

}  // namespace
}  // namespace vitrine::duck
