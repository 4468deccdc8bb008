#include "source/read_options.h"

#include <gtest/gtest.h>

namespace vitrine::source {
namespace {

std::optional<char> delimiter_of(const std::string& text) {
  ReadOptions options;
  const Result<OptionOutcome> known = set_read_option(options, "delimiter", {{text}});
  return known ? options.delimiter : std::nullopt;
}

TEST(ReadOptions, DelimitersAreWrittenAsTheyStandOrEscaped) {
  EXPECT_EQ(delimiter_of(";"), ';');
  EXPECT_EQ(delimiter_of("\\t"), '\t');
  for (const char* text : {"\\x01", "\\u0001", "\\001"})
    EXPECT_EQ(delimiter_of(text), '\x01') << text;
  for (const char* text : {"||", "\\x00", "\\xff", "\\x0a", "\\xq", ""})
    EXPECT_EQ(delimiter_of(text), std::nullopt) << text;
}

using Lines = std::vector<std::uint64_t>;

TEST(ReadOptions, LinesToSkipAreCountedByANumberAndNamedByAList) {
  const auto set = [](OptionValue value) -> std::optional<ReadOptions> {
    ReadOptions options;
    if (!set_read_option(options, "skiprows", value)) return std::nullopt;
    return options;
  };
  EXPECT_EQ(set({{"2"}})->skip_lines, 2U);
  EXPECT_EQ(set({{"0"}, true})->skipped, Lines({0}));
  EXPECT_EQ(set({{"0"}, true})->skip_lines, 0U);
  EXPECT_EQ(set({{"1"}, true})->skipped, Lines({1}));
  EXPECT_EQ(set({{"3", "1", "1"}, true})->skipped, Lines({1, 3}));
  EXPECT_EQ(set({{}, true})->skipped, Lines());
  EXPECT_EQ(set({{"x"}}), std::nullopt);
  EXPECT_EQ(set({{"-1"}, true}), std::nullopt);
}

TEST(ReadOptions, TypesOfPandasAreTypesOfColumns) {
  ReadOptions options;
  ASSERT_TRUE(set_read_option(options, "dtype", {{}, false, {{"zip", "str"}, {"n", "Int64"}}}));
  EXPECT_EQ(options.types.at(0).type, schema::Feature::value("string"));
  EXPECT_EQ(options.types.at(1).type, schema::Feature::value("int64"));
  ASSERT_TRUE(set_read_option(options, "dtype", {{"str"}}));
  EXPECT_EQ(options.other_types, schema::Feature::value("string"));
  EXPECT_FALSE(set_read_option(options, "dtype", {{"complex128"}}));
}

TEST(ReadOptions, WhatIsNotDoneIsIgnoredAndWhatIsDoneAnywayObeyed) {
  const auto outcome = [](std::string_view key, const OptionValue& value) {
    ReadOptions options;
    return *set_read_option(options, key, value);
  };
  for (const char* key :
       {"index_col", "nrows", "skipfooter", "thousands", "na_values", "filters", "encoding_errors",
        "on_bad_lines", "sample_by", "keep_linebreaks", "true_values", "a_key_of_nobody"}) {
    EXPECT_EQ(outcome(key, {{"1"}}), OptionOutcome::kIgnored) << key;
  }
  EXPECT_EQ(outcome("index_col", {{"false"}}), OptionOutcome::kObeyed);
  EXPECT_EQ(outcome("on_bad_lines", {{"error"}}), OptionOutcome::kObeyed);
  EXPECT_EQ(outcome("nrows", {}), OptionOutcome::kObeyed) << "null";
  EXPECT_EQ(outcome("low_memory", {{"false"}}), OptionOutcome::kObeyed);
  EXPECT_EQ(outcome("names", {{}, false, {{"a", "b"}}}), OptionOutcome::kIgnored) << "a map";
}

TEST(ReadOptions, AHeaderOfSeveralLinesAndAWayOfQuotingThatIsNoneAreRefused) {
  ReadOptions options;
  EXPECT_FALSE(set_read_option(options, "header", {{"0", "1"}, true}));
  EXPECT_FALSE(set_read_option(options, "quoting", {{"some"}}));
  EXPECT_TRUE(set_read_option(options, "quoting", {{"1"}}));
  EXPECT_EQ(options.quote, std::nullopt);
}

TEST(ReadOptions, TypesMayHaveAnEqualsSignInBrackets) {
  ReadOptions options;
  ASSERT_TRUE(add_type_option(options, "at=timestamp[us, tz=UTC]"));
  ASSERT_TRUE(add_type_option(options, "a=b=string"));
  EXPECT_EQ(options.types.at(0).name, "at");
  EXPECT_EQ(options.types.at(0).type, schema::Feature::value("timestamp[us, tz=UTC]"));
  EXPECT_EQ(options.types.at(1).name, "a=b");
  EXPECT_FALSE(add_type_option(options, "at"));
  EXPECT_FALSE(add_type_option(options, "timestamp[us, tz=UTC]"));
}

}  // namespace
}  // namespace vitrine::source
