#include "schema/hub_metadata.h"

#include <gtest/gtest.h>

namespace vitrine {
namespace {

TEST(HubMetadata, NullsAloneAreTextsInWrittenFiles) {
  const Features features = *parse_features(
      R"({"a":{"dtype":"null","_type":"Value"},"b":{"feature":{"dtype":"null","_type":"Value"},"_type":"List"},"c":{"dtype":"int8","_type":"Value"}})");
  EXPECT_EQ(
      hub_metadata(features),
      R"({"info":{"features":{"a":{"dtype":"string","_type":"Value"},"b":{"feature":{"dtype":"string","_type":"Value"},"_type":"List"},"c":{"dtype":"int8","_type":"Value"}}}})");
}

}  // namespace
}  // namespace vitrine
