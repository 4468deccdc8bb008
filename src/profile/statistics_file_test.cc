#include "profile/statistics_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <random>

#include "profile/statistics_json.h"

namespace vitrine::profile {
namespace {

constexpr duck::Int128 kSecond = 1'000'000'000;

IntegerFigures some_lengths() {
  return {.nulls = 1,
          .min = 0,
          .max = 7,
          .mean = 3.3333333333333335,
          .median = 3,
          .deviation = 3.5118845842842465,
          .bins = {{0, 1, 2, 3, 4, 5, 6, 7}, {1, 0, 0, 1, 0, 0, 1}}};
}

/// One of each kind, with what is hard to write.
SplitStatistics every_kind() {
  FloatFigures small{.min = 1e-7, .max = 5e-7, .mean = 3e-7, .median = 3e-7, .deviation = {}};
  small.bins = {{1e-7, 3e-7, 5e-7}, {2, 2}};
  small.hub_bins = {{0, 0}, {4}};
  const duck::Int128 most = std::numeric_limits<std::uint64_t>::max();
  SplitStatistics all{.num_rows = 4, .columns = {}};
  const auto add = [&](Statistics kind) {
    all.columns.push_back({"c\n\"" + std::to_string(all.columns.size()), 4, std::move(kind)});
  };
  add({});
  add(IntegerStatistics{{.min = -5, .max = most, .bins = {{-5, most}, {4}}}, 3, 1, 2, {{-5, 4}}});
  add(IntegerStatistics{{.nulls = 4}, 0, 0, 0, {}});
  add(FloatStatistics{small, 4, 0, 1, 2});
  add(BoolStatistics{1, 0, 3});
  add(ClassStatistics{0, 1, {{"a", 3}, {"b\\", 0}}});
  add(LabelStatistics{1, {{"\x01 \xC3\x89", 2}, {"", 1}}, {2, 1}});
  add(TextStatistics{some_lengths(), {3, 1}});
  add(ListStatistics{some_lengths(), {}});
  add(ListStatistics{some_lengths(), MemberStatistics{5, 2, {{"x", 4}, {"y", 1}}}});
  add(ListStatistics{some_lengths(), MemberStatistics{5, 2, {{duck::Int128{-1}, 4}, {most, 1}}}});
  add(VectorStatistics{some_lengths(), 3, {}, 0, 4});
  add(VectorStatistics{some_lengths(), 3, NormFigures{0, 1.5, 0.66667}, 1, 0});
  add(DatetimeStatistics{4, {}, TextCounts{0, 4}});
  MomentFigures moments{.min = {-kSecond + 123'456'789, 0},
                        .max = {(duck::Int128{1} << 32) * kSecond + 500'000, 3208},
                        .mean = {kSecond, -12600},
                        .median = {0, 3600},
                        .deviation_micros = 950'252'322'450,
                        .bins = {}};
  moments.bins = {{{-kSecond, 0}, {(duck::Int128{1} << 32) * kSecond, 3208}}, {4}};
  add(DatetimeStatistics{0, moments, {}});
  add(DateStatistics{4, 0, {}});
  add(DateStatistics{0, 2, DayFigures{-800'000, 20'000'000, 0, {{-800'000, 1}, {4}}}});
  add(ImageStatistics{some_lengths(), some_lengths(), 2, {{"gif", 1}, {"png", 2}}});
  add(AudioStatistics{small, 1});
  add(VideoStatistics{{.nulls = 4}, 4});
  return all;
}

TEST(StatisticsFile, EveryKindReadsBackAsItWas) {
  const SplitStatistics all = every_kind();
  const Result<SplitStatistics> back = parse_statistics(format_statistics(all));
  ASSERT_TRUE(back) << back.error().message();
  ASSERT_EQ(back->columns.size(), all.columns.size());
  for (std::size_t i = 0; i < all.columns.size(); ++i)
    EXPECT_TRUE(back->columns[i] == all.columns[i]) << format_statistics(all) << "column " << i;
  EXPECT_EQ(format_statistics(*back), format_statistics(all));
}

TEST(StatisticsFile, NumbersKeepTheirLastBit) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 2000; ++i) {
    const double number = std::generate_canonical<double, 53>(random) * 1e3;
    const SplitStatistics one{
        4, {{"x", 4, FloatStatistics{{.mean = number, .bins = {{number, number}, {4}}}}}}};
    const Result<SplitStatistics> back = parse_statistics(format_statistics(one));
    ASSERT_TRUE(back);
    const auto& numbers = std::get<FloatStatistics>(back->columns[0].kind).numbers;
    EXPECT_EQ(numbers.mean, number);
    EXPECT_EQ(numbers.bins.edges[0], number);
  }
}

TEST(StatisticsFile, OfColumnsThatNobodyWantsThereIsThePlace) {
  const SplitStatistics all = every_kind();
  const auto wanted = std::to_array<std::size_t>({1, 7});
  const Result<SplitStatistics> some = parse_statistics(format_statistics(all), wanted);
  ASSERT_TRUE(some) << some.error().message();
  ASSERT_EQ(some->columns.size(), all.columns.size());
  EXPECT_EQ(some->columns[1], all.columns[1]);
  EXPECT_EQ(some->columns[7], all.columns[7]);
  EXPECT_EQ(some->columns[3].kind, Statistics());
}

TEST(StatisticsFile, WhatAnOlderBuildDidNotWriteIsNothing) {
  const Result<SplitStatistics> old = parse_statistics(
      "{\"version\":2,\"num_rows\":3,\"columns\":[\n"
      "{\"name\":\"id\",\"column_type\":\"int\",\"statistics\":\n"
      "{\"nan_count\":3,\"min\":null,\"later\":{\"a\":[\"]\"]}},\n\"hub\":\nnull,\n\"extra\":\n"
      "{\"later\":1}}\n]}\n");
  ASSERT_TRUE(old) << old.error().message();
  EXPECT_EQ(old->columns[0], (ColumnStatistics{"id", 3, IntegerStatistics{{.nulls = 3}}}));
}

TEST(StatisticsFile, AnyChangedByteIsCorruptOrAnotherValue) {
  const std::string text = format_statistics(every_kind());
  for (std::size_t i = 0; i < text.size(); ++i) {
    for (const char byte : {'\0', '"', '}', '9', '-', '\n'}) {
      std::string changed = text;
      changed[i] = byte;
      const Result<SplitStatistics> read = parse_statistics(changed);
      if (read) {
        EXPECT_FALSE(format_statistics(*read).empty());
      } else {
        EXPECT_EQ(read.error().code(), ErrorCode::kCorrupt);
      }
    }
  }
}

TEST(StatisticsFile, BinsAndMomentsOfAnotherFormAreCorrupt) {
  const auto with = [](const std::string& type, const std::string& block) {
    return parse_statistics(
               "{\"version\":2,\"num_rows\":3,\"columns\":[\n{\"name\":\"c\","
               "\"column_type\":\"" +
               type + "\",\"edges\":[],\"statistics\":\n" + block +
               ",\n\"hub\":\nnull,\n\"extra\":\n{}}\n]}\n")
        .has_value();
  };
  EXPECT_TRUE(with("int", R"({"histogram":{"hist":[1],"bin_edges":[1,2]}})"));
  EXPECT_FALSE(with("int", R"({"histogram":{"hist":[1,2],"bin_edges":[1,2]}})"));
  EXPECT_FALSE(with("int", R"({"histogram":{"hist":[],"bin_edges":[]}})"));
  EXPECT_FALSE(with("complex", "{}"));
  EXPECT_FALSE(with("", "{}"));
  for (const std::string moment :
       {"2024-02-30 00:00:00", "2024-02-29 00:00", "2024-02-29T00:00:00",
        "2024-02-29 00:00:00+2:00", "9999999-01-01 00:00:00", "2400-01-01 00:00:00.000000001"})
    EXPECT_FALSE(with("datetime", "{\"min\":\"" + moment + "\"}")) << moment;
  EXPECT_TRUE(with("datetime", R"({"min":"2024-02-29 00:00:00.5-02:00"})"));
}

TEST(StatisticsForm, NamesWhatIsCountedOfEveryKind) {
  const std::string form = statistics_form();
  for (const auto& count : kIntegerCounts) EXPECT_THAT(form, ::testing::HasSubstr(count.name));
  for (const auto& count : kFloatCounts) EXPECT_THAT(form, ::testing::HasSubstr(count.name));
  for (const auto& count : kTextCounts) EXPECT_THAT(form, ::testing::HasSubstr(count.name));
  for (const char* kind : {"int", "float", "bool", "class_label", "string_label", "string_text",
                           "list", "datetime", "image", "audio", "video"})
    EXPECT_THAT(form, ::testing::HasSubstr('"' + std::string(kind) + '"'));
  EXPECT_EQ(form, statistics_form()) << "the same of the same build";
  const Result<SplitStatistics> read = parse_statistics(form);
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(read->columns.size(), std::variant_size_v<Statistics>);
}

}  // namespace
}  // namespace vitrine::profile
