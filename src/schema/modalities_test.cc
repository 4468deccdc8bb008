#include "schema/modalities.h"

#include <gmock/gmock.h>

namespace vitrine::schema {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string_view> of(std::string_view json) {
  const Result<Features> features = parse_features(json);
  EXPECT_TRUE(features) << json;
  return modalities(*features);
}

TEST(Modalities, AreReadOffTheTypesAtAnyDepth) {
  EXPECT_THAT(of(R"({"year":{"dtype":"int64","_type":"Value"},
                     "authors":{"feature":{"dtype":"string","_type":"Value"},"_type":"List"},
                     "embedding":{"feature":{"dtype":"float32","_type":"Value"},"length":768,"_type":"List"}})"),
              ElementsAre("text", "tabular", "vectors"));
  EXPECT_THAT(of(R"({"picture":{"_type":"Image"},"sound":{"sampling_rate":16000,"_type":"Audio"},
                     "paper":{"_type":"Pdf"},"type":{"names":["a"],"_type":"ClassLabel"}})"),
              ElementsAre("image", "audio", "document", "tabular"));
  for (const char* dtype : {"binary", "large_binary", "binary_view", "fixed_size_binary[16]"}) {
    EXPECT_THAT(of(R"({"raw":{"dtype":")" + std::string(dtype) + R"(","_type":"Value"}})"),
                IsEmpty())
        << dtype;
  }
}

}  // namespace
}  // namespace vitrine::schema
