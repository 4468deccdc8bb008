// Spills, lengths, dates and JSON of the room on generated input, each beside a slow twin.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

#include "base/utf8.h"
#include "profile/datetime_layout.h"
#include "profile/json_cursor.h"
#include "profile/length_counts.h"
#include "profile/moment_summary.h"
#include "profile/rounding.h"
#include "profile/spill.h"
#include "profile/text_profiler.h"

namespace vitrine::profile {
namespace {

struct Record {
  Hash128 hash;
  std::string text;
  bool operator==(const Record&) const = default;
};

TEST(Spill, GivesBackEveryRecordOnceInItsPartitionAndInOrder) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    std::mt19937_64 random(seed);
    const auto level = static_cast<unsigned>(random() % (Spill::kMaxLevel + 1));
    SpillSpace space;
    Spill spill(space, level);
    std::map<std::uint64_t, std::vector<Record>> twin;
    for (int i = 0; i < 3000; ++i) {
      const Record record = {.hash = {.high = random(), .low = random()},
                             .text = std::string(random() % (i % 500 == 0 ? 9000 : 40), 'x')};
      spill.put(record.hash, record.text);
      twin[record.hash.low >> (58 - 6 * level) & 63U].push_back(record);
    }
    for (std::size_t partition = 0; partition < Spill::kPartitions; ++partition) {
      std::vector<Record> read;
      spill.read(partition, [&](const Hash128& hash, std::string_view text) {
        read.push_back({.hash = hash, .text = std::string(text)});
      });
      EXPECT_EQ(read, twin[partition]) << "seed " << seed << ", level " << level;
    }
    EXPECT_TRUE(space.status());
  }
}

TEST(Spill, WithoutAFolderTheSpaceSaysSoAndNothingIsRead) {
  SpillSpace space("/no such folder");
  Spill spill(space, 0);
  ASSERT_FALSE(space.status());
  EXPECT_EQ(space.status().error().code(), ErrorCode::kNotFound);
  EXPECT_TRUE(space.status().error().message().starts_with(
      "cannot make a temporary file in /no such folder"));
}

/// The twin of summarise_counts(): every value as often as it occurs, sorted.
TEST(LengthCounts, AreWhatSortingTheLengthsSays) {
  for (std::uint64_t seed = 1; seed <= 80; ++seed) {
    std::mt19937_64 random(seed);
    std::vector<std::uint64_t> lengths(1 + random() % 200);
    for (std::uint64_t& length : lengths) {
      length = random() % 6 == 0 ? 65'530 + random() % 12 : random() % (1 + seed);
    }
    LengthCounts counts;
    for (const std::uint64_t length : lengths) counts.add(length);
    std::ranges::sort(lengths);
    std::uint64_t total = 0;
    std::uint64_t last = 0;
    for (const auto& [length, count] : counts.counted()) {
      EXPECT_TRUE(total == 0 || length > last) << "seed " << seed;
      EXPECT_EQ(std::ranges::count(lengths, length), static_cast<std::ptrdiff_t>(count));
      total += count;
      last = length;
    }
    EXPECT_EQ(total, lengths.size()) << "seed " << seed;
    const IntegerFigures figures = counts.figures(lengths.size() + 2);
    const std::size_t n = lengths.size();
    EXPECT_EQ(figures.nulls, 2U);
    EXPECT_TRUE(figures.min == lengths.front() && figures.max == lengths.back());
    EXPECT_EQ(figures.median, static_cast<double>(lengths[(n - 1) / 2] + lengths[n / 2]) / 2)
        << "seed " << seed;
    long double sum = 0;
    for (const std::uint64_t length : lengths) sum += static_cast<long double>(length);
    const long double mean = sum / static_cast<long double>(n);
    EXPECT_DOUBLE_EQ(figures.mean, static_cast<double>(mean)) << "seed " << seed;
    long double squares = 0;
    for (const std::uint64_t length : lengths) {
      squares +=
          (static_cast<long double>(length) - mean) * (static_cast<long double>(length) - mean);
    }
    ASSERT_EQ(figures.deviation.has_value(), n > 1) << "seed " << seed;
    if (n > 1) {
      EXPECT_NEAR(*figures.deviation,
                  static_cast<double>(std::sqrt(squares / static_cast<long double>(n - 1))), 1e-6);
    }
    std::uint64_t binned = 0;
    for (const std::uint64_t count : figures.bins.counts) binned += count;
    EXPECT_EQ(binned, n) << "seed " << seed;
  }
  EXPECT_TRUE(LengthCounts().figures(3).is_empty());
  EXPECT_EQ(LengthCounts().figures(3).nulls, 3U);
}

TEST(CodePoints, AreCountedAsDecodingDoes) {
  constexpr std::string_view kPieces[] = {"a", "é", "語", "😀", "sixteen letters.", "\n"};
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    std::mt19937_64 random(seed);
    std::string text;
    for (std::size_t i = random() % 30; i > 0; --i) text += kPieces[random() % std::size(kPieces)];
    EXPECT_EQ(count_code_points(text), utf8_length(text)) << "seed " << seed;
  }
}

TEST(Rounding, IsToTheNearestOfFiveDecimals) {
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    std::mt19937_64 random(seed);
    const double value = std::ldexp(static_cast<double>(static_cast<std::int64_t>(random())),
                                    -static_cast<int>(random() % 70) - 20);
    const double rounded = round_to_five(value);
    EXPECT_LE(std::abs(rounded - value), 0.5e-5 + std::abs(value) * 1e-15) << "seed " << seed;
    EXPECT_EQ(round_to_five(rounded), rounded) << "seed " << seed;
    EXPECT_FALSE(rounded == 0 && std::signbit(rounded)) << "seed " << seed;
  }
  EXPECT_TRUE(std::isnan(round_to_five(std::nan(""))));
  EXPECT_TRUE(std::isinf(round_to_five(-INFINITY)));
  EXPECT_EQ(proportion(0, 0), 0);
  EXPECT_EQ(proportion(1, 3), 0.33333);
  EXPECT_EQ(proportion(5, 5), 1);
}

TEST(DatetimeLayouts, ReadWhatTheyAreWrittenIn) {
  constexpr std::int64_t kDay = 86'400'000'000;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    std::mt19937_64 random(seed);
    const int hour = static_cast<int>(random() % 24);
    const int minute = static_cast<int>(random() % 60);
    const int second = static_cast<int>(random() % 60);
    const int zone = static_cast<int>(random() % 28) - 14;
    char text[64];
    std::snprintf(text, sizeof text, "2024-02-29T%02d:%02d:%02d%c%02d:30", hour, minute, second,
                  zone < 0 ? '-' : '+', std::abs(zone));
    DatetimeLayouts layouts;
    layouts.see(text);
    ASSERT_TRUE(layouts.any()) << text;
    const std::int64_t offset = (std::abs(zone) * 3600 + 1800) * (zone < 0 ? -1 : 1);
    EXPECT_EQ(layouts.offset(text), offset) << text;
    // 2024-02-29 is day 19782.
    EXPECT_EQ(layouts.parse(text),
              19'782 * kDay + (hour * 3600 + minute * 60 + second - offset) * 1'000'000)
        << text;
    layouts.see("2024-02-29");
    EXPECT_FALSE(layouts.any());
  }
}

TEST(JsonCursor, ReadsEveryNumberToItsLastBitAndItsRange) {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    std::mt19937_64 random(seed);
    const double number = std::bit_cast<double>(random());
    if (!std::isfinite(number)) continue;
    char text[64];
    std::snprintf(text, sizeof text, "%.17g,", number);
    JsonCursor cursor(text);
    double read = 0;
    ASSERT_TRUE(cursor.read(read)) << text;
    EXPECT_EQ(read, number) << text;
    EXPECT_TRUE(cursor.take(","));
    EXPECT_TRUE(cursor.at_end());
  }
  duck::Int128 wide = 0;
  EXPECT_TRUE(JsonCursor("18446744073709551615").read(wide) && wide == UINT64_MAX);
  EXPECT_TRUE(JsonCursor("-9223372036854775808").read(wide) && wide == INT64_MIN);
  for (const char* text : {"18446744073709551616", "-9223372036854775809", "", "x", "-"})
    EXPECT_FALSE(JsonCursor(text).read(wide)) << text;
  std::uint64_t count = 0;
  EXPECT_FALSE(JsonCursor("-1").read(count));
}

TEST(JsonCursor, SkipsAnyValueAndStopsBehindIt) {
  for (const char* value : {"1", "-2.5e9", "null", "true", R"("a,]}\"")", "[]", "{}",
                            R"([1,[2,"]"],{"a":"}"}])", R"({"a":{"b":[]},"c":"\\"})"}) {
    for (const char* end : {",1", "}", "]", ""}) {
      const std::string text = std::string(value) + end;
      JsonCursor cursor(text);
      ASSERT_TRUE(cursor.skip()) << text;
      EXPECT_TRUE(cursor.take(end) && cursor.at_end()) << text;
    }
  }
  for (const char* text : {"", ",", "]", "[1", R"("a)", R"({"a":1)"})
    EXPECT_FALSE(JsonCursor(text).skip()) << text;
}

TEST(JsonCursor, ReadsStringsWithAndWithoutEscapes) {
  const std::pair<const char*, const char*> texts[] = {
      {R"("")", ""}, {R"("abc")", "abc"}, {R"("a\"b")", "a\"b"}, {R"("\u00e9\n")", "é\n"}};
  for (const auto& [json, meaning] : texts) {
    std::string text;
    JsonCursor cursor(json);
    EXPECT_TRUE(cursor.is_string());
    EXPECT_TRUE(cursor.read(text)) << json;
    EXPECT_EQ(text, meaning) << json;
  }
  std::string text;
  for (const char* json : {"", "abc", R"("abc)", R"("\x")", "1"})
    EXPECT_FALSE(JsonCursor(json).read(text)) << json;
}

}  // namespace
}  // namespace vitrine::profile
