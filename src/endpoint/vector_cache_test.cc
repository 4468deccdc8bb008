#include "endpoint/vector_cache.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "endpoint/testing/cache_folder.h"

namespace vitrine::endpoint {
namespace {

constexpr std::uint64_t kMaxBytes = 10'000;

std::vector<float> vector_of(int i) {
  return {static_cast<float>(i), 0.5F, -1.0F, 7.0F};
}

VectorCache open(const fs::path& folder, std::string_view model = "m") {
  return *VectorCache::open(folder, model, 4, kMaxBytes);
}

TEST(VectorCache, KeepsWhatWasPutLast) {
  CacheFolder folder;
  std::vector<float> out(4);
  {
    const VectorCache cache = open(folder.path());
    EXPECT_FALSE(cache.get("text", out));
    cache.put("text", vector_of(1));
  }
  const VectorCache cache = open(folder.path());
  ASSERT_TRUE(cache.get("text", out));
  EXPECT_EQ(out, vector_of(1));
  EXPECT_FALSE(cache.get("texts", out));
  EXPECT_FALSE(open(folder.path(), "another model").get("text", out));
}

TEST(VectorCache, StaysWithinItsBytesAndGivesNoOtherTextsVector) {
  CacheFolder folder;
  const VectorCache cache = open(folder.path());
  for (int i = 0; i < 1000; ++i) cache.put(std::to_string(i), vector_of(i));
  for (const fs::directory_entry& file : fs::directory_iterator(folder.path()))
    EXPECT_LE(file.file_size(), kMaxBytes);
  int found = 0;
  std::vector<float> out(4);
  for (int i = 0; i < 1000; ++i) {
    if (!cache.get(std::to_string(i), out)) continue;
    EXPECT_EQ(out, vector_of(i));
    ++found;
  }
  EXPECT_GT(found, 100);
}

TEST(VectorCache, ASlotThatWasChangedIsMissing) {
  CacheFolder folder;
  const VectorCache cache = open(folder.path());
  cache.put("text", vector_of(1));
  for (const fs::directory_entry& each : fs::directory_iterator(folder.path())) {
    std::fstream file(each.path(), std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(-1, std::ios::end);
    file.put('\x42');
  }
  std::vector<float> out(4);
  EXPECT_FALSE(cache.get("text", out));
}

}  // namespace
}  // namespace vitrine::endpoint
