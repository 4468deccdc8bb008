#include "text/bit_packing.h"

#include <gtest/gtest.h>

#include <array>
#include <random>

namespace vitrine::text {
namespace {

TEST(BitPacking, EveryWidthGivesBackItsValuesOneByOne) {
  std::mt19937 random(3);
  for (unsigned width = 0; width <= 32; ++width) {
    std::array<std::uint32_t, kPackedBlock> values = {};
    for (std::uint32_t& value : values)
      value = width == 0 ? 0 : static_cast<std::uint32_t>(random()) >> (32 - width);
    EXPECT_LE(bit_width_of(values), width);
    std::string bytes = "x";  // Unaligned.
    pack_block(values, width, bytes);
    ASSERT_EQ(bytes.size(), 1 + packed_bytes(width));
    const std::vector<unsigned char> exact(bytes.begin() + 1, bytes.end());
    for (std::size_t i = 0; i < kPackedBlock; ++i)
      ASSERT_EQ(packed_value(exact.data(), width, i), values[i]) << width << " at " << i;
  }
}

TEST(BitPacking, ValuesFollowEachOtherBitByBit) {
  std::array<std::uint32_t, kPackedBlock> values = {};
  values[0] = 5;
  values[1] = 3;
  values[127] = 7;
  std::string bytes;
  pack_block(values, 3, bytes);
  EXPECT_EQ(bytes.size(), 48U);
  EXPECT_EQ(bytes.front(), 5 | 3 << 3);
  EXPECT_EQ(static_cast<unsigned char>(bytes.back()), 7 << 5);
}

}  // namespace
}  // namespace vitrine::text
