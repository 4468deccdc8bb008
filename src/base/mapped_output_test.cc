#include "base/mapped_output.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

namespace vitrine {
namespace {

fs::path output_path(std::string_view name) {
  return fs::path(::testing::TempDir()) / ("mapped_output_" + std::string(name));
}

TEST(MappedOutput, HoldsWhatSeveralThreadsWroteInAnyOrder) {
  const fs::path path = output_path("threads");
  Result<MappedOutput> output = MappedOutput::create(path, 10000);
  ASSERT_TRUE(output);
  {
    const std::jthread back(
        [&] { std::ranges::fill(output->bytes().subspan(6000), std::byte{'b'}); });
    std::ranges::fill(output->bytes().first(5000), std::byte{'a'});
  }
  ASSERT_TRUE(output->close());
  const Result<std::string> content = read_file(path);
  ASSERT_TRUE(content);
  EXPECT_EQ(*content, std::string(5000, 'a') + std::string(1000, '\0') + std::string(4000, 'b'));
  fs::remove(path);
}

TEST(MappedOutput, NamesThePathThatItCannotCreate) {
  const Result<MappedOutput> output = MappedOutput::create(output_path("missing/out"), 1);
  ASSERT_FALSE(output);
  EXPECT_NE(output.error().message().find("missing/out"), std::string::npos);
}

TEST(MappedOutput, ReportsAFullDiskBeforeAnythingIsWritten) {
  const fs::path path = output_path("full");
  EXPECT_FALSE(MappedOutput::create(path, std::uint64_t{1} << 60U));
  fs::remove(path);
}

}  // namespace
}  // namespace vitrine
