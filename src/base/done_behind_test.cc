#include "base/done_behind.h"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <new>
#include <set>

namespace vitrine {
namespace {

struct Number {
  std::size_t value = 0;
  std::size_t size = 1;
  std::size_t bytes() const { return size; }
};

TEST(DoneBehind, OneThreadWorksInTheOrderOfHandingOver) {
  std::vector<std::size_t> done;
  DoneBehind<Number> numbers(1, 10, [&](Number& number, std::size_t) -> Status {
    done.push_back(number.value);
    return {};
  });
  for (std::size_t i = 0; i < 1000; ++i) ASSERT_TRUE(numbers.push({i}));
  ASSERT_TRUE(numbers.finish());
  ASSERT_EQ(done.size(), 1000U);
  for (std::size_t i = 0; i < 1000; ++i) EXPECT_EQ(done[i], i);
}

TEST(DoneBehind, SeveralThreadsDoEachItemOnce) {
  std::array<std::set<std::size_t>, 4> done;
  std::latch all_work(4);
  DoneBehind<Number> numbers(4, 10, [&](Number& number, std::size_t thread) -> Status {
    if (done[thread].empty()) all_work.arrive_and_wait();
    done[thread].insert(number.value);
    return {};
  });
  for (std::size_t i = 0; i < 1000; ++i) ASSERT_TRUE(numbers.push({i}));
  ASSERT_TRUE(numbers.finish());
  std::set<std::size_t> all;
  std::size_t count = 0;
  for (std::set<std::size_t>& of_thread : done) {
    count += of_thread.size();
    all.merge(of_thread);
  }
  EXPECT_EQ(count, 1000U);
  EXPECT_EQ(all.size(), 1000U);
}

TEST(DoneBehind, NoMoreIsHeldThanWasSaidButForOneHeavyItem) {
  std::atomic<std::size_t> held = 0;
  std::atomic<std::size_t> most = 0;
  struct Counted {
    std::size_t size;
    std::atomic<std::size_t>* held;
    std::size_t bytes() const { return size; }
  };
  DoneBehind<Counted> items(2, 100, [&](Counted& item, std::size_t) -> Status {
    most = std::max<std::size_t>(most, held);
    held -= item.size;
    return {};
  });
  for (const std::size_t size : {60U, 60U, 40U, 500U, 10U, 90U, 500U}) {
    ASSERT_TRUE(items.push({size, &held}));
    held += size;
  }
  ASSERT_TRUE(items.finish());
  EXPECT_LE(most, 500U);
}

TEST(DoneBehind, AnErrorEndsTheWorkAndIsToldAtTheEnd) {
  std::atomic<std::size_t> done = 0;
  DoneBehind<Number> numbers(1, 1, [&](Number& number, std::size_t) -> Status {
    if (number.value == 3) return corrupt("the disk is full");
    ++done;
    return {};
  });
  std::size_t i = 0;
  while (i < 1000 && numbers.push({i})) ++i;
  EXPECT_LT(i, 1000U);
  const Status status = numbers.finish();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message(), "the disk is full");
  EXPECT_EQ(done, 3U);
}

TEST(DoneBehind, WhatTheWorkThrowsIsThrownToWhoFinishes) {
  DoneBehind<Number> numbers(2, 1, [](Number&, std::size_t) -> Status { throw std::bad_alloc(); });
  std::size_t i = 0;
  while (i < 1000 && numbers.push({i})) ++i;
  EXPECT_LT(i, 1000U);
  EXPECT_THROW((void)numbers.finish(), std::bad_alloc);
}

TEST(DoneBehind, WhatWaitsIsDroppedWithIt) {
  std::latch begun(1);
  std::latch may_end(1);
  std::atomic<std::size_t> done = 0;
  {
    DoneBehind<Number> numbers(1, 100, [&](Number&, std::size_t) -> Status {
      if (done == 0) begun.count_down();
      may_end.wait();
      ++done;
      return {};
    });
    for (std::size_t i = 0; i < 50; ++i) ASSERT_TRUE(numbers.push({i}));
    begun.wait();
    may_end.count_down();
  }
  EXPECT_LE(done, 50U);
}

}  // namespace
}  // namespace vitrine
