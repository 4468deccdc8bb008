#include "api/utc_time.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>
#include <random>

namespace vitrine::api {
namespace {

/// The twin: counts year by year and month by month.
std::string twin_of(std::int64_t seconds) {
  std::int64_t days = seconds / 86'400;
  const std::int64_t clock = seconds % 86'400;
  const auto is_leap = [](int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  };
  int year = 1970;
  for (; days >= (is_leap(year) ? 366 : 365); ++year) days -= is_leap(year) ? 366 : 365;
  const int lengths[] = {31, is_leap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  int month = 0;
  for (; days >= lengths[month]; ++month) days -= lengths[month];
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02dZ", year, month + 1,
                static_cast<int>(days) + 1, static_cast<int>(clock / 3600),
                static_cast<int>(clock / 60 % 60), static_cast<int>(clock % 60));
  return text;
}

TEST(UtcTime, IsTheOneOfCountingDays) {
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
    std::mt19937_64 random(seed);
    const auto seconds = static_cast<std::int64_t>(random() % 32'503'680'000U);  // the year 3000
    EXPECT_EQ(utc_time(seconds), twin_of(seconds)) << "seed " << seed;
  }
}

TEST(UtcTime, GoesOverTheEndsOfDaysMonthsAndYears) {
  EXPECT_EQ(utc_time(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(utc_time(-1), "1969-12-31T23:59:59Z");
  EXPECT_EQ(utc_time(86'399), "1970-01-01T23:59:59Z");
  EXPECT_EQ(utc_time(951'782'400), "2000-02-29T00:00:00Z");
  EXPECT_EQ(utc_time(1'709'164'799), "2024-02-28T23:59:59Z");
  EXPECT_EQ(utc_time(1'709'251'199), "2024-02-29T23:59:59Z");
  EXPECT_EQ(utc_time(4'107'542'399), "2100-02-28T23:59:59Z");
  EXPECT_EQ(utc_time(4'107'542'400), "2100-03-01T00:00:00Z");
}

}  // namespace
}  // namespace vitrine::api
