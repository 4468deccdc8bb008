#include "text/postings.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <random>

#include "text/ranking.h"

namespace vitrine::text {
namespace {

constexpr std::uint32_t kMaxRows = std::numeric_limits<std::uint32_t>::max();
using Gaps = std::array<std::uint32_t, kPackedBlock>;

struct Record {
  std::string bytes;
  RecordShape shape;

  std::optional<Postings> open(std::uint32_t num_rows) const {
    return Postings::open({reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()},
                          shape, num_rows);
  }
};

template <typename Value>
void append(std::string& out, Value value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

/// The record of full blocks with these gaps, as the format has it, whatever they add up to.
Record record_of(const std::vector<Gaps>& blocks) {
  Record record;
  std::string data;
  std::uint32_t row = 0;
  for (const Gaps& gaps : blocks) {
    for (const std::uint32_t gap : gaps) row += gap;
    append(record.bytes, row);
    append(record.bytes, static_cast<std::uint32_t>(data.size()));
    append(record.bytes, std::uint32_t{0});
    append(record.bytes, 1.0F);
    data += static_cast<char>(bit_width_of(gaps));
    data += '\0';  // every frequency is 1
    pack_block(gaps, bit_width_of(gaps), data);
  }
  record.bytes += data;
  record.shape = {static_cast<std::uint32_t>(blocks.size() * kPackedBlock), record.bytes.size(), 0};
  return record;
}

Gaps steps_of_one(std::uint32_t first) {
  Gaps gaps;
  gaps.fill(1);
  gaps[0] = first;
  return gaps;
}

std::uint32_t num_decoded(const Postings& postings, std::uint32_t block) {
  std::array<std::uint32_t, kPackedBlock> rows;
  return postings.decode_rows(block, rows.data());
}

TEST(Postings, ABlockMayBeginWithTheFirstRowHoweverWideItsGaps) {
  Gaps gaps = steps_of_one(0);
  gaps[1] = 1U << 31U;
  const Record record = record_of({gaps});
  const std::optional<Postings> postings = record.open(kMaxRows);
  ASSERT_TRUE(postings);
  std::array<std::uint32_t, kPackedBlock> rows;
  ASSERT_EQ(postings->decode_rows(0, rows.data()), kPackedBlock);
  EXPECT_EQ(rows[0], 0U);
  EXPECT_EQ(rows[1], 1U << 31U);
  EXPECT_EQ(rows[127], (1U << 31U) + 126);
}

TEST(Postings, RowsThatWrapAroundAreADamagedBlock) {
  const auto decoded = [](const std::vector<Gaps>& blocks) {
    const Record record = record_of(blocks);
    const std::optional<Postings> postings = record.open(kMaxRows);
    return num_decoded(*postings, postings->num_blocks() - 1);
  };
  Gaps far = steps_of_one(0);
  far[127] = kMaxRows - 1000;
  EXPECT_EQ(decoded({far}), kPackedBlock);
  EXPECT_EQ(decoded({far, steps_of_one(1)}), kPackedBlock);
  EXPECT_EQ(decoded({far, steps_of_one(2000)}), 0U) << "the first row is below the block before";
  Gaps inside = steps_of_one(1);
  inside[64] = 2000;
  EXPECT_EQ(decoded({far, inside}), 0U) << "a later row is";
}

TEST(Postings, RowsThatTheIndexDoesNotHaveAreADamagedBlock) {
  const Record record = record_of({steps_of_one(2000)});
  EXPECT_EQ(num_decoded(*record.open(2128), 0), kPackedBlock);
  EXPECT_EQ(num_decoded(*record.open(2127), 0), 0U);
}

/// A term in `count` of `norms.size()` rows, and how often it is in each of them.
std::vector<std::uint32_t> encode(std::span<const float> norms, std::uint32_t count,
                                  std::uint32_t seed, Record& record) {
  std::mt19937 random(seed);
  std::vector<std::uint32_t> frequencies(norms.size());
  std::fill_n(frequencies.begin(), count, 1U);
  std::ranges::shuffle(frequencies, random);
  PostingsEncoder encoder(norms);
  for (std::uint32_t row = 0; row < frequencies.size(); ++row) {
    if (frequencies[row] == 0) continue;
    // Some are more than half a byte of a table can say, and some more than a byte.
    frequencies[row] = 1 + (random() % 8 == 0 ? static_cast<std::uint32_t>(random() % 400) : 0);
    encoder.add(row, frequencies[row], std::vector<std::uint32_t>{row % 7});
  }
  record.shape = encoder.finish(record.bytes);
  return frequencies;
}

void expect_blocks_hold(const Postings& postings, std::span<const float> norms,
                        const std::vector<std::uint32_t>& frequencies) {
  std::vector<std::uint32_t> found(frequencies.size());
  for (std::uint32_t block = 0; block < postings.num_blocks(); ++block) {
    std::array<std::uint32_t, kPackedBlock> rows;
    std::array<std::uint32_t, kPackedBlock> values;
    std::array<std::uint32_t, kPackedBlock> added;
    const std::uint32_t count = postings.decode(block, rows.data(), values.data());
    EXPECT_EQ(postings.decode_contributions(block, norms, 1000, rows.data(), added.data()), count);
    float largest = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
      found[rows[i]] = values[i];
      const auto frequency = static_cast<float>(values[i]);
      largest = std::max(largest, frequency / (frequency + norms[rows[i]]));
      EXPECT_EQ(added[i], contribution(1000, values[i], norms[rows[i]]));
      EXPECT_EQ(postings.block_of(rows[i], 0), block);
    }
    if (postings.size() >= kPackedBlock) {
      EXPECT_EQ(postings.last_row(block), rows[count - 1]);
      EXPECT_EQ(postings.max_impact(block), largest);
    }
  }
  EXPECT_EQ(found, frequencies);
}

TEST(Postings, GiveBackWhatWasEncodedByEveryWayThatAsks) {
  std::vector<float> norms(2048);
  for (std::size_t row = 0; row < norms.size(); ++row) norms[row] = 1 + static_cast<float>(row % 5);
  // Around a full block, and around the shares from which on there are bitmaps and tables.
  for (const std::uint32_t count : {1U, 127U, 128U, 129U, 255U, 256U, 511U, 512U, 1023U, 1024U}) {
    SCOPED_TRACE(count);
    Record record;
    const std::vector<std::uint32_t> frequencies = encode(norms, count, count, record);
    const std::optional<Postings> postings = record.open(2048);
    ASSERT_TRUE(postings);
    EXPECT_EQ(postings->size(), count);
    EXPECT_EQ(postings->has_bitmap(), count >= 256);
    EXPECT_EQ(postings->has_table(), count >= 512);
    expect_blocks_hold(*postings, norms, frequencies);
    for (std::uint32_t row = 0; row < 2048; ++row) {
      EXPECT_EQ(postings->frequency_in(row), frequencies[row]);
      if (postings->has_table()) {
        EXPECT_EQ(postings->table_frequency(row), frequencies[row]);
      }
      if (postings->has_bitmap()) {
        EXPECT_EQ(postings->may_have(row), frequencies[row] > 0);
      }
    }
  }
}

TEST(Postings, ARecordTooShortForItsShapeIsNone) {
  std::vector<float> norms(600, 1.0F);
  Record record;
  encode(norms, 300, 1, record);  // with a bitmap and a table
  ASSERT_TRUE(record.open(600));
  EXPECT_FALSE(record.open(299)) << "more rows than the index has";
  for (std::size_t kept = 0; kept < 75 + 600 + 3 * 16; kept += 8) {
    Record cut = record;
    cut.bytes.resize(kept);
    cut.shape.postings_bytes = kept;
    cut.shape.positions_bytes = 0;
    EXPECT_FALSE(cut.open(600)) << kept;
  }
  Record longer = record;
  longer.bytes += 'x';
  EXPECT_FALSE(longer.open(600)) << "bytes that belong to nothing";
  record.shape.rows = 0;
  EXPECT_FALSE(record.open(600));
}

}  // namespace
}  // namespace vitrine::text
