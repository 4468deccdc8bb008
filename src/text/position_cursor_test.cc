#include "text/position_cursor.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace vitrine::text {
namespace {

using Occurrences = std::map<std::uint32_t, std::vector<std::uint32_t>>;

struct Encoded {
  std::string record;
  RecordShape shape;
  std::vector<float> norms;

  Postings open() const {
    const auto* bytes = reinterpret_cast<const unsigned char*>(record.data());
    return *Postings::open({bytes, record.size()}, shape, static_cast<std::uint32_t>(norms.size()));
  }
};

Occurrences random_occurrences(std::mt19937& random, std::uint32_t num_rows, std::uint32_t one_in) {
  Occurrences rows;
  for (std::uint32_t row = 0; row < num_rows; ++row) {
    if (random() % one_in != 0) continue;
    std::uint32_t position = static_cast<std::uint32_t>(random() % 300);
    std::vector<std::uint32_t>& positions = rows[row];
    for (std::size_t i = random() % 4 == 0 ? random() % 40 : 1; i > 0; --i) {
      positions.push_back(position);
      position += static_cast<std::uint32_t>(1 + random() % (random() % 9 == 0 ? 100000 : 50));
    }
    if (positions.empty()) positions.push_back(position);
  }
  return rows;
}

Encoded encode(const Occurrences& rows, std::uint32_t num_rows) {
  Encoded encoded;
  encoded.norms.assign(num_rows, 1.2F);
  PostingsEncoder encoder(encoded.norms);
  for (const auto& [row, positions] : rows) {
    encoder.add(row, static_cast<std::uint32_t>(positions.size()), positions);
  }
  encoded.shape = encoder.finish(encoded.record);
  return encoded;
}

TEST(PositionCursor, ReadsBackWhatWasEncodedWhateverIsSkipped) {
  std::mt19937 random(11);
  for (const std::uint32_t one_in : {1U, 3U, 9U, 60U, 3000U}) {
    const Occurrences rows = random_occurrences(random, 5000, one_in);
    if (rows.empty()) continue;
    const Encoded encoded = encode(rows, 5000);
    EXPECT_EQ(encoded.open().has_bitmap(), rows.size() >= 128 && one_in <= 3);
    for (const std::uint32_t step : {1U, 7U, 500U}) {
      PositionCursor cursor(encoded.open());
      for (std::uint32_t row = 0; row < 5000; row += step) {
        const std::span<const std::uint32_t> got = cursor.seek(row);
        const auto want = rows.find(row);
        ASSERT_EQ(std::vector(got.begin(), got.end()),
                  want == rows.end() ? std::vector<std::uint32_t>() : want->second)
            << row << " one in " << one_in;
      }
    }
  }
}

TEST(PositionCursor, TheSameRowMayBeAskedForAgain) {
  const Encoded encoded = encode({{3, {1, 5}}, {4, {2}}}, 10);
  PositionCursor cursor(encoded.open());
  EXPECT_EQ(cursor.seek(3).size(), 2U);
  EXPECT_EQ(cursor.seek(3).size(), 2U);
  EXPECT_EQ(cursor.seek(4)[0], 2U);
}

TEST(Postings, BlocksGiveBackRowsAndFrequencies) {
  std::mt19937 random(12);
  for (const std::uint32_t one_in : {1U, 5U, 40U}) {
    const Occurrences rows = random_occurrences(random, 4000, one_in);
    const Encoded encoded = encode(rows, 4000);
    const Postings postings = encoded.open();
    auto want = rows.begin();
    for (std::uint32_t block = 0; block < postings.num_blocks(); ++block) {
      std::array<std::uint32_t, kPackedBlock> numbers = {};
      std::array<std::uint32_t, kPackedBlock> frequencies = {};
      const std::uint32_t count = postings.decode(block, numbers.data(), frequencies.data());
      for (std::uint32_t i = 0; i < count; ++i, ++want) {
        ASSERT_EQ(numbers[i], want->first);
        ASSERT_EQ(frequencies[i], want->second.size());
        const auto f = static_cast<float>(frequencies[i]);
        EXPECT_LE(f / (f + 1.2F), postings.max_impact(block));
      }
      EXPECT_GE(postings.last_row(block), numbers[count - 1]);
    }
    EXPECT_EQ(want, rows.end());
  }
}

TEST(Postings, TablesSayWhatTheBlocksSay) {
  std::mt19937 random(14);
  for (const std::uint32_t one_in : {1U, 2U, 3U}) {
    Occurrences rows = random_occurrences(random, 5001, one_in);
    for (auto& [row, positions] : rows) {
      if (row % 50 == 0) positions.resize(300);  // Beyond what the table can say.
      for (std::uint32_t i = 0; i < positions.size(); ++i) positions[i] = i;
    }
    const Encoded encoded = encode(rows, 5001);
    const Postings postings = encoded.open();
    ASSERT_TRUE(postings.has_table());
    for (std::uint32_t row = 0; row < 5001; ++row) {
      const auto found = rows.find(row);
      const std::size_t want = found == rows.end() ? 0 : found->second.size();
      ASSERT_EQ(postings.table_frequency(row), want);
      ASSERT_EQ(postings.frequency_in(row), want);
    }
  }
  const Encoded sparse = encode(random_occurrences(random, 5000, 6), 5000);
  EXPECT_FALSE(sparse.open().has_table());
  EXPECT_TRUE(sparse.open().has_bitmap());
}

TEST(Postings, DamagedRecordsAreReadWithinTheirBytes) {
  std::mt19937 random(13);
  const Occurrences rows = random_occurrences(random, 3000, 2);
  const Encoded good = encode(rows, 3000);
  for (int round = 0; round < 300; ++round) {
    Encoded bad = good;
    for (int flip = 0; flip < 20; ++flip) {
      bad.record[random() % bad.record.size()] = static_cast<char>(random());
    }
    const std::vector<char> exact(bad.record.begin(), bad.record.end());
    const auto* bytes = reinterpret_cast<const unsigned char*>(exact.data());
    PositionCursor cursor(*Postings::open({bytes, exact.size()}, bad.shape, 3000));
    for (std::uint32_t row = 0; row < 3000; row += 10) cursor.seek(row);
  }
}

TEST(Postings, ARecordTooShortForItsShapeIsRefused) {
  const Encoded encoded = encode({{1, {1}}, {2, {1}}}, 5);
  const auto* bytes = reinterpret_cast<const unsigned char*>(encoded.record.data());
  EXPECT_FALSE(Postings::open({bytes, encoded.record.size() - 1}, encoded.shape, 5));
  EXPECT_FALSE(Postings::open({bytes, encoded.record.size()}, encoded.shape, 1));
}

}  // namespace
}  // namespace vitrine::text
