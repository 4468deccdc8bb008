#include "base/mapped_faults.h"

#include <gtest/gtest.h>

#include <csignal>
#include <numeric>

#include "base/file.h"

namespace vitrine {
namespace {

class MappedFaultsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    path_ = fs::path(::testing::TempDir()) / "mapped";
    ASSERT_TRUE(write_file_atomic(path_, std::string(1 << 20U, 'x')));
    survive_mapped_faults();
  }
  void TearDown() override { ::signal(SIGBUS, SIG_DFL); }

  static std::uint64_t sum_of(const MappedFile& file) {
    std::uint64_t sum = 0;
    for (const std::byte byte : file.bytes()) sum += std::to_integer<std::uint64_t>(byte);
    return sum;
  }

  fs::path path_;
};

TEST_F(MappedFaultsTest, AFileThatShrinksWhileItIsMappedIsToldAndReadAsZeros) {
  const auto file = MappedFile::open(path_);
  const auto other = MappedFile::open(path_);
  ASSERT_TRUE(file);
  const std::uint64_t whole = sum_of(*file);
  EXPECT_TRUE(is_intact(file->bytes().data()));
  fs::resize_file(path_, 4096);
  const std::uint64_t before = mapped_faults();
  EXPECT_LT(sum_of(*file), whole);
  EXPECT_FALSE(is_intact(file->bytes().data()));
  EXPECT_GT(mapped_faults(), before);
  EXPECT_TRUE(is_intact(other->bytes().data())) << "nobody has touched what is missing there";
}

TEST_F(MappedFaultsTest, ARangeThatIsGoneIsNotHeldAgainstTheNextOne) {
  {
    const auto file = MappedFile::open(path_);
    fs::resize_file(path_, 4096);
    EXPECT_GT(sum_of(*file), 0U);
    ASSERT_FALSE(is_intact(file->bytes().data()));
  }
  const auto again = MappedFile::open(path_);
  EXPECT_GT(sum_of(*again), 0U);
  EXPECT_TRUE(is_intact(again->bytes().data()));
}

TEST_F(MappedFaultsTest, AFaultOfSomebodyElsesMemoryEndsTheProcess) {
  EXPECT_EXIT(::raise(SIGBUS); ::raise(SIGBUS), ::testing::KilledBySignal(SIGBUS), "");
}

}  // namespace
}  // namespace vitrine
