#include "vector/huge_bytes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>

namespace vitrine::vector {
namespace {

constexpr std::size_t kHugePage = std::size_t{1} << 21U;

TEST(HugeBytes, AreZeroAlignedAndWritableToTheLastByte) {
  for (const std::size_t size : {std::size_t{1}, kHugePage - 1, kHugePage, kHugePage + 1}) {
    Result<HugeBytes> memory = HugeBytes::allocate(size);
    ASSERT_TRUE(memory);
    const std::span<std::byte> bytes = memory->bytes();
    ASSERT_EQ(bytes.size(), size);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(bytes.data()) % kHugePage, 0U);
    EXPECT_TRUE(std::ranges::all_of(bytes, [](std::byte byte) { return byte == std::byte{0}; }));
    bytes.front() = bytes.back() = std::byte{1};
  }
}

TEST(HugeBytes, NoneAreNoMemory) {
  const Result<HugeBytes> none = HugeBytes::allocate(0);
  ASSERT_TRUE(none);
  EXPECT_TRUE(none->bytes().empty());
}

TEST(HugeBytes, MoreThanTheSystemHasIsAnError) {
  const Result<HugeBytes> memory = HugeBytes::allocate(std::size_t{1} << 60U);
  ASSERT_FALSE(memory);
  EXPECT_EQ(memory.error().code(), ErrorCode::kIo);
}

TEST(HugeBytes, AMoveTakesTheBytesAlong) {
  Result<HugeBytes> memory = HugeBytes::allocate(10);
  ASSERT_TRUE(memory);
  memory->bytes()[9] = std::byte{7};
  HugeBytes moved = *std::move(memory);
  ASSERT_EQ(moved.bytes().size(), 10U);
  HugeBytes assigned;
  assigned = std::move(moved);
  ASSERT_EQ(assigned.bytes().size(), 10U);
  EXPECT_EQ(assigned.bytes()[9], std::byte{7});
}

}  // namespace
}  // namespace vitrine::vector
