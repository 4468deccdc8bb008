#include "source/read_options.h"

#include <gtest/gtest.h>

namespace vitrine {
namespace {

std::optional<char> delimiter_of(const std::string& text) {
  ReadOptions options;
  const Result<bool> known = set_read_option(options, "delimiter", {text});
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

TEST(ReadOptions, LinesToSkipAreCountedOrNumberedFromTheFirst) {
  const auto skipped = [](std::vector<std::string> values) -> std::optional<std::uint64_t> {
    ReadOptions options;
    if (!set_read_option(options, "skiprows", values)) return std::nullopt;
    return options.skip_lines;
  };
  EXPECT_EQ(skipped({"2"}), 2U);
  EXPECT_EQ(skipped({"0", "1", "2"}), 3U);
  EXPECT_EQ(skipped({"0", "2"}), std::nullopt) << "the line between is the header";
  EXPECT_EQ(skipped({"x"}), std::nullopt);
}

TEST(ReadOptions, TypesMayHaveAnEqualsSignInBrackets) {
  ReadOptions options;
  ASSERT_TRUE(add_type_option(options, "at=timestamp[us, tz=UTC]"));
  ASSERT_TRUE(add_type_option(options, "a=b=string"));
  EXPECT_EQ(options.types.at(0).name, "at");
  EXPECT_EQ(options.types.at(0).type, Feature::value("timestamp[us, tz=UTC]"));
  EXPECT_EQ(options.types.at(1).name, "a=b");
  EXPECT_FALSE(add_type_option(options, "at"));
  EXPECT_FALSE(add_type_option(options, "timestamp[us, tz=UTC]"));
}

}  // namespace
}  // namespace vitrine
