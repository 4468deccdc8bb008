#include "base/hash.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace vitrine {
namespace {

std::string random_bytes(std::mt19937_64& random, std::size_t size) {
  std::string bytes(size, '\0');
  for (char& c : bytes) c = static_cast<char>(random());
  return bytes;
}

TEST(Hash, IsTheOneOfXxh3) {
  // Of the empty input, as the XXH3 reference implementation has them.
  EXPECT_EQ(hex64(checksum64(std::string_view())), "2d06800538d394c2");
  EXPECT_EQ(hash128("").hex(), "99aa06d3014798d86001c324468d497f");
}

TEST(Hash, DoesNotDependOnWhereThePiecesEnd) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    std::mt19937_64 random(seed);
    const std::string bytes = random_bytes(random, random() % 2000);
    Hasher128 hasher;
    std::string_view rest = bytes;
    while (!rest.empty()) {
      const std::size_t n = random() % (rest.size() + 1);
      hasher.update(rest.substr(0, n));
      rest.remove_prefix(n);
    }
    EXPECT_EQ(hasher.digest(), hash128(bytes)) << "seed " << seed;
    EXPECT_EQ(hasher.digest(), hash128(bytes)) << "asked twice, seed " << seed;
  }
}

TEST(Hash, OneFlippedBitAnywhereIsNoticed) {
  std::mt19937_64 random(7);
  for (const std::size_t size : {1U, 8U, 16U, 17U, 128U, 129U, 240U, 241U}) {
    std::string bytes = random_bytes(random, size);
    const std::uint64_t before = checksum64(bytes);
    const Hash128 wide = hash128(bytes);
    for (std::size_t bit = 0; bit < size * 8; ++bit) {
      bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ 1 << bit % 8);
      ASSERT_NE(checksum64(bytes), before) << size << " bytes, bit " << bit;
      ASSERT_NE(hash128(bytes), wide) << size << " bytes, bit " << bit;
      bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ 1 << bit % 8);
    }
    EXPECT_EQ(checksum64(bytes), before);
  }
}

std::string fields(std::initializer_list<std::string_view> parts) {
  Hasher128 hasher;
  for (const std::string_view part : parts) hasher.update_field(part);
  return hasher.digest().hex();
}

TEST(Hash, FieldsSayWhereTheyEnd) {
  const std::set<std::string> digests = {
      fields({}),          fields({""}),        fields({"", ""}),
      fields({"abc"}),     fields({"ab", "c"}), fields({"a", "bc"}),
      fields({"abc", ""}), fields({"", "abc"}), fields({"a", "b", "c"})};
  EXPECT_EQ(digests.size(), 9U);
  EXPECT_EQ(fields({"ab", "c"}), fields({"ab", "c"}));
}

TEST(Hex64, IsSixteenDigitsThatReadBack) {
  EXPECT_EQ(hex64(0), "0000000000000000");
  EXPECT_EQ(hex64(~std::uint64_t{0}), "ffffffffffffffff");
  EXPECT_EQ(hex64(0x123456789abcdefU), "0123456789abcdef");
  std::mt19937_64 random(3);
  for (int i = 0; i < 200; ++i) {
    const std::uint64_t value = random() >> random() % 64;
    const std::string text = hex64(value);
    ASSERT_EQ(text.size(), 16U);
    EXPECT_EQ(std::stoull(text, nullptr, 16), value) << text;
  }
  EXPECT_EQ((Hash128{.high = 1, .low = 2}.hex()), "00000000000000010000000000000002");
}

}  // namespace
}  // namespace vitrine
