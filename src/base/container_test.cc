#include "base/container.h"

#include <gtest/gtest.h>

#include <random>

namespace vitrine {
namespace {

constexpr FileKind kKind = {"VITRTEST", 3, "test file"};

class ContainerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    path_ = fs::path(::testing::TempDir()) /
            (std::string("container_") +
             ::testing::UnitTest::GetInstance()->current_test_info()->name());
  }

  static std::string noise(std::size_t size, unsigned seed) {
    std::mt19937 random(seed);
    std::string bytes(size, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    return bytes;
  }
  void write(std::span<const std::string> sections) {
    auto out = ContainerWriter::create(path_, kKind);
    ASSERT_TRUE(out);
    for (std::uint32_t i = 0; i < sections.size(); ++i) {
      ASSERT_TRUE(out->begin_section(i + 1));
      // In pieces of uneven sizes, which the file must not depend on.
      for (std::size_t at = 0; at < sections[i].size(); at += 999)
        ASSERT_TRUE(out->write(std::string_view(sections[i]).substr(at, 999)));
    }
    ASSERT_TRUE(out->finish());
  }
  static std::string_view text_of(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }

  fs::path path_;
};

TEST_F(ContainerTest, SectionsComeBackAlignedAndWhole) {
  const std::vector<std::string> sections = {noise(100, 1), "", noise(50'000, 2), noise(16'384, 3)};
  write(sections);
  const auto file = Container::open(path_, kKind);
  ASSERT_TRUE(file) << file.error().message();
  EXPECT_TRUE(file->check_all());
  EXPECT_TRUE(Container::check_file(path_, kKind));
  for (std::uint32_t i = 0; i < sections.size(); ++i) {
    const std::span<const std::byte> bytes = file->section(i + 1);
    EXPECT_EQ(text_of(bytes), sections[i]);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(bytes.data()) % kSectionAlignment, 0U);
  }
  EXPECT_TRUE(file->section(9).empty());
}

TEST_F(ContainerTest, SealedInPlaceAndWrittenInOrderAreTheSameBytes) {
  const std::vector<std::string> sections = {noise(20'000, 4), noise(64, 5)};
  write(sections);
  const std::string written = *read_file(path_);
  const std::uint64_t content = 20'032 + 64;
  std::string sealed(container_bytes(content, 2), '\0');
  std::ranges::copy(sections[0], sealed.begin());
  std::ranges::copy(sections[1], sealed.begin() + 20'032);
  const ContainerSection table[] = {{1, 0, 20'000}, {2, 20'032, 64}};
  seal_container(std::as_writable_bytes(std::span(sealed)), content, kKind, table);
  EXPECT_EQ(sealed, written);
}

TEST_F(ContainerTest, EveryFlippedBitIsFound) {
  write(std::vector<std::string>{noise(70, 6), noise(30, 7)});
  const std::string whole = *read_file(path_);
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    std::string flipped = whole;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    ASSERT_TRUE(write_file_atomic(path_, flipped));
    const auto file = Container::open(path_, kKind);
    EXPECT_FALSE(file && file->check_all()) << bit;
    EXPECT_FALSE(Container::check_file(path_, kKind)) << bit;
  }
}

TEST_F(ContainerTest, EveryCutAndEveryByteMoreIsFound) {
  write(std::vector<std::string>{noise(70, 6), noise(30, 7)});
  const std::string whole = *read_file(path_);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    ASSERT_TRUE(write_file_atomic(path_, whole.substr(0, size)));
    EXPECT_EQ(Container::open(path_, kKind).error().code(), ErrorCode::kCorrupt) << size;
  }
  ASSERT_TRUE(write_file_atomic(path_, whole + '\0'));
  EXPECT_FALSE(Container::open(path_, kKind));
}

TEST_F(ContainerTest, APartIsCheckedWithoutTheRest) {
  write(std::vector<std::string>{noise(100'000, 8)});
  std::string damaged = *read_file(path_);
  damaged[50'000] = static_cast<char>(damaged[50'000] ^ 1);
  ASSERT_TRUE(write_file_atomic(path_, damaged));
  const auto file = Container::open(path_, kKind);
  ASSERT_TRUE(file);
  const std::span<const std::byte> bytes = file->section(1);
  EXPECT_TRUE(file->check(bytes.first(40'000)));
  EXPECT_TRUE(file->check_once(bytes.last(10'000)));
  for (const auto& check : {&Container::check, &Container::check_once}) {
    const Status status = ((*file).*check)(bytes.subspan(49'999, 2));
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code(), ErrorCode::kCorrupt);
    EXPECT_NE(status.error().message().find(path_.filename().string()), std::string::npos);
    EXPECT_EQ(status.error().message().find('/'), std::string::npos);
  }
}

TEST_F(ContainerTest, OtherKindsAndVersionsAreToldApart) {
  write(std::vector<std::string>{"x"});
  EXPECT_EQ(Container::open(path_, {"VITROTHR", 3, "other"}).error().code(), ErrorCode::kCorrupt);
  const auto newer = Container::open(path_, {"VITRTEST", 4, "test file"});
  EXPECT_EQ(newer.error().code(), ErrorCode::kUnsupported);
  EXPECT_NE(newer.error().message().find("version 3"), std::string::npos);
  EXPECT_EQ(Container::open(path_.string() + "-absent", kKind).error().code(),
            ErrorCode::kNotFound);
}

}  // namespace
}  // namespace vitrine
