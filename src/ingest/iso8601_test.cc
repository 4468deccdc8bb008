#include "ingest/iso8601.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <random>
#include <string>
#include <vector>

namespace vitrine::ingest {
namespace {

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kDay = 86'400 * kSecond;

std::string written(const char* format, auto... parts) {
  char text[64];
  const int size = std::snprintf(text, sizeof text, format, parts...);
  return {text, static_cast<std::size_t>(size)};
}

/// A day as ISO 8601 writes it, counted on from 1970 without a calendar library.
std::string day_text(std::int32_t days) {
  int year = 1970;
  const auto length = [](int y) {
    return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0 ? 366 : 365;
  };
  for (; days < 0; days += length(year)) --year;
  for (; days >= length(year); ++year) days -= length(year);
  const int months[] = {31, length(year) == 366 ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  int month = 0;
  for (; days >= months[month]; ++month) days -= months[month];
  return written("%04d-%02d-%02d", year, month + 1, static_cast<int>(days) + 1);
}

TEST(Iso8601, EveryDayIsCountedAsACalendarCountsIt) {
  for (std::int32_t day = -200'000; day <= 200'000; day += 7)
    ASSERT_EQ(parse_iso_date(day_text(day)), day) << day_text(day);
  EXPECT_EQ(parse_iso_date("0001-01-01"), -719'162);
  EXPECT_EQ(parse_iso_date("9999-12-31"), 2'932'896);
  EXPECT_EQ(parse_iso_date("1970-01-01"), 0);
  EXPECT_EQ(parse_iso_date("2024-02-29"), 19'782);
}

TEST(Iso8601, WhatIsNoDayIsNoDate) {
  for (const std::string text :
       {"",           "2024",        "2024-01",     "2024-1-05",   "2024-01-5",  "24-01-05",
        "2024/01/05", "2024-01-05 ", " 2024-01-05", "20240105",    "2023-02-29", "1900-02-29",
        "2024-04-31", "2024-13-01",  "2024-00-01",  "2024-01-00",  "2024-01-32", "0000-01-01",
        "-001-01-01", "2024-01-0a",  "2024-01-+5",  "12024-01-05", "２024-01-05"}) {
    EXPECT_EQ(parse_iso_date(text), std::nullopt) << text;
  }
}

TEST(Iso8601, TimesHaveSecondsAndUpToSixDecimals) {
  EXPECT_EQ(parse_iso_time("00:00:00"), 0);
  EXPECT_EQ(parse_iso_time("23:59:59"), 86'399 * kSecond);
  EXPECT_EQ(parse_iso_time("23:59:59.999999"), kDay - 1);
  EXPECT_EQ(parse_iso_time("10:00:00.1"), 36'000 * kSecond + 100'000);
  EXPECT_EQ(parse_iso_time("10:00:00.000001"), 36'000 * kSecond + 1);
  for (const std::string text :
       {"", "10:00", "10:00:0", "1:00:00", "24:00:00", "10:60:00", "10:00:60", "10:00:00.",
        "10:00:00.1234567", "10:00:00,5", "10-00-00", "10:00:00Z", "10:00:00 ", "10:00:00.12a",
        "-1:00:00", "+1:00:00"}) {
    EXPECT_EQ(parse_iso_time(text), std::nullopt) << text;
  }
}

TEST(Iso8601, MomentsAreReadBack) {
  for (unsigned seed = 1; seed <= 2000; ++seed) {
    std::mt19937_64 random(seed);
    const auto day = static_cast<std::int32_t>(random() % 400'000) - 200'000;
    const auto micros = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(kDay));
    const auto seconds = static_cast<int>(micros / kSecond);
    std::string text = day_text(day) + (seed % 2 == 0 ? "T" : " ") +
                       written("%02d:%02d:%02d.%06d", seconds / 3600, seconds / 60 % 60,
                               seconds % 60, static_cast<int>(micros % kSecond));
    while (text.ends_with('0') && text[text.size() - 2] != '.') text.pop_back();
    EXPECT_EQ(parse_iso_timestamp(text), day * kDay + micros) << "seed " << seed << ": " << text;
    EXPECT_EQ(parse_iso_utc(text + "Z"), day * kDay + micros) << "seed " << seed;
    const int minutes = static_cast<int>(random() % 900);
    const std::string offset = written("%02d:%02d", minutes / 60, minutes % 60);
    const std::int64_t east = minutes * 60 * kSecond;
    EXPECT_EQ(parse_iso_zoned(text + "+" + offset), day * kDay + micros - east) << "seed " << seed;
    EXPECT_EQ(parse_iso_zoned(text + "-" + offset), day * kDay + micros + east) << "seed " << seed;
    if (minutes > 0) {
      EXPECT_EQ(parse_iso_utc(text + "+" + offset), std::nullopt) << "seed " << seed;
    }
    EXPECT_EQ(parse_iso_zoned(text), std::nullopt) << "without an offset";
    EXPECT_EQ(parse_iso_timestamp(text + "Z"), std::nullopt) << "with one";
  }
}

TEST(Iso8601, OffsetsHaveThreeForms) {
  const std::string moment = "2024-01-05T10:00:00";
  const std::int64_t local = *parse_iso_timestamp(moment);
  EXPECT_EQ(parse_iso_zoned(moment + "Z"), local);
  EXPECT_EQ(parse_iso_zoned(moment + "+02:00"), local - 7200 * kSecond);
  EXPECT_EQ(parse_iso_zoned(moment + "+0230"), local - 9000 * kSecond);
  EXPECT_EQ(parse_iso_zoned(moment + "-02"), local + 7200 * kSecond);
  EXPECT_EQ(parse_iso_zoned(moment + ".5+15:59"), local + 500'000 - 57'540 * kSecond);
  for (const std::string offset : {"z", "UTC", "+2", "+2:00", "+02:0", "+02:60", "+16:00",
                                   "+02:00:00", " +02:00", "+0x:00", "Z ", "ZZ", "+", "--02"}) {
    EXPECT_EQ(parse_iso_zoned(moment + offset), std::nullopt) << offset;
  }
  for (const std::string utc : {"Z", "+00:00", "+0000", "+00"})
    EXPECT_EQ(parse_iso_utc(moment + utc), local) << utc;
  for (const std::string other : {"-00:00", "+01:00", "+0100", "-00", ""})
    EXPECT_EQ(parse_iso_utc(moment + other), std::nullopt) << other;
}

TEST(Iso8601, PartsMustAllBeThere) {
  for (const std::string text :
       {"2024-01-05", "2024-01-05T", "2024-01-05T10", "2024-01-05T10:00", "2024-01-05t10:00:00",
        "2024-01-05  10:00:00", "2024-01-05_10:00:00", "2024-02-30T10:00:00", "T10:00:00"}) {
    EXPECT_EQ(parse_iso_timestamp(text), std::nullopt) << text;
    EXPECT_EQ(parse_iso_zoned(text + "Z"), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace vitrine::ingest
