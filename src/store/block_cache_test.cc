#include "store/block_cache.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace vitrine::store {
namespace {

std::shared_ptr<const RawBlock> block_of(std::size_t num_bytes, char fill) {
  auto block = std::make_shared<RawBlock>(num_bytes);
  std::fill_n(block->bytes.get(), num_bytes, fill);
  return block;
}

TEST(BlockCacheTest, TheBlockThatWasUsedLongestAgoLeavesFirst) {
  BlockCache cache(160);
  for (std::uint64_t block = 0; block < 16; ++block) cache.insert(0, block, block_of(10, 'a'));
  EXPECT_TRUE(cache.find(0, 0));
  cache.insert(0, 16, block_of(10, 'b'));
  EXPECT_TRUE(cache.find(0, 0));
  EXPECT_FALSE(cache.find(0, 1));
  EXPECT_TRUE(cache.find(0, 2));
  EXPECT_EQ(cache.num_bytes(), 160U);
}

TEST(BlockCacheTest, StoresKeepTheirBlocksApart) {
  BlockCache cache(160);
  const std::uint64_t one = cache.new_store();
  const std::uint64_t other = cache.new_store();
  EXPECT_NE(one, other);
  cache.insert(one, 7, block_of(3, 'x'));
  EXPECT_FALSE(cache.find(other, 7));
  EXPECT_EQ(cache.find(one, 7)->text(), "xxx");
}

TEST(BlockCacheTest, AnEnormousBlockDrivesNothingOut) {
  BlockCache cache(160);
  cache.insert(0, 0, block_of(10, 'a'));
  cache.insert(0, 1, block_of(11, 'b'));
  EXPECT_TRUE(cache.find(0, 0));
  EXPECT_FALSE(cache.find(0, 1));
}

TEST(BlockCacheTest, ABlockThatLeavesStaysWithWhoHoldsIt) {
  BlockCache cache(16);
  cache.insert(0, 0, block_of(1, 'h'));
  const auto held = cache.find(0, 0);
  for (std::uint64_t block = 1; block <= 16; ++block) cache.insert(0, block, block_of(1, 'o'));
  EXPECT_FALSE(cache.find(0, 0));
  EXPECT_EQ(held->text(), "h");
}

TEST(BlockCacheTest, ABlockThatTwoReadersMadeIsHereOnce) {
  BlockCache cache(160);
  cache.insert(0, 0, block_of(10, 'a'));
  cache.insert(0, 0, block_of(10, 'a'));
  EXPECT_EQ(cache.num_bytes(), 10U);
}

TEST(BlockCacheTest, ReadersOnManyThreadsGetTheBlockTheyAskFor) {
  BlockCache cache(1600);
  const auto read = [&](unsigned seed) {
    std::mt19937 random(seed);
    for (int i = 0; i < 20'000; ++i) {
      const std::uint64_t block = random() % 40;
      if (const auto found = cache.find(0, block)) {
        ASSERT_EQ(found->text(), std::string(50 + block, static_cast<char>('a' + block % 26)));
      } else {
        cache.insert(0, block, block_of(50 + block, static_cast<char>('a' + block % 26)));
      }
    }
  };
  std::vector<std::jthread> readers;
  for (unsigned seed = 1; seed <= 4; ++seed) readers.emplace_back(read, seed);
  readers.clear();
  EXPECT_LE(cache.num_bytes(), 1600U);
}

}  // namespace
}  // namespace vitrine::store
