#include "schema/hub_metadata.h"

#include <gtest/gtest.h>

namespace vitrine::schema {
namespace {

TEST(HubMetadata, NullsAloneAreTextsInWrittenFiles) {
  const Features features = *parse_features(
      R"({"a":{"dtype":"null","_type":"Value"},"b":{"feature":{"dtype":"null","_type":"Value"},"_type":"List"},"c":{"dtype":"int8","_type":"Value"}})");
  EXPECT_EQ(
      hub_metadata(features),
      R"({"info":{"features":{"a":{"dtype":"string","_type":"Value"},"b":{"feature":{"dtype":"string","_type":"Value"},"_type":"List"},"c":{"dtype":"int8","_type":"Value"}}}})");
}

TEST(HubMetadata, CardsDeclareTheUnitsThatWrittenFilesHaveNot) {
  const Features features = *parse_features(
      R"({"a":{"dtype":"timestamp[s, tz=Asia/Tokyo]","_type":"Value"},"b":[{"c":{"dtype":"time32[ms]","_type":"Value"},"d":{"dtype":"null","_type":"Value"}}]})");
  EXPECT_EQ(
      features_json(in_cards(features)),
      R"({"a":{"dtype":"timestamp[s, tz=Asia/Tokyo]","_type":"Value"},"b":{"feature":{"c":{"dtype":"time32[ms]","_type":"Value"},"d":{"dtype":"string","_type":"Value"}},"_type":"List"}})");
  EXPECT_EQ(
      features_json(in_written_files(features)),
      R"({"a":{"dtype":"timestamp[us, tz=Asia/Tokyo]","_type":"Value"},"b":{"feature":{"c":{"dtype":"time64[us]","_type":"Value"},"d":{"dtype":"string","_type":"Value"}},"_type":"List"}})");
}

}  // namespace
}  // namespace vitrine::schema
