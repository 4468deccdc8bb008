#include "store/downloads.h"

#include <gtest/gtest.h>

namespace vitrine {
namespace {

const DatasetName kPapers{"local", "papers"};

class DownloadsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    home_ = fs::path(::testing::TempDir()) /
            (std::string("downloads_") +
             ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(home_);
    fs::create_directories(folder());
  }
  void TearDown() override { fs::remove_all(home_); }

  fs::path folder() const { return home_ / "datasets" / "local" / "papers"; }

  fs::path home_;
};

TEST_F(DownloadsTest, CountsTheDaysAskedForAndNoOthers) {
  const Downloads downloads(home_);
  for (const std::int64_t day : {100, 101, 101, 130, 131}) {
    ASSERT_TRUE(downloads.add(kPapers, day));
  }
  EXPECT_EQ(downloads.count(kPapers, 130, 30), 3U);  // 101 to 130
  EXPECT_EQ(downloads.count(kPapers, 131, 32), 5U);
  EXPECT_EQ(downloads.count(kPapers, 99, 30), 0U);
}

TEST_F(DownloadsTest, AnotherObjectReadsWhatWasCounted) {
  ASSERT_TRUE(Downloads(home_).add(kPapers, 7));
  EXPECT_EQ(Downloads(home_).count(kPapers, 7, 1), 1U);
}

TEST_F(DownloadsTest, DaysOlderThanAYearAreForgotten) {
  const Downloads downloads(home_);
  ASSERT_TRUE(downloads.add(kPapers, 1));
  ASSERT_TRUE(downloads.add(kPapers, 1000));
  EXPECT_EQ(downloads.count(kPapers, 1000, 2000), 1U);
}

TEST_F(DownloadsTest, ADamagedFileCountsFromZero) {
  const Downloads downloads(home_);
  for (const char* text : {"", "{", "[]", R"({"version":2,"days":[{"day":7,"count":3}]})",
                           R"({"version":1,"days":[7,{"day":"7"},{"day":7,"count":-3}]})"}) {
    ASSERT_TRUE(write_file_atomic(folder() / "downloads.json", text));
    EXPECT_EQ(downloads.count(kPapers, 7, 30), 0U) << text;
    ASSERT_TRUE(downloads.add(kPapers, 7));
    EXPECT_EQ(downloads.count(kPapers, 7, 30), 1U) << text;
  }
}

TEST_F(DownloadsTest, ADatasetThatIsGoneCannotBeCountedAndHasNone) {
  const Downloads downloads(home_);
  const DatasetName gone{"local", "gone"};
  EXPECT_FALSE(downloads.add(gone, 7));
  EXPECT_EQ(downloads.count(gone, 7, 30), 0U);
}

}  // namespace
}  // namespace vitrine
