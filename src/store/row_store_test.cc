#include "store/row_store.h"

#include <gtest/gtest.h>

#include <fstream>
#include <numeric>
#include <random>

#include "base/testing/resealed.h"

namespace vitrine::store {
namespace {

class RowStoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    path_ =
        fs::path(::testing::TempDir()) /
        (std::string("rows_") + ::testing::UnitTest::GetInstance()->current_test_info()->name());
  }
  void TearDown() override { fs::remove(path_); }

  /// A table whose cell (r, c) is the JSON string "r:c" padded to a length drawn from `seed`.
  static std::vector<std::vector<std::string>> make_table(std::size_t rows, std::size_t columns,
                                                          std::size_t max_padding, unsigned seed) {
    std::mt19937 random(seed);
    std::vector<std::vector<std::string>> table(rows, std::vector<std::string>(columns));
    for (std::size_t r = 0; r < rows; ++r) {
      for (std::size_t c = 0; c < columns; ++c) {
        table[r][c] = "\"" + std::to_string(r) + ":" + std::to_string(c) +
                      std::string(random() % (max_padding + 1), 'x') + "\"";
      }
    }
    return table;
  }

  void write(const std::vector<std::vector<std::string>>& table, std::size_t columns,
             std::size_t batch_rows) {
    auto writer = RowStoreWriter::create(path_, static_cast<std::uint32_t>(columns));
    ASSERT_TRUE(writer);
    for (std::size_t first = 0; first < table.size(); first += batch_rows) {
      RowStoreWriter::Batch batch;
      batch.num_rows = std::min(batch_rows, table.size() - first);
      batch.columns.resize(columns);
      batch.ends.resize(columns);
      for (std::size_t c = 0; c < columns; ++c) {
        for (std::size_t r = first; r < first + batch.num_rows; ++r) {
          batch.columns[c] += table[r][c];
          batch.ends[c].push_back(batch.columns[c].size());
        }
      }
      ASSERT_TRUE(writer->append(batch));
    }
    ASSERT_TRUE(writer->finish());
  }

  fs::path path_;
  std::shared_ptr<BlockCache> cache_ = std::make_shared<BlockCache>();
};

TEST_F(RowStoreTest, EveryCellComesBackInTheOrderAskedFor) {
  const auto table = make_table(5000, 3, 80, 1);
  write(table, 3, 777);
  const auto store = RowStore::open(path_, cache_);
  ASSERT_TRUE(store) << store.error().message();
  EXPECT_EQ(store->num_rows(), 5000U);
  const std::vector<std::uint64_t> rows = {4999, 0, 1, 2500, 2501, 2500};
  std::size_t visited = 0;
  ASSERT_TRUE(store->read(rows, [&](std::uint64_t row, std::span<const std::string_view> cells) {
    EXPECT_EQ(row, rows[visited++]);
    for (std::size_t c = 0; c < 3; ++c) EXPECT_EQ(cells[c], table[row][c]);
    return true;
  }));
  EXPECT_EQ(visited, rows.size());
}

TEST_F(RowStoreTest, AVisitorEndsTheReading) {
  const auto table = make_table(10, 1, 20, 5);
  write(table, 1, 10);
  const auto store = RowStore::open(path_, cache_);
  ASSERT_TRUE(store);
  const std::vector<std::uint64_t> rows = {0, 1, 2};
  std::size_t visited = 0;
  ASSERT_TRUE(store->read(
      rows, [&](std::uint64_t, std::span<const std::string_view>) { return ++visited < 2; }));
  EXPECT_EQ(visited, 2U);
}

/// Bytes of the file that are mapped into this process and resident.
std::uint64_t resident_bytes(const fs::path& file) {
  std::ifstream maps("/proc/self/smaps");
  std::string line;
  std::uint64_t kib = 0;
  for (bool is_ours = false; std::getline(maps, line);) {
    const bool is_header = line.find('-') < line.find(' ');
    if (is_header) is_ours = line.ends_with(file.string());
    if (is_ours && line.starts_with("Rss:")) kib += std::stoull(line.substr(4));
  }
  return kib * 1024;
}

TEST_F(RowStoreTest, ReleasedRowsAreNotResidentAndCanBeReadAgain) {
  constexpr std::size_t kRows = 200'000;
  std::vector<std::vector<std::string>> table(kRows, std::vector<std::string>(1));
  std::mt19937_64 random(7);
  for (auto& row : table) {
    row[0] = '"';
    for (int word = 0; word < 5; ++word) row[0] += std::to_string(random());
    row[0] += '"';
  }
  write(table, 1, 5000);
  const Result<RowStore> store = RowStore::open(path_, std::make_shared<BlockCache>(0));
  ASSERT_TRUE(store);
  const auto read_all = [&](bool releases) {
    for (std::uint64_t first = 0; first < kRows; first += 1000) {
      std::vector<std::uint64_t> rows(1000);
      std::iota(rows.begin(), rows.end(), first);
      const Status read = store->read(rows, [&](std::uint64_t row, auto cells) {
        EXPECT_EQ(cells[0], table[row][0]);
        return true;
      });
      ASSERT_TRUE(read) << read.error().message();
      if (releases) store->release(first, rows.size());
    }
  };
  const std::uint64_t size = fs::file_size(path_);
  read_all(false);
  EXPECT_GT(resident_bytes(path_), size / 2);
  read_all(true);
  EXPECT_LT(resident_bytes(path_), size / 10);
}

TEST_F(RowStoreTest, RowsLargerThanABlockAndEmptyStoresWork) {
  const auto table = make_table(5, 2, 300'000, 2);
  write(table, 2, 2);
  const auto store = RowStore::open(path_, cache_);
  ASSERT_TRUE(store);
  const std::vector<std::uint64_t> rows = {4, 3};
  ASSERT_TRUE(store->read(rows, [&](std::uint64_t row, std::span<const std::string_view> cells) {
    EXPECT_EQ(cells[1], table[row][1]);
    return true;
  }));
  write({}, 2, 1);
  const auto empty = RowStore::open(path_, cache_);
  ASSERT_TRUE(empty);
  EXPECT_EQ(empty->num_rows(), 0U);
}

TEST_F(RowStoreTest, TruncationAtAnyPlaceIsDetected) {
  write(make_table(300, 2, 100, 3), 2, 100);
  const std::string whole = *read_file(path_);
  for (std::size_t size = 0; size < whole.size(); size += 1 + whole.size() / 97) {
    ASSERT_TRUE(write_file_atomic(path_, whole.substr(0, size)));
    EXPECT_FALSE(RowStore::open(path_, cache_)) << "truncated to " << size;
  }
}

TEST_F(RowStoreTest, EveryFlippedByteIsDetected) {
  write(make_table(200, 2, 100, 4), 2, 100);
  const std::string whole = *read_file(path_);
  std::vector<std::uint64_t> all(200);
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  for (std::size_t at = 0; at < whole.size(); at += 7) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    ASSERT_TRUE(write_file_atomic(path_, damaged));
    const auto store = RowStore::open(path_, cache_);
    if (!store) continue;
    const Status status =
        store->read(all, [](std::uint64_t, std::span<const std::string_view>) { return true; });
    EXPECT_FALSE(status) << "byte " << at << " of " << whole.size();
  }
}

TEST_F(RowStoreTest, ABlockThatDecompressesToOtherTextIsDamaged) {
  // Random bytes are stored as they are: any of them can become another and still decompress.
  std::mt19937 random(8);
  std::string cell = "\"";
  for (int i = 0; i < 60'000; ++i) cell += static_cast<char>(random());
  write({{cell + "\""}}, 1, 1);
  std::string whole = *read_file(path_);
  const std::size_t at = whole.find(cell.substr(100, 20));
  ASSERT_NE(at, std::string::npos) << "the bytes were compressed";
  whole[at] = static_cast<char>(whole[at] ^ 1);
  ASSERT_TRUE(write_file_atomic(path_, whole));
  const auto store = RowStore::open(path_, cache_);
  ASSERT_TRUE(store) << store.error().message();
  const std::array<std::uint64_t, 1> first = {0};
  const Status read = store->read(first, [](auto, auto) { return true; });
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code(), ErrorCode::kCorrupt);
}

TEST_F(RowStoreTest, ColumnsThatBlocksCannotHoldAreRefusedWhereTheyAreCounted) {
  write(make_table(4, 2, 5, 6), 2, 4);
  const std::string whole = *read_file(path_);
  std::size_t refused = 0;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string bad = whole;
    bad[at] = '\x7F';
    std::ofstream(path_, std::ios::binary) << resealed(bad);
    const auto store = RowStore::open(path_, cache_);
    refused += store ? 0U : 1U;
    // Four rows and few columns are all that the bytes of this file can be.
    EXPECT_TRUE(!store || store->num_rows() * store->num_columns() < whole.size()) << at;
  }
  EXPECT_GT(refused, 4U);
}

TEST_F(RowStoreTest, ABlockThatClaimsToBeLongerIsRefusedBeforeMemoryIsTaken) {
  write(make_table(4, 2, 5, 6), 2, 4);
  const std::string whole = *read_file(path_);
  std::size_t told = 0;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string bad = whole;
    bad[at] = static_cast<char>(bad[at] ^ 0x40);
    std::ofstream(path_, std::ios::binary) << resealed(bad);
    const auto store = RowStore::open(path_, cache_);
    if (!store || store->num_rows() == 0) continue;
    const std::array<std::uint64_t, 1> first = {0};
    const Status read = store->read(first, [](auto, auto) { return true; });
    if (!read && read.error().message().find("not as long as the index says") != std::string::npos)
      ++told;
  }
  EXPECT_GE(told, 2U);
}

}  // namespace
}  // namespace vitrine::store
