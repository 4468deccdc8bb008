#include "pushed/transfers.h"

#include <gtest/gtest.h>

namespace vitrine::pushed {
namespace {

TEST(Transfers, LastAsLongAsTheyAreUsed) {
  Transfers::Clock::time_point now;
  Transfers transfers([&] { return now; });
  const std::string name = *transfers.begin({{"team", "toy"}, std::string(64, 'a'), 5});
  EXPECT_EQ(name.size(), 64U);
  EXPECT_NE(name, *transfers.begin({{"team", "toy"}, {}, 0}));
  now += Transfers::kIdle;
  ASSERT_TRUE(transfers.find(name));
  EXPECT_EQ(transfers.find(name)->size_bytes, 5U);
  now += Transfers::kIdle;
  EXPECT_TRUE(transfers.is_open(name));
  EXPECT_TRUE(transfers.find(name)) << "a use gave it more time";
  now += Transfers::kIdle + std::chrono::seconds(1);
  EXPECT_FALSE(transfers.is_open(name));
  EXPECT_FALSE(transfers.find(name));
}

TEST(Transfers, EndWhenTheContentIsThere) {
  Transfers transfers;
  const std::string name = *transfers.begin({{"team", "toy"}, {}, 0});
  transfers.end(name);
  EXPECT_FALSE(transfers.find(name));
  EXPECT_FALSE(transfers.find(""));
}

}  // namespace
}  // namespace vitrine::pushed
