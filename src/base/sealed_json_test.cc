#include "base/sealed_json.h"

#include <gtest/gtest.h>

#include "base/json_parse.h"

namespace vitrine {
namespace {

constexpr SealedVersions kVersions = {.first_sealed = 2, .today = 4};
constexpr std::string_view kObject = R"({"version":2,"note":"élan"})";

TEST(SealedJson, GivesBackWhatWasSealed) {
  const std::string sealed = seal_json(kObject);
  EXPECT_EQ(*unseal_json(sealed, kVersions), kObject);
  EXPECT_TRUE(parse_json(sealed));
}

TEST(SealedJson, EveryFlippedBitAndEveryCutIsTold) {
  const std::string sealed = seal_json(kObject);
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    std::string flipped = sealed;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_FALSE(unseal_json(flipped, kVersions)) << bit;
  }
  for (std::size_t size = 0; size < sealed.size(); ++size)
    EXPECT_FALSE(unseal_json(sealed.substr(0, size), kVersions)) << size;
}

TEST(SealedJson, OnlyOlderVersionsMayLackTheSeal) {
  EXPECT_EQ(*unseal_json(R"({"version":1})", kVersions), R"({"version":1})");
  for (const char* text :
       {R"({"version":2})", R"({"version":3})", R"({"version":4})", R"({"other":1})"})
    EXPECT_EQ(unseal_json(text, kVersions).error().code(), ErrorCode::kCorrupt) << text;
  EXPECT_EQ(unseal_json(seal_json(R"({"version":5})"), kVersions).error().code(),
            ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace vitrine
