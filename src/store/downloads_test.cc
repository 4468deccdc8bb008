#include "store/downloads.h"

#include <gtest/gtest.h>

namespace vitrine::store {
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

TEST_F(DownloadsTest, KeepsTheLastYearsWorthOfDays) {
  const Downloads downloads(home_);
  for (std::int64_t day = 1; day <= 370; ++day) ASSERT_TRUE(downloads.add(kPapers, day));
  EXPECT_EQ(downloads.count(kPapers, 370, 1000), 366U);
}

TEST_F(DownloadsTest, AClockThatIsAYearAheadForADayLosesNothing) {
  const Downloads downloads(home_);
  ASSERT_TRUE(downloads.add(kPapers, 100));
  ASSERT_TRUE(downloads.add(kPapers, 100 + 400));
  ASSERT_TRUE(downloads.add(kPapers, 101));
  EXPECT_EQ(downloads.count(kPapers, 101, 30), 2U);
}

TEST_F(DownloadsTest, AFlippedBitIsTold) {
  const Downloads downloads(home_);
  ASSERT_TRUE(downloads.add(kPapers, 7));
  const std::string whole = *read_file(folder() / "downloads.json");
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    std::string flipped = whole;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    ASSERT_TRUE(write_file_atomic(folder() / "downloads.json", flipped));
    EXPECT_EQ(downloads.count(kPapers, 7, 30), 0U) << bit;
  }
}

TEST_F(DownloadsTest, ADamagedFileCountsFromZero) {
  const Downloads downloads(home_);
  for (const char* text : {"", "{", "[]", R"({"version":2,"days":[{"day":7,"count":3}]})",
                           R"({"version":1,"days":[7,{"day":"7"},{"day":7,"count":-3}]})"}) {
    ASSERT_TRUE(write_file_atomic(folder() / "downloads.json", text));
    EXPECT_EQ(downloads.count(kPapers, 7, 30), 0U) << text;
    ASSERT_TRUE(downloads.add(kPapers, 7));
    EXPECT_EQ(downloads.count(kPapers, 7, 30), 1U) << text;
    EXPECT_EQ(*read_file(folder() / "downloads.json.damaged"), text);
  }
}

TEST_F(DownloadsTest, ADatasetThatIsGoneCannotBeCountedAndHasNone) {
  const Downloads downloads(home_);
  const DatasetName gone{"local", "gone"};
  EXPECT_FALSE(downloads.add(gone, 7));
  EXPECT_EQ(downloads.count(gone, 7, 30), 0U);
}

TEST_F(DownloadsTest, AFileOfTheVersionBeforeIsRead) {
  ASSERT_TRUE(write_file_atomic(folder() / "downloads.json",
                                R"({"version":1,"days":[{"day":7,"count":3}]})"));
  const Downloads downloads(home_);
  EXPECT_EQ(downloads.count(kPapers, 7, 30), 3U);
  ASSERT_TRUE(downloads.add(kPapers, 7));
  EXPECT_EQ(downloads.count(kPapers, 7, 30), 4U);
}

}  // namespace
}  // namespace vitrine::store
