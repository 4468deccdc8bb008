#include "text/bit_packing.h"

#include <gtest/gtest.h>

#include <array>
#include <random>

namespace vitrine {
namespace {

using Block = std::array<std::uint32_t, kPackedBlock>;

TEST(BitPacking, EveryWidthGivesBackItsValues) {
  std::mt19937 random(3);
  for (unsigned width = 0; width <= 32; ++width) {
    Block values = {};
    for (std::uint32_t& value : values) {
      value = width == 0 ? 0 : static_cast<std::uint32_t>(random()) >> (32 - width);
    }
    EXPECT_LE(bit_width_of(values), width);
    std::string packed = "x";  // Unaligned.
    pack_block(values, width, packed);
    ASSERT_EQ(packed.size(), 1 + packed_bytes(width));
    Block out = {};
    unpack_block(reinterpret_cast<const unsigned char*>(packed.data()) + 1, width, out.data());
    EXPECT_EQ(out, values) << width;
  }
}

TEST(BitPacking, PrefixSumsEqualTheLoop) {
  std::mt19937 random(4);
  Block gaps = {};
  for (std::uint32_t& gap : gaps) gap = static_cast<std::uint32_t>(random() % 1000);
  Block sums = gaps;
  prefix_sums(77, sums);
  std::uint32_t sum = 77;
  for (std::size_t i = 0; i < gaps.size(); ++i) {
    sum += gaps[i];
    EXPECT_EQ(sums[i], sum);
  }
}

}  // namespace
}  // namespace vitrine
