#include "base/json_parse.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "base/json_writer.h"
#include "base/utf8.h"

namespace vitrine {
namespace {

namespace json = boost::json;

json::value parsed(std::string_view text) {
  Result<json::value> value = parse_json(text);
  EXPECT_TRUE(value) << text;
  return value ? *std::move(value) : json::value();
}

TEST(JsonMembers, AreGivenOnlyInTheTypeThatIsAskedFor) {
  const json::value value = parsed(R"({"s":"x","i":7,"f":1.5,"b":false,"n":null,"o":{},"e":""})");
  EXPECT_EQ(string_member(value, "s"), "x");
  EXPECT_EQ(string_member(value, "e"), "");
  EXPECT_EQ(int_member(value, "i"), 7);
  EXPECT_EQ(bool_member(value, "b"), false);
  for (const char* key : {"i", "f", "b", "n", "o", "absent"})
    EXPECT_EQ(string_member(value, key), std::nullopt) << key;
  for (const char* key : {"s", "f", "b", "n", "o", "absent"})
    EXPECT_EQ(int_member(value, key), std::nullopt) << key;
  for (const char* key : {"s", "i", "f", "n", "o", "absent"})
    EXPECT_EQ(bool_member(value, key), std::nullopt) << key;
  EXPECT_TRUE(find_member(value, "n")->is_null());
  EXPECT_EQ(find_member(value, "absent"), nullptr);
}

TEST(JsonMembers, OfWhatIsNoObjectThereAreNone) {
  for (const char* text : {"[]", R"(["s"])", "null", "1", R"("s")", "true"}) {
    const json::value value = parsed(text);
    EXPECT_EQ(find_member(value, "s"), nullptr) << text;
    EXPECT_EQ(string_member(value, "s"), std::nullopt) << text;
    EXPECT_EQ(int_member(value, "s"), std::nullopt) << text;
  }
}

TEST(JsonMembers, IntegersEndWhereInt64Does) {
  const json::value value =
      parsed(R"({"min":-9223372036854775808,"max":9223372036854775807,"over":9223372036854775808,)"
             R"("far":1e30,"whole":2.0,"part":2.5})");
  EXPECT_EQ(int_member(value, "min"), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(int_member(value, "max"), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(int_member(value, "whole"), 2);
  for (const char* key : {"over", "far", "part"})
    EXPECT_EQ(int_member(value, key), std::nullopt) << key;
}

TEST(ParseJson, IsNestedAtMostSixtyFourDeep) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_TRUE(parse_json(nested(64)));
  EXPECT_FALSE(parse_json(nested(65)));
  EXPECT_EQ(parse_json(nested(65)).error().code(), ErrorCode::kInvalidArgument);
}

TEST(ParseJson, RefusesWhatIsNearlyJson) {
  for (const char* text :
       {"",    " ",       "{",      "[1,]",  "{\"a\":1,}", "{a:1}",    "'x'",
        "01",  "1.",      ".5",     "+1",    "NaN",        "Infinity", "tru",
        "\"a", "\"\\x\"", "\"\n\"", "[1] x", "1 2",        "// c\n1",  "\"\xFF\""})
    EXPECT_EQ(parse_json(text).error().code(), ErrorCode::kInvalidArgument) << text;
  for (const char* text : {"1", " null\r\n", "\t[ ]", "-0", "1e5", "\"\\u00e9\""})
    EXPECT_TRUE(parse_json(text)) << text;
}

TEST(ParseJson, SaysTheByteAtWhichItStopped) {
  EXPECT_TRUE(parse_json("[1,2,x]").error().message().starts_with("not valid JSON at byte 5 ("))
      << parse_json("[1,2,x]").error().message();
}

/// Any value, with whatever is awkward in it.
json::value random_value(std::mt19937_64& random, int depth) {
  switch (random() % (depth > 3 ? 6 : 8)) {
    case 0:
      return nullptr;
    case 1:
      return random() % 2 == 0;
    case 2:
      return static_cast<std::int64_t>(random()) >> random() % 64;
    case 3:
      return random();
    case 4:  // Boost reads these to their last bit, others not always (profile/json_cursor.h).
      return static_cast<double>(static_cast<std::int32_t>(random())) / 8;
    case 5: {
      json::string text;
      for (std::size_t i = random() % 6; i > 0; --i) {
        constexpr std::string_view kPieces[] = {
            "a",    "\"", "\\", "\n", "\xC3\xA9", "\xF0\x9F\x98\x80", std::string_view("\0", 1),
            "\x7F", "/"};
        text += kPieces[random() % std::size(kPieces)];
      }
      return text;
    }
    case 6: {
      json::array items;
      for (std::size_t i = random() % 4; i > 0; --i)
        items.push_back(random_value(random, depth + 1));
      return items;
    }
    default: {
      json::object members;
      for (std::size_t i = random() % 4; i > 0; --i)
        members["k" + std::to_string(random() % 9)] = random_value(random, depth + 1);
      return members;
    }
  }
}

TEST(JsonText, ReadsBackAsTheSameValue) {
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    std::mt19937_64 random(seed);
    const std::string text = json_text(random_value(random, 0));
    EXPECT_TRUE(is_valid_utf8(text)) << "seed " << seed;
    const Result<json::value> back = parse_json(text);
    ASSERT_TRUE(back) << "seed " << seed << ": " << text;
    EXPECT_EQ(json_text(*back), text) << "seed " << seed << ": " << text;
  }
}

TEST(JsonNumber, EveryDoubleReadsBackToItsLastBit) {
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    std::mt19937_64 random(seed);
    const double number = std::bit_cast<double>(random());
    std::string text;
    append_json_number(text, number);
    if (!std::isfinite(number)) {
      EXPECT_EQ(text, "null") << "seed " << seed;
      continue;
    }
    EXPECT_EQ(std::strtod(text.c_str(), nullptr), number) << "seed " << seed << ": " << text;
    EXPECT_NE(text.find_first_of(".e"), std::string::npos) << text;
  }
}

TEST(JsonString, OfAnyBytesIsValidUtf8ThatReadsBack) {
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
    std::mt19937_64 random(seed);
    std::string bytes(random() % 10, '\0');
    for (char& c : bytes) c = "\"\\\n\x01 a\xC3\xA9\xF0\x9F\x98\x80\xED\xFF"[random() % 15];
    std::string text;
    append_json_string(text, bytes);
    ASSERT_TRUE(is_valid_utf8(text)) << "seed " << seed;
    // The twin: a replacement for every byte that begins no character.
    std::string twin;
    for (std::string_view rest = bytes; !rest.empty();) {
      const std::size_t n = utf8_sequence_length(rest);
      twin += n == 0 ? kReplacementCharacter : rest.substr(0, n);
      rest.remove_prefix(n == 0 ? 1 : n);
    }
    EXPECT_EQ(std::string_view(parsed(text).as_string()), twin) << "seed " << seed;
  }
}

}  // namespace
}  // namespace vitrine
