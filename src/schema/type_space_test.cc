// The type rules of the room on generated types: every scalar of the Hub, and trees of them.

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <random>
#include <set>

#include "schema/column.h"
#include "schema/features.h"
#include "schema/hub_metadata.h"
#include "schema/media_type.h"
#include "schema/modalities.h"
#include "schema/roles.h"

namespace vitrine::schema {
namespace {

struct Scalar {
  const char* dtype;
  ColumnKind kind;
  bool countable = false;
};

constexpr Scalar kScalars[] = {
    {"null", ColumnKind::kNull},
    {"bool", ColumnKind::kBool, true},
    {"int8", ColumnKind::kInteger, true},
    {"int16", ColumnKind::kInteger, true},
    {"int32", ColumnKind::kInteger, true},
    {"int64", ColumnKind::kInteger, true},
    {"uint8", ColumnKind::kInteger, true},
    {"uint16", ColumnKind::kInteger, true},
    {"uint32", ColumnKind::kInteger, true},
    {"uint64", ColumnKind::kInteger, false},
    {"float16", ColumnKind::kFloat},
    {"float32", ColumnKind::kFloat},
    {"float64", ColumnKind::kFloat},
    {"decimal128(38, 2)", ColumnKind::kDecimal},
    {"decimal256(76, 0)", ColumnKind::kDecimal},
    {"string", ColumnKind::kText, true},
    {"large_string", ColumnKind::kText, true},
    {"string_view", ColumnKind::kText, true},
    {"binary", ColumnKind::kBinary},
    {"large_binary", ColumnKind::kBinary},
    {"binary_view", ColumnKind::kBinary},
    {"fixed_size_binary[16]", ColumnKind::kBinary},
    {"date32", ColumnKind::kDate},
    {"date64", ColumnKind::kDate},
    {"time32[s]", ColumnKind::kTime},
    {"time64[ns]", ColumnKind::kTime},
    {"timestamp[us]", ColumnKind::kTimestamp},
    {"timestamp[ms, tz=Europe/Berlin]", ColumnKind::kTimestamp},
    {"duration[s]", ColumnKind::kDuration},
    {"month_day_nano_interval", ColumnKind::kOther},
    {"String", ColumnKind::kOther},
    {"int128", ColumnKind::kOther},
    {"time32", ColumnKind::kOther},
};

TEST(ScalarTypes, EachHasItsKindAndWhatFollowsFromIt) {
  for (const auto& [dtype, kind, countable] : kScalars) {
    const Feature type = Feature::value(dtype);
    EXPECT_EQ(kind_of(type), kind) << dtype;
    EXPECT_EQ(is_countable(type), countable) << dtype;
    EXPECT_EQ(has_length(type), kind == ColumnKind::kText) << dtype;
    EXPECT_EQ(type.contains_text(), kind == ColumnKind::kText) << dtype;
    EXPECT_FALSE(type.is_vector()) << dtype;
    EXPECT_EQ(feature_label(type), dtype);
    const Column list = make_columns({{"c", Feature::list(type)}}).front();
    EXPECT_EQ(list.is_countable, countable) << "list of " << dtype;
    EXPECT_TRUE(list.has_length) << dtype;
    EXPECT_EQ(list.unit, std::nullopt) << "list of " << dtype;
    const Column nested = make_columns({{"c", Feature::list(Feature::list(type))}}).front();
    EXPECT_FALSE(nested.is_countable) << "list of lists of " << dtype;
  }
}

TEST(ScalarTypes, OnlyThoseOfTimeHaveAUnit) {
  const std::pair<const char*, TimeUnit> units[] = {{"s", TimeUnit::kSecond},
                                                    {"ms", TimeUnit::kMilli},
                                                    {"us", TimeUnit::kMicro},
                                                    {"ns", TimeUnit::kNano}};
  for (const auto& [name, unit] : units) {
    for (const char* type : {"timestamp", "duration", "time32", "time64"}) {
      const std::string dtype = std::string(type) + "[" + name + "]";
      EXPECT_EQ(unit_of(Feature::value(dtype)), unit) << dtype;
    }
    const std::string zoned = "timestamp[" + std::string(name) + ", tz=UTC]";
    EXPECT_EQ(unit_of(Feature::value(zoned)), unit) << zoned;
  }
  for (const auto& [dtype, kind, countable] : kScalars) {
    const bool timed = kind == ColumnKind::kTime || kind == ColumnKind::kTimestamp ||
                       kind == ColumnKind::kDuration;
    EXPECT_EQ(unit_of(Feature::value(dtype)).has_value(), timed) << dtype;
  }
  EXPECT_EQ(unit_of(Feature::class_label({"a"})), std::nullopt);
  EXPECT_EQ(unit_of(Feature::json()), std::nullopt);
}

TEST(ScalarTypes, OnlyTimestampsHaveAZone) {
  EXPECT_EQ(zone_of(Feature::value("timestamp[us, tz=Asia/Tokyo]")), "Asia/Tokyo");
  EXPECT_EQ(zone_of(Feature::value("timestamp[ns, tz=+02:00]")), "+02:00");
  EXPECT_EQ(zone_of(Feature::value("timestamp[ns, tz=]")), "");
  for (const char* dtype :
       {"timestamp[us]", "time32[s, tz=UTC]", "timestamp[us, tz=UTC", "duration[s, tz=UTC]", ""})
    EXPECT_EQ(zone_of(Feature::value(dtype)), "") << dtype;
}

TEST(ToMicros, AgreesWithWideDivision) {
  const std::pair<TimeUnit, __int128> nanos[] = {{TimeUnit::kSecond, 1'000'000'000},
                                                 {TimeUnit::kMilli, 1'000'000},
                                                 {TimeUnit::kMicro, 1'000},
                                                 {TimeUnit::kNano, 1}};
  constexpr __int128 kMost = std::numeric_limits<std::int64_t>::max();
  constexpr __int128 kLeast = std::numeric_limits<std::int64_t>::min();
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    std::mt19937_64 random(seed);
    const std::int64_t value = static_cast<std::int64_t>(random()) >> random() % 64;
    for (const auto& [unit, factor] : nanos) {
      const __int128 wide = __int128{value} * factor;
      const __int128 micros = wide / 1000 - (wide % 1000 < 0 ? 1 : 0);
      const auto got = to_micros(value, unit);
      const bool fits = micros >= kLeast && micros <= kMost;
      ASSERT_EQ(got.has_value(), fits) << "seed " << seed << ": " << value;
      if (fits) {
        EXPECT_TRUE(*got == micros) << "seed " << seed << ": " << value;
      }
    }
  }
}

/// A tree of types. `stored`: with what only the library's own files tell.
Feature random_feature(std::mt19937_64& random, int depth, bool stored) {
  const std::uint64_t choice = random() % (depth > 3 ? 4 : 7);
  if (choice == 1) {
    std::vector<std::string> names(random() % 4);
    for (std::string& name : names) name = "class \"" + std::to_string(random() % 9) + "\"";
    return Feature::class_label(std::move(names));
  }
  if (choice == 2) return Feature::json();
  if (choice == 3 && random() % 2 == 0) {
    constexpr MediaKind kKinds[] = {MediaKind::kImage, MediaKind::kAudio, MediaKind::kVideo,
                                    MediaKind::kDocument};
    return *parse_feature(media_feature_json(kKinds[random() % 4]));
  }
  if (choice >= 4 && choice <= 5) {
    std::optional<std::uint32_t> length;
    if (random() % 2 == 0) length = static_cast<std::uint32_t>(random() % 40);
    Feature list = Feature::list(random_feature(random, depth + 1, stored), length);
    list.large = random() % 4 == 0;
    list.measured_length = stored && length && random() % 2 == 0;
    list.declared_vector = stored && random() % 4 == 0;
    return list;
  }
  if (choice == 6) {
    std::vector<FeatureField> fields(1 + random() % 3);
    for (std::size_t i = 0; i < fields.size(); ++i)
      fields[i] = {"f" + std::to_string(i), random_feature(random, depth + 1, stored)};
    return Feature::structure(std::move(fields));
  }
  return Feature::value(kScalars[random() % std::size(kScalars)].dtype);
}

Features random_features(std::mt19937_64& random, bool stored) {
  Features features(random() % 5);
  for (std::size_t i = 0; i < features.size(); ++i)
    features[i] = {"c " + std::to_string(i), random_feature(random, 0, stored)};
  return features;
}

TEST(Features, WhateverTheTreeTheStoredFormReadsBackWhole) {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    std::mt19937_64 random(seed);
    const Features features = random_features(random, true);
    const std::string stored = features_json(features, ListForm::kStored);
    const Result<Features> back = parse_features(stored);
    ASSERT_TRUE(back) << "seed " << seed << ": " << back.error().message();
    EXPECT_EQ(*back, features) << "seed " << seed << ": " << stored;
  }
}

TEST(Features, TheHubsFormsReadBackWithoutWhatIsOurs) {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    std::mt19937_64 random(seed);
    const Features features = random_features(random, false);
    for (const ListForm form : {ListForm::kObject, ListForm::kArray}) {
      const std::string json = features_json(features, form);
      const Result<Features> back = parse_features(json);
      ASSERT_TRUE(back) << "seed " << seed << ": " << back.error().message();
      EXPECT_EQ(*back, features) << "seed " << seed << ": " << json;
    }
    const std::string json = features_json(random_features(random, true));
    EXPECT_EQ(json.find("measured"), std::string::npos) << "seed " << seed;
    EXPECT_EQ(json.find("\"vector\""), std::string::npos) << "seed " << seed;
  }
}

bool holds_dtype(const Feature& feature, std::string_view dtype) {
  return feature.is_value(dtype) ||
         std::ranges::any_of(feature.children,
                             [&](const FeatureField& f) { return holds_dtype(f.type, dtype); });
}

TEST(HubMetadata, CardsAndWrittenFilesKeepEveryNameAndNoNullType) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    std::mt19937_64 random(seed);
    const Features features = random_features(random, false);
    for (const Features& out : {in_cards(features), in_written_files(features)}) {
      ASSERT_EQ(out.size(), features.size()) << "seed " << seed;
      for (std::size_t i = 0; i < out.size(); ++i) {
        EXPECT_EQ(out[i].name, features[i].name) << "seed " << seed;
        EXPECT_EQ(out[i].type.kind, features[i].type.kind) << "seed " << seed;
        EXPECT_FALSE(holds_dtype(out[i].type, "null")) << "seed " << seed;
      }
    }
    EXPECT_EQ(in_written_files(in_written_files(features)), in_written_files(features))
        << "seed " << seed;
    EXPECT_EQ(in_cards(in_cards(features)), in_cards(features)) << "seed " << seed;
  }
}

TEST(Columns, AnswerEveryQuestionAsTheFunctionsDo) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    std::mt19937_64 random(seed);
    const Features features = random_features(random, true);
    const std::vector<Column> columns = make_columns(features);
    ASSERT_EQ(columns.size(), features.size());
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const Column& column = columns[i];
      EXPECT_EQ(column.name, features[i].name);
      EXPECT_EQ(column.type, features[i].type);
      EXPECT_EQ(column.kind, kind_of(column.type)) << "seed " << seed;
      EXPECT_EQ(column.is_text, column.type.is_text()) << "seed " << seed;
      EXPECT_EQ(column.dimension.has_value(), column.type.is_vector()) << "seed " << seed;
      EXPECT_EQ(column.unit, unit_of(column.type)) << "seed " << seed;
      EXPECT_EQ(find_column(features, column.name), i);
      EXPECT_FALSE(feature_label(column.type).empty()) << "seed " << seed;
    }
    EXPECT_EQ(find_column(features, "absent"), std::nullopt);
  }
}

TEST(Roles, AreGivenOnceEachAndNeverToWhatDoesNotFit) {
  const std::string names[] = {"id",    "Title", "abstract", "TL;DR",   "authors", "tags",
                               "url",   "arxiv", "type",     "venue",   "year",    "embedding",
                               "other", "title", "vector",   "category"};
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    std::mt19937_64 random(seed);
    Features features(random() % 12);
    for (FeatureField& field : features)
      field = {names[random() % std::size(names)], random_feature(random, 2, true)};
    const std::vector<Role> roles = infer_roles(features);
    ASSERT_EQ(roles.size(), features.size());
    std::set<Role> given;
    for (std::size_t i = 0; i < roles.size(); ++i) {
      if (roles[i] == Role::kNone) continue;
      EXPECT_TRUE(given.insert(roles[i]).second)
          << "seed " << seed << ": twice " << role_name(roles[i]);
      const Feature& type = features[i].type;
      if (roles[i] == Role::kTitle || roles[i] == Role::kAbstract || roles[i] == Role::kLink) {
        EXPECT_TRUE(type.is_text()) << "seed " << seed;
      }
      EXPECT_EQ(roles[i] == Role::kVector, roles[i] == Role::kVector && type.is_vector());
    }
    const bool any_vector = std::ranges::any_of(
        features, [](const FeatureField& field) { return field.type.is_vector(); });
    EXPECT_EQ(given.contains(Role::kVector), any_vector) << "seed " << seed;
  }
}

TEST(Modalities, ComeInTheHubsOrderEachOnceAndTextWhereTextIs) {
  constexpr std::string_view kOrder[] = {"image", "audio",   "video",  "document",
                                         "text",  "tabular", "vectors"};
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    std::mt19937_64 random(seed);
    const Features features = random_features(random, true);
    const std::vector<std::string_view> found = modalities(features);
    std::size_t at = 0;
    for (const std::string_view name : found) {
      while (at < std::size(kOrder) && kOrder[at] != name) ++at;
      ASSERT_LT(at++, std::size(kOrder)) << "seed " << seed << ": " << name;
    }
    const bool text = std::ranges::any_of(
        features, [](const FeatureField& field) { return field.type.contains_text(); });
    EXPECT_EQ(std::ranges::find(found, "text") != found.end(), text) << "seed " << seed;
  }
}

TEST(Features, AreRefusedWithTheirPlaceAndAReason) {
  const std::pair<const char*, const char*> bad[] = {
      {R"({"a":1})", "a: a feature must be an object or an array"},
      {R"({"a":[]})", "a: a list type must hold exactly one item type"},
      {R"({"a":[{"_type":"Json"},{"_type":"Json"}]})",
       "a: a list type must hold exactly one item type"},
      {R"({"a":{"_type":"Value","dtype":""}})", "a: Value without \"dtype\""},
      {R"({"a":{"_type":"List"}})", "a: List without \"feature\""},
      {R"({"a":{"_type":"LargeList","feature":3}})",
       "a: LargeList: a feature must be an object or an array"},
      {R"({"a":{"_type":"List","feature":{"_type":"Json"},"length":-2}})",
       "a: list length is no size"},
      {R"({"a":{"_type":"List","feature":{"_type":"Json"},"length":2147483648}})",
       "a: list length is no size"},
      {R"({"a":{"_type":"List","feature":{"_type":"Json"},"length":"3"}})",
       "a: list length is no size"},
      {R"({"a":{"_type":"ClassLabel","names":["x",1]}})", "a: ClassLabel names must be strings"},
      {"[]", "features must be a JSON object"},
      {"null", "features must be a JSON object"},
  };
  for (const auto& [json, message] : bad) {
    const Result<Features> features = parse_features(json);
    ASSERT_FALSE(features) << json;
    EXPECT_EQ(features.error().code(), ErrorCode::kInvalidArgument) << json;
    EXPECT_EQ(features.error().message(), message) << json;
  }
}

TEST(Features, LengthsThatSayNothingOrTheMostAreRead) {
  const auto length = [](const char* number) {
    return parse_feature(R"({"_type":"List","feature":{"_type":"Json"},"length":)" +
                         std::string(number) + "}")
        ->length;
  };
  EXPECT_EQ(length("-1"), std::nullopt);
  EXPECT_EQ(length("0"), 0U);
  EXPECT_EQ(length("2147483647"), 2147483647U);
}

TEST(MediaType, EveryEndingHasOneTypeThatNoBrowserRuns) {
  for (const char* ending : {"png",  "jpg", "jpeg", "gif",  "webp", "bmp", "tif",  "tiff", "avif",
                             "heic", "svg", "wav",  "flac", "mp3",  "ogg", "opus", "m4a",  "aac",
                             "aiff", "mp4", "m4v",  "mov",  "webm", "mkv", "avi",  "mpg",  "pdf"}) {
    const std::string name = std::string("dir.png/x.y.") + ending;
    const std::optional<MediaType> type = media_type_of(name);
    ASSERT_TRUE(type) << ending;
    const std::string_view content = type->content_type;
    const std::string_view family = content.substr(0, content.find('/'));
    switch (type->kind) {
      case MediaKind::kImage:
        EXPECT_EQ(family, "image") << ending;
        break;
      case MediaKind::kAudio:
        EXPECT_EQ(family, "audio") << ending;
        break;
      case MediaKind::kVideo:
        EXPECT_EQ(family, "video") << ending;
        break;
      case MediaKind::kDocument:
        EXPECT_EQ(content, "application/pdf") << ending;
    }
    EXPECT_EQ(media_problem(name, "", "", 0), "the file is empty") << ending;
    EXPECT_FALSE(media_type_of(std::string("x") + ending)) << "no dot";
  }
}

TEST(MediaType, AFileShorterThanWhereItsMarkStandsIsNotOfItsName) {
  using namespace std::string_view_literals;
  EXPECT_EQ(media_problem("a.webp", "RIFF", "RIFF", 4), "the file is no WEBP in spite of its name");
  EXPECT_EQ(media_problem("a.webp", "RIFF\x10\0\0\0WEBP"sv, "x", 24), "");
  EXPECT_EQ(media_problem("a.mp4",
                          "\0\0\0\x18"
                          "ftyp"sv,
                          "x", 24),
            "");
  EXPECT_EQ(media_problem("a.mp4",
                          "\0\0\0\x18"
                          "moov"sv,
                          "x", 24),
            "the file is no MP4 in spite of its name");
  EXPECT_EQ(media_problem("a.JPG", "\xFF\xD8\xFF", "x", 9), "");
  EXPECT_EQ(media_problem("notes.txt", "anything", "x", 9), "");
}

}  // namespace
}  // namespace vitrine::schema
