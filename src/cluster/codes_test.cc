// Value codes, sets of them, addresses and names of the engine, each beside a slow twin.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <set>

#include "cluster/code_ranges.h"
#include "cluster/engine_address.h"
#include "cluster/field_pattern.h"
#include "cluster/index_name.h"
#include "cluster/value_codes.h"

namespace vitrine::cluster {
namespace {

using schema::Feature;

TEST(FloatCodes, HaveTheOrderOfTheValuesAndGiveThemBack) {
  const double special[] = {-INFINITY, -1e300, -1.5, -5e-324, 0, 5e-324, 1.5, 1e300, INFINITY};
  for (std::size_t i = 1; i < std::size(special); ++i)
    EXPECT_LT(code_of_float(special[i - 1]), code_of_float(special[i])) << special[i];
  EXPECT_EQ(code_of_float(-0.0), code_of_float(0.0));
  EXPECT_EQ(code_of_float(std::nan("")), code_of_float(-std::nan("1")));
  EXPECT_LT(code_of_float(INFINITY), code_of_float(std::nan("")));
  EXPECT_TRUE(std::isnan(float_of_code(code_of_float(std::nan("")))));
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    std::mt19937_64 random(seed);
    const double a = std::bit_cast<double>(random());
    const double b = std::bit_cast<double>(random());
    if (std::isnan(a) || std::isnan(b)) continue;
    EXPECT_EQ(float_of_code(code_of_float(a)), a) << "seed " << seed;
    EXPECT_EQ(code_of_float(a) < code_of_float(b), a < b) << "seed " << seed;
  }
}

std::int64_t code(const char* dtype, std::string_view json) {
  const Result<std::int64_t> found = code_of_cell(Feature::value(dtype), json);
  EXPECT_TRUE(found) << dtype << " " << json;
  return found ? *found : -12345;
}

TEST(CellCodes, AreTheNumbersThatTheTypeCounts) {
  EXPECT_EQ(code("int64", "-9223372036854775808"), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(code("uint64", "0"), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(code("uint64", "18446744073709551615"), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(code("uint64", "9223372036854775808"), 0);
  EXPECT_EQ(code("bool", "true"), 1);
  EXPECT_EQ(code("bool", "false"), 0);
  EXPECT_EQ(code("float64", "1.5"), code_of_float(1.5));
  EXPECT_EQ(code("date32", "\"1970-01-02\""), 1);
  EXPECT_EQ(code("date32", "\"1969-12-31\""), -1);
  for (const char* json : {"\"x\"", "null", "", "[1]"})
    EXPECT_EQ(code_of_cell(Feature::value("int64"), json).error().code(), ErrorCode::kInternal)
        << json;
}

TEST(FieldForms, TextsAreTextsAndWhatHasNoOrderIsNothing) {
  for (const char* dtype : {"string", "large_string", "string_view"})
    EXPECT_EQ(field_form(Feature::value(dtype)), FieldForm::kText) << dtype;
  for (const char* dtype : {"bool", "int8", "uint64", "float32", "date32", "timestamp[us]"})
    EXPECT_EQ(field_form(Feature::value(dtype)), FieldForm::kCode) << dtype;
  for (const char* dtype : {"binary", "null", "unheard_of"})
    EXPECT_EQ(field_form(Feature::value(dtype)), FieldForm::kNone) << dtype;
  EXPECT_EQ(decimal_scale(Feature::value("decimal128(10, 3)")), 3U);
  EXPECT_EQ(decimal_scale(Feature::value("decimal128(10, 0)")), 0U);
}

TEST(WrittenMoments, AreReadToTheNanosecondOrNotAtAll) {
  const auto moment = read_written_moment("2024-02-29 12:30:01.123456789+02:00");
  ASSERT_TRUE(moment);
  EXPECT_EQ(moment->days, 19'782);
  EXPECT_EQ(moment->nanos, 45'001'123'456'789);
  EXPECT_EQ(moment->offset, 7200);
  EXPECT_FALSE(read_written_moment("2024-02-29")->has_time);
  EXPECT_EQ(read_written_moment("2024-02-29T00:00:00Z")->offset, 0);
  for (const char* text : {"", "2023-02-29", "2024-13-01", "2024-02-30", "2024-02-29x", "soon",
                           "2024-02-29 25:00:00", "2024-02-29 12:60:00"})
    EXPECT_FALSE(read_written_moment(text)) << text;
  EXPECT_EQ(read_written_time("00:00:00"), 0);
  EXPECT_EQ(read_written_time("23:59:59.5"), kNanosPerDay - 500'000'000);
  for (const char* text : {"", "12", "25:00:00", "12:30:00x", "12:30:61"})
    EXPECT_FALSE(read_written_time(text)) << text;
  EXPECT_EQ(nanos_per(schema::TimeUnit::kSecond), 1'000'000'000);
  EXPECT_EQ(nanos_per(schema::TimeUnit::kNano), 1);
}

/// Small sets, of which the twin knows every code.
CodeSet random_set(std::mt19937_64& random) {
  CodeSet set;
  std::int64_t at = static_cast<std::int64_t>(random() % 4);
  while (at < 30) {
    const auto high = at + static_cast<std::int64_t>(random() % 5);
    set.push_back({.low = at, .high = high});
    at = high + 2 + static_cast<std::int64_t>(random() % 6);
  }
  return set;
}

std::set<std::int64_t> codes(const CodeSet& set) {
  std::set<std::int64_t> out;
  for (std::size_t i = 0; i < set.size(); ++i) {
    EXPECT_LE(set[i].low, set[i].high);
    EXPECT_TRUE(i == 0 || set[i - 1].high < set[i].low - 1) << "ranges touch";
    for (std::int64_t code = set[i].low; code <= set[i].high; ++code) out.insert(code);
  }
  return out;
}

TEST(CodeSets, AreUnitedSharedAndTakenAwayAsSetsAre) {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    std::mt19937_64 random(seed);
    const CodeSet a = random_set(random);
    const CodeSet b = random_set(random);
    const std::set<std::int64_t> as = codes(a);
    const std::set<std::int64_t> bs = codes(b);
    std::set<std::int64_t> all;
    std::set<std::int64_t> both;
    std::set<std::int64_t> rest;
    std::ranges::set_union(as, bs, std::inserter(all, all.end()));
    std::ranges::set_intersection(as, bs, std::inserter(both, both.end()));
    std::ranges::set_difference(as, bs, std::inserter(rest, rest.end()));
    EXPECT_EQ(codes(united(a, b)), all) << "seed " << seed;
    EXPECT_EQ(codes(shared(a, b)), both) << "seed " << seed;
    EXPECT_EQ(codes(without(a, b)), rest) << "seed " << seed;
  }
}

TEST(CodeSets, ReachBothEndsOfInt64) {
  const CodeSet everything = {CodeRange{}};
  EXPECT_EQ(united(everything, everything), everything);
  EXPECT_EQ(shared(everything, everything), everything);
  EXPECT_TRUE(without(everything, everything).empty());
  const CodeSet zero = {{.low = 0, .high = 0}};
  EXPECT_EQ(without(everything, zero),
            (CodeSet{{.low = INT64_MIN, .high = -1}, {.low = 1, .high = INT64_MAX}}));
  EXPECT_EQ(united(without(everything, zero), zero), everything);
  EXPECT_EQ(without(everything, {}), everything);
}

TEST(FirstCode, IsFoundByHalvesAlsoAcrossAllOfInt64) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    std::mt19937_64 random(seed);
    const auto least = static_cast<std::int64_t>(random());
    EXPECT_EQ(first_code({}, [&](std::int64_t code) { return code >= least; }), least);
  }
  EXPECT_EQ(first_code({}, [](std::int64_t) { return true; }), INT64_MIN);
  EXPECT_EQ(first_code({}, [](std::int64_t code) { return code == INT64_MAX; }), INT64_MAX);
  EXPECT_EQ(first_code({}, [](std::int64_t) { return false; }), std::nullopt);
  EXPECT_EQ(first_code({.low = 3, .high = 3}, [](std::int64_t) { return true; }), 3);
}

/// The twin of matches_gapped(): LIKE with every end of each gap tried.
bool like_twin(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) return text.empty();
  if (pattern.front() != '%')
    return !text.empty() && text.front() == pattern.front() &&
           like_twin(pattern.substr(1), text.substr(1));
  for (std::size_t n = 0; n <= text.size(); ++n) {
    if (like_twin(pattern.substr(1), text.substr(n))) return true;
  }
  return false;
}

TEST(GappedTexts, MatchAsLikeDoes) {
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    std::mt19937_64 random(seed);
    std::string pattern(random() % 6, ' ');
    for (char& c : pattern) c = "ab%%"[random() % 4];
    std::string text(random() % 8, ' ');
    for (char& c : text) c = "ab"[random() % 2];
    EXPECT_EQ(matches_gapped(gapped_like(pattern), text), like_twin(pattern, text))
        << "seed " << seed << ": " << pattern << " of " << text;
  }
}

TEST(EngineAddress, NamesOneNodeOrMoreAndReadsBack) {
  for (const char* text : {"http://a:9200", "https://a:9200,https://b:9200", "http://a/path"}) {
    const Result<EngineAddress> address = parse_engine_address(text);
    ASSERT_TRUE(address) << text;
    EXPECT_EQ(address->text(), text);
  }
  EXPECT_EQ(parse_engine_address("http://a:9200//,http://b/")->nodes,
            (std::vector<std::string>{"http://a:9200", "http://b"}));
  for (const char* text : {"", "a:9200", "ftp://a", "http://", "http:///x", "http://a b",
                           "http://a?x", "http://a#x", "http://a,", ",http://a", "http://u:p@a"}) {
    const Result<EngineAddress> address = parse_engine_address(text);
    ASSERT_FALSE(address) << text;
    EXPECT_EQ(address.error().code(), ErrorCode::kInvalidArgument) << text;
  }
  EXPECT_EQ(parse_engine_address("http://user:secret@a").error().message().find("secret"),
            std::string::npos);
}

TEST(IndexNames, DifferWhereAnythingOfTheRowsDoes) {
  const store::DatasetName ab{.owner = "a", .name = "b"};
  const store::DatasetName ac{.owner = "a", .name = "c"};
  std::set<std::string> names;
  const auto add = [&](const store::DatasetName& dataset, std::string_view snapshot,
                       std::string_view config, std::string_view split, std::string_view attempt) {
    const Result<std::string> name = index_name("lib", dataset, snapshot, config, split, attempt);
    ASSERT_TRUE(name);
    EXPECT_TRUE(names.insert(*name).second) << *name;
    EXPECT_TRUE(name->starts_with(index_prefix("lib", dataset))) << *name;
    EXPECT_TRUE(name->starts_with(index_prefix("lib"))) << *name;
    EXPECT_EQ(name->find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-"), std::string::npos);
    EXPECT_TRUE(check_index_name(*name)) << *name;
  };
  add(ab, "s", "c", "train", "");
  add(ac, "s", "c", "train", "");
  add(ab, "t", "c", "train", "");
  add(ab, "s", "d", "train", "");
  add(ab, "s", "c", "test", "");
  add(ab, "s", "c", "train", "2");
  add(ab, "sc", "", "train", "");
  EXPECT_NE(index_prefix("lib", ab), index_prefix("lib", ac));
  EXPECT_NE(index_prefix("lib", ab), index_prefix("lic", ab));
  EXPECT_EQ(check_index_name("vitrine-lib-x-y-v0").error().code(), ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace vitrine::cluster
