#include "base/workers.h"

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>
#include <vector>

#include "base/thread_annotations.h"

namespace vitrine {
namespace {

TEST(Workers, EachTaskRunsOnceHoweverManyThreads) {
  for (const unsigned threads : {1U, 2U, 3U, 16U}) {
    for (const std::size_t count : {0U, 1U, 2U, 15U, 16U, 17U, 500U}) {
      std::vector<std::atomic<int>> runs(count);
      const Status status =
          run_tasks(count, threads, {}, [&](std::size_t i) { runs.at(i).fetch_add(1); });
      EXPECT_TRUE(status);
      for (std::size_t i = 0; i < count; ++i)
        EXPECT_EQ(runs[i].load(), 1) << i << " of " << count << " on " << threads;
    }
  }
}

TEST(Workers, OneThreadIsTheCallersAndKeepsTheOrder) {
  std::vector<std::size_t> order;
  std::set<std::thread::id> threads;
  ASSERT_TRUE(run_tasks(5, 1, {}, [&](std::size_t i) {
    order.push_back(i);
    threads.insert(std::this_thread::get_id());
  }));
  EXPECT_EQ(order, (std::vector<std::size_t>{0, 1, 2, 3, 4}));
  EXPECT_EQ(threads, std::set{std::this_thread::get_id()});
}

TEST(Workers, NeverUsesMoreThreadsThanItMay) {
  std::atomic<int> now = 0;
  std::atomic<int> most = 0;
  ASSERT_TRUE(run_tasks(200, 3, {}, [&](std::size_t) {
    const int running = now.fetch_add(1) + 1;
    int seen = most.load();
    while (running > seen && !most.compare_exchange_weak(seen, running)) {
    }
    std::this_thread::yield();
    now.fetch_sub(1);
  }));
  EXPECT_LE(most.load(), 3);
  EXPECT_GE(most.load(), 1);
}

TEST(Workers, AStopBeforeTheLastTaskIsToldAndLeavesTheRest) {
  std::stop_source stop;
  std::size_t ran = 0;
  const Status status = run_tasks(100, 1, stop.get_token(), [&](std::size_t i) {
    ++ran;
    if (i == 3) stop.request_stop();
  });
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code(), ErrorCode::kCancelled);
  EXPECT_EQ(status.error().message(), "the work was stopped");  // maps, models and fits alike
  EXPECT_EQ(ran, 4U);
}

TEST(Workers, AStopThatWasAskedForRunsNothing) {
  std::stop_source stop;
  stop.request_stop();
  std::atomic<int> ran = 0;
  const Status status = run_tasks(10, 4, stop.get_token(), [&](std::size_t) { ++ran; });
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code(), ErrorCode::kCancelled);
  EXPECT_EQ(ran.load(), 0);
}

TEST(Workers, WhatATaskThrowsIsThrownToWhoRunsThem) {
  for (const unsigned threads : {1U, 4U}) {
    std::atomic<int> ran = 0;
    const auto run = [&] {
      (void)run_tasks(1000, threads, {}, [&](std::size_t i) {
        ++ran;
        if (i == 3) throw std::bad_alloc();
      });
    };
    EXPECT_THROW(run(), std::bad_alloc);
    if (threads == 1) {  // several may have done all before one of them has thrown
      EXPECT_EQ(ran, 4);
    }
  }
}

TEST(Workers, AStopInTheLastTaskChangesNothing) {
  std::stop_source stop;
  const Status status = run_tasks(5, 1, stop.get_token(), [&](std::size_t i) {
    if (i == 4) stop.request_stop();
  });
  EXPECT_TRUE(status);
}

}  // namespace
}  // namespace vitrine
