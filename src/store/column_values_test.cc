#include "store/column_values.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <map>
#include <random>

#include "base/testing/resealed.h"
#include "store/column_values_writer.h"

namespace vitrine::store {
namespace {

using Counts = std::map<std::string, std::uint64_t>;

class ColumnValuesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    path_ =
        fs::path(::testing::TempDir()) /
        (std::string("values_") + ::testing::UnitTest::GetInstance()->current_test_info()->name());
  }
  void TearDown() override { fs::remove(path_); }

  ColumnValuesWriter writer(std::vector<ColumnValuesWriter::Track> tracks,
                            ColumnValuesWriter::Options options = {}) {
    Result<ColumnValuesWriter> made = ColumnValuesWriter::create(path_, tracks, options);
    EXPECT_TRUE(made);
    return *std::move(made);
  }
  ColumnValues open() {
    Result<ColumnValues> file = ColumnValues::open(path_);
    EXPECT_TRUE(file) << file.error().message();
    return *std::move(file);
  }
  static std::vector<std::int64_t> integers(const ValueTrack& track,
                                            std::span<const std::uint64_t> wanted = {}) {
    std::vector<std::int64_t> all;
    track.for_each(wanted, [&](std::int64_t value) { all.push_back(value); });
    return all;
  }
  static Counts counts(const ValueTrack& track, std::span<const std::uint64_t> wanted = {}) {
    Counts all;
    track.for_each(wanted, [&](std::int64_t code) {
      ++all[std::string(track.value(static_cast<std::uint64_t>(code)))];
    });
    return all;
  }

  fs::path path_;
};

TEST_F(ColumnValuesTest, IntegersOfEveryWidthComeBack) {
  const std::vector<std::int64_t> spans = {0, 255, 65'535, 4'294'967'295, INT64_MAX};
  for (const std::int64_t span : spans) {
    auto file = writer({{7, TrackKind::kIntegers}}, {.block_rows = 128});
    std::mt19937_64 random(static_cast<std::uint64_t>(span));
    std::vector<std::int64_t> want;
    for (int i = 0; i < 300; ++i) {
      const auto value =
          static_cast<std::int64_t>(random() % (static_cast<std::uint64_t>(span) + 1));
      want.push_back(i == 0 ? span - 5 : value - 5);
      file.add_integer(0, want.back());
      ASSERT_TRUE(file.end_row());
    }
    ASSERT_TRUE(file.finish());
    const ColumnValues read = open();
    EXPECT_EQ(read.num_rows(), 300U);
    EXPECT_EQ(integers(**read.values(7)), want) << span;
  }
}

TEST_F(ColumnValuesTest, TheWholeRangeOfInt64FitsInOneBlock) {
  auto file = writer({{0, TrackKind::kIntegers}});
  for (const std::int64_t value : {INT64_MIN, std::int64_t{0}, INT64_MAX}) {
    file.add_integer(0, value);
    ASSERT_TRUE(file.end_row());
  }
  ASSERT_TRUE(file.finish());
  EXPECT_EQ(integers(**open().values(0)), (std::vector<std::int64_t>{INT64_MIN, 0, INT64_MAX}));
}

TEST_F(ColumnValuesTest, AnyRowsCanBeCountedAndNullsAreLeftOut) {
  auto file = writer({{0, TrackKind::kCodes}, {1, TrackKind::kMembers}, {1, TrackKind::kLengths}},
                     {.block_rows = 64});
  std::mt19937 random(5);
  std::vector<std::uint64_t> wanted(4);
  Counts codes;
  Counts members;
  std::vector<std::int64_t> lengths;
  for (std::size_t row = 0; row < 200; ++row) {
    const bool in = random() % 3 == 0;
    if (in) wanted[row / 64] |= 1ULL << (row % 64);
    if (random() % 4 == 0) {
      file.add_null(0);
    } else {
      const std::string value = "\"v" + std::to_string(random() % 300) + "\"";
      file.add_code(0, value);
      codes[value] += in ? 1 : 0;
    }
    if (random() % 5 == 0) {
      file.add_null(1);
      file.add_null(2);
    } else {
      std::map<std::string, bool> mine;
      const std::size_t size = random() % 4;
      for (std::size_t i = 0; i < size; ++i) {
        const std::string member = std::to_string(random() % 9);
        file.add_member(1, member);
        mine[member] = true;
      }
      file.end_members(1);
      file.add_integer(2, static_cast<std::int64_t>(size));
      if (in) lengths.push_back(static_cast<std::int64_t>(size));
      for (const auto& [member, there] : mine) members[member] += in ? 1 : 0;
    }
    ASSERT_TRUE(file.end_row());
  }
  ASSERT_TRUE(file.finish());
  std::erase_if(codes, [](const auto& one) { return one.second == 0; });
  std::erase_if(members, [](const auto& one) { return one.second == 0; });
  const ColumnValues read = open();
  EXPECT_EQ(counts(**read.values(0), wanted), codes);
  EXPECT_EQ(counts(**read.values(1), wanted), members);
  EXPECT_EQ(integers(**read.lengths(1), wanted), lengths);
  EXPECT_EQ(*read.lengths(0), nullptr);
  EXPECT_EQ(*read.values(2), nullptr);
}

TEST_F(ColumnValuesTest, FloatsComeBackAndWhatIsNotFiniteIsNull) {
  auto file = writer({{0, TrackKind::kFloats}});
  for (const double value : {0.1, std::nan(""), -1e300, HUGE_VAL, 5.0}) {
    file.add_float(0, value);
    ASSERT_TRUE(file.end_row());
  }
  ASSERT_TRUE(file.finish());
  std::vector<double> all;
  const ColumnValues read = open();
  (*read.values(0))->for_each_float({}, [&](double value) { all.push_back(value); });
  EXPECT_EQ(all, (std::vector<double>{0.1, -1e300, 5.0}));
}

TEST_F(ColumnValuesTest, ColumnsThatNameTheirRowsHaveNoValues) {
  auto file = writer({{0, TrackKind::kCodes}, {0, TrackKind::kLengths}, {1, TrackKind::kCodes}},
                     {.dictionary_bytes = 1U << 19U, .block_rows = 8192});
  for (int row = 0; row < 20'000; ++row) {
    file.add_code(0, "\"row " + std::to_string(row) + "\"");
    file.add_integer(1, row);
    file.add_code(2, row < 9000 ? "\"same\"" : "\"later " + std::to_string(row) + "\"");
    ASSERT_TRUE(file.end_row());
  }
  ASSERT_TRUE(file.finish());
  const ColumnValues read = open();
  EXPECT_EQ(*read.values(0), nullptr) << "nearly all of the first block are distinct";
  EXPECT_EQ(integers(**read.lengths(0)).size(), 20'000U);
  EXPECT_EQ(*read.values(1), nullptr) << "the dictionary outgrew its bound";
}

TEST_F(ColumnValuesTest, NoRowsAndNoTracksAreFilesToo) {
  auto file = writer({});
  ASSERT_TRUE(file.finish());
  EXPECT_EQ(open().num_rows(), 0U);
  auto empty = writer({{0, TrackKind::kMembers}});
  ASSERT_TRUE(empty.finish());
  EXPECT_TRUE(counts(**open().values(0)).empty());
}

TEST_F(ColumnValuesTest, EveryDamagedByteAndEveryCutIsDetected) {
  auto file = writer({{0, TrackKind::kCodes}, {1, TrackKind::kMembers}}, {.block_rows = 64});
  for (int row = 0; row < 100; ++row) {
    file.add_code(0, row % 2 == 0 ? "\"a\"" : "\"bc\"");
    if (row % 7 == 0) {
      file.add_null(1);
    } else {
      file.add_member(1, std::to_string(row % 5));
      file.end_members(1);
    }
    ASSERT_TRUE(file.end_row());
  }
  ASSERT_TRUE(file.finish());
  const std::string whole = *read_file(path_);
  const auto readable = [&] {
    const Result<ColumnValues> read = ColumnValues::open(path_);
    return read && read->values(0) && read->values(1) && *read->values(0) != nullptr;
  };
  ASSERT_TRUE(readable());
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string bad = whole;
    bad[at] = static_cast<char>(bad[at] ^ 0x10);
    ASSERT_TRUE(write_file_atomic(path_, bad));
    ASSERT_FALSE(readable()) << at;
    ASSERT_TRUE(write_file_atomic(path_, whole.substr(0, at)));
    ASSERT_FALSE(readable()) << at;
  }
}

TEST_F(ColumnValuesTest, ChangedBytesUnderRightChecksumsLeadNowhereElse) {
  auto file = writer({{0, TrackKind::kCodes}, {1, TrackKind::kMembers}, {2, TrackKind::kFloats}},
                     {.block_rows = 64});
  for (int row = 0; row < 70; ++row) {
    file.add_code(0, std::to_string(row % 3));
    file.add_member(1, std::to_string(row % 5));
    file.end_members(1);
    file.add_float(2, row);
    ASSERT_TRUE(file.end_row());
  }
  ASSERT_TRUE(file.finish());
  const std::string whole = *read_file(path_);
  std::size_t refused = 0;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string bad = whole;
    bad[at] = static_cast<char>(bad[at] ^ 0x41);
    std::ofstream(path_, std::ios::binary) << resealed(bad);
    const Result<ColumnValues> read = ColumnValues::open(path_);
    if (!read) continue;
    for (std::size_t column = 0; column < 3; ++column) {
      const Result<const ValueTrack*> track = read->values(column);
      refused += track ? 0U : 1U;
      if (!track || *track == nullptr) continue;
      const auto look = [&](double value) {
        const bool is_code = column < 2;
        EXPECT_TRUE(!is_code || value < static_cast<double>((*track)->num_values())) << at;
      };
      if ((*track)->kind() == TrackKind::kFloats) {
        (*track)->for_each_float({}, look);
      } else {
        (*track)->for_each({}, [&](std::int64_t code) { look(static_cast<double>(code)); });
      }
    }
  }
  EXPECT_GT(refused, 70U) << "codes beyond the dictionary are seen";
}

}  // namespace
}  // namespace vitrine::store
