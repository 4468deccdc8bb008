#include "jobs/map_jobs.h"

#include <future>

#include "local/testing/split_fixture.h"

namespace vitrine::jobs {
namespace {

class MapJobsTest : public local::SplitFixture {
 protected:
  std::shared_ptr<const local::BitmapSplit> vectors(const std::string& name, int num_rows) {
    std::string lines;
    for (int i = 0; i < num_rows; ++i) {
      lines += "{\"vector\":[" + std::to_string(i % 7) + ".5," + std::to_string(i % 11) + ".25," +
               std::to_string(i) + "]}\n";
    }
    return import(name, lines);
  }
};

TEST_F(MapJobsTest, AMapIsMadeOnceAndKept) {
  const auto split = vectors("papers", 40);
  std::shared_ptr<const atlas::MapFile> made;
  {
    MapJobs jobs(1);
    const auto first = jobs.ask(split, 0);
    ASSERT_TRUE(first) << first.error().message();
    EXPECT_FALSE(first->map);
    ASSERT_TRUE(first->progress);
    jobs.wait_until_idle();
    const auto ready = jobs.ask(split, 0);
    ASSERT_TRUE(ready) << ready.error().message();
    ASSERT_TRUE(ready->map);
    EXPECT_FALSE(ready->progress);
    EXPECT_EQ(ready->map->num_rows(), 40U);
    EXPECT_EQ(jobs.ask(split, 0)->map, ready->map) << "one that is open is given again";
  }
  MapJobs later(1);
  EXPECT_TRUE(later.ask(split, 0)->map);
}

TEST_F(MapJobsTest, OneThatWaitsIsCancelledOnceAndCanBeAskedForAgain) {
  const auto large = vectors("large", 30'000);
  const auto small = vectors("small", 40);
  MapJobs jobs(1);
  EXPECT_FALSE(jobs.cancel(*small, 0)) << "nobody asked for it";
  ASSERT_TRUE(jobs.ask(large, 0)->progress);
  ASSERT_TRUE(jobs.ask(small, 0)->progress);
  EXPECT_TRUE(jobs.cancel(*small, 0));
  EXPECT_FALSE(jobs.cancel(*small, 0));
  EXPECT_TRUE(jobs.cancel(*large, 0));
  jobs.wait_until_idle();
  ASSERT_TRUE(jobs.ask(small, 0)->progress);
  jobs.wait_until_idle();
  EXPECT_TRUE(jobs.ask(small, 0)->map);
  EXPECT_FALSE(jobs.cancel(*small, 0)) << "it is made";
}

TEST_F(MapJobsTest, WhoWaitsIsToldOfACancelledMapToo) {
  const auto split = vectors("large", 30'000);
  MapJobs jobs(1);
  ASSERT_TRUE(jobs.ask(split, 0)->progress);
  auto waiter = std::async(std::launch::async, [&] { jobs.wait_until_idle(); });
  // Under way, so that the waiter most likely waits by now.
  while (true) {
    const auto answer = jobs.ask(split, 0);
    if (!answer->progress || answer->progress->stage != "queued") break;
  }
  jobs.cancel(*split, 0);
  EXPECT_EQ(waiter.wait_for(std::chrono::seconds(20)), std::future_status::ready);
  // Where it was not told, the next map that is made tells it.
  static_cast<void>(jobs.ask(split, 0));
}

}  // namespace
}  // namespace vitrine::jobs
