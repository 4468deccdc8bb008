#include "source/main_format.h"

#include <gmock/gmock.h>

#include <initializer_list>
#include <string>
#include <utility>

namespace vitrine::source {
namespace {

using ::testing::ElementsAre;

/// So many files of each ending, as they come.
Paths files_of(std::initializer_list<std::pair<std::size_t, const char*>> counts) {
  Paths files;
  for (const auto& [count, ending] : counts) {
    for (std::size_t i = 0; i < count; ++i) files.emplace_back(std::to_string(i) + ending);
  }
  return files;
}

std::string main_ending(std::initializer_list<std::pair<std::size_t, const char*>> counts) {
  return of_main_format(files_of(counts)).front().extension();
}

TEST(MainFormat, IsTheMostFrequent) {
  EXPECT_THAT(of_main_format(files_of({{1, ".parquet"}, {2, ".csv"}})),
              ElementsAre("0.csv", "1.csv"));
  EXPECT_TRUE(of_main_format({}).empty());
}

TEST(MainFormat, AmongEqualsParquetIsFirst) {
  EXPECT_EQ(main_ending({{2, ".jsonl"}, {2, ".parquet"}}), ".parquet");
  EXPECT_EQ(main_ending({{2, ".arrow"}, {2, ".tsv"}, {2, ".jsonl"}}), ".jsonl");
}

TEST(MainFormat, JsonCountsWhereItIsMany) {
  EXPECT_EQ(main_ending({{10, ".json"}, {1, ".xlsx"}}), ".xlsx");
  EXPECT_EQ(main_ending({{11, ".json"}, {1, ".xlsx"}}), ".json");
}

TEST(MainFormat, TextsAndArchivesCountByThemselves) {
  EXPECT_EQ(main_ending({{9, ".txt"}, {1, ".json"}}), ".json");
  EXPECT_EQ(main_ending({{9, ".zip"}, {1, ".csv"}}), ".csv");
  EXPECT_EQ(main_ending({{9, ".txt"}, {1, ".zip"}}), ".zip");
  EXPECT_EQ(main_ending({{1, ".txt"}}), ".txt");
}

TEST(MainFormat, ArraysAndTheirArchivesAreOne) {
  EXPECT_THAT(of_main_format(files_of({{1, ".npy"}, {1, ".npz"}, {1, ".sqlite"}})),
              ElementsAre("0.npy", "0.npz"));
}

}  // namespace
}  // namespace vitrine::source
