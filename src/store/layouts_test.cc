// Names, layouts and vectors of the store on generated input.

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <set>

#include "base/json_parse.h"
#include "schema/plain_name.h"
#include "store/dataset_name.h"
#include "store/split_layout.h"
#include "store/trash.h"
#include "store/vector_file.h"

namespace vitrine::store {
namespace {

using schema::Feature;
using schema::Features;

TEST(DatasetName, IsTwoPlainNamesAndReadsBack) {
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    std::mt19937_64 random(seed);
    std::string text(random() % 9, ' ');
    for (char& c : text) c = "aB0-_./ \n"[random() % 9];
    const std::size_t slash = text.find('/');
    const bool good = slash != std::string::npos && schema::is_plain_name(text.substr(0, slash)) &&
                      schema::is_plain_name(text.substr(slash + 1));
    const Result<DatasetName> name = DatasetName::parse(text);
    ASSERT_EQ(name.has_value(), good) << "seed " << seed << ": " << text;
    if (good) {
      EXPECT_EQ(name->id(), text);
    } else {
      EXPECT_EQ(name.error().code(), ErrorCode::kInvalidArgument) << text;
    }
  }
  EXPECT_EQ(DatasetName::parse("a b").error().message(),
            "\"a b\" is no dataset name: write owner/name with letters, digits, '-', '_' and '.'");
}

TEST(DatasetName, WithoutAnOwnerIsLocal) {
  EXPECT_EQ(DatasetName::parse_short("papers")->id(), "local/papers");
  EXPECT_EQ(DatasetName::parse_short("team/papers")->id(), "team/papers");
  for (const char* text : {"", "/", "a/", "/a", "a/b/c", "a b", "..", ".a"})
    EXPECT_FALSE(DatasetName::parse_short(text)) << text;
}

TEST(SplitLayout, KeepsEveryColumnOnceAndVectorsApart) {
  const char* const names[] = {"title", "abstract", "tldr", "authors", "id", "note", "url", "v"};
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    std::mt19937_64 random(seed);
    Features features;
    for (std::size_t i = random() % 8; i > 0; --i) {
      Feature type = Feature::value(random() % 2 == 0 ? "string" : "int64");
      if (random() % 4 == 0) type = Feature::list(Feature::value("float32"), 16);
      if (random() % 4 == 0) type = Feature::list(Feature::value("string"));
      features.push_back({names[random() % std::size(names)], type});
    }
    const SplitLayout layout(features);
    std::vector<std::size_t> all = layout.row_columns;
    all.insert(all.end(), layout.vector_columns.begin(), layout.vector_columns.end());
    std::ranges::sort(all);
    ASSERT_EQ(all.size(), features.size()) << "seed " << seed;
    for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i], i) << "seed " << seed;
    for (const std::size_t column : layout.vector_columns)
      EXPECT_TRUE(features[column].type.is_vector()) << "seed " << seed;
    for (std::size_t i = 0; i < features.size(); ++i) {
      EXPECT_EQ(std::ranges::count(layout.text_columns, i),
                features[i].type.contains_text() ? 1 : 0)
          << "seed " << seed;
    }
    EXPECT_EQ(layout.meaning_columns.empty(), layout.text_columns.empty()) << "seed " << seed;
    EXPECT_TRUE(std::ranges::includes(layout.text_columns, layout.meaning_columns))
        << "seed " << seed;
  }
}

TEST(SplitLayout, TitlesAndAbstractsSayWhatARowIsAbout) {
  const Feature text = Feature::value("string");
  const auto meaning = [&](std::vector<std::string> columns) {
    Features features;
    for (std::string& name : columns) features.push_back({std::move(name), text});
    return SplitLayout(features).meaning_columns;
  };
  using Columns = std::vector<std::size_t>;
  EXPECT_EQ(meaning({"id", "title", "abstract", "note"}), (Columns{1, 2}));
  EXPECT_EQ(meaning({"id", "title", "note"}), (Columns{1, 2}));
  EXPECT_EQ(meaning({"id", "url"}), (Columns{0, 1}));  // nothing better
  EXPECT_EQ(meaning({"tldr", "note"}), (Columns{0}));
  EXPECT_EQ(meaning({}), Columns{});
}

class StoreFolderTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(fs::create_directories(root_)); }
  void TearDown() override { fs::remove_all(root_); }

  fs::path root_ = fs::path(::testing::TempDir()) / ("layouts-" + std::to_string(::getpid()));
};

TEST_F(StoreFolderTest, VectorsReadBackToTheirLastBitAndNullsAsZeros) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    std::mt19937_64 random(seed);
    const auto dimension = static_cast<std::uint32_t>(1 + random() % 40);
    const std::size_t rows = random() % 200;
    const fs::path path = root_ / "v";
    Result<VectorFileWriter> writer =
        VectorFileWriter::create(path, dimension, VectorElement::kFloat64);
    ASSERT_TRUE(writer);
    std::vector<std::vector<double>> twin(rows);
    for (std::vector<double>& row : twin) {
      if (random() % 5 == 0) {
        ASSERT_TRUE(writer->append_null());
        continue;
      }
      row.resize(dimension);
      for (double& value : row) value = std::ldexp(static_cast<double>(random()), -70);
      ASSERT_TRUE(writer->append(std::span<const double>(row)));
    }
    ASSERT_TRUE(writer->finish());
    const Result<VectorFile> file = VectorFile::open(path);
    ASSERT_TRUE(file) << file.error().message();
    EXPECT_EQ(file->num_rows(), rows);
    EXPECT_EQ(file->dimension(), dimension);
    EXPECT_EQ(file->all_doubles().size(), rows * dimension);
    ASSERT_TRUE(file->check_rows(0, rows));
    for (std::size_t row = 0; row < rows; ++row) {
      ASSERT_EQ(file->is_null(row), twin[row].empty()) << "seed " << seed << ", row " << row;
      const std::span<const double> read = file->doubles(row);
      std::string json;
      file->append_json(json, row);
      if (twin[row].empty()) {
        EXPECT_EQ(json, "null");
        for (const double value : read) EXPECT_EQ(value, 0);
      } else {
        EXPECT_TRUE(std::ranges::equal(read, twin[row])) << "seed " << seed << ", row " << row;
        EXPECT_EQ(parse_json(json)->as_array().size(), dimension);
      }
    }
  }
}

TEST_F(StoreFolderTest, TheTrashGivesBackWhatWentLastAndForgetsAfterAMonth) {
  Storage& storage = posix_storage();
  const Trash trash(storage, root_);
  const DatasetName name{.owner = "a", .name = "b"};
  EXPECT_TRUE(trash.list()->empty());
  EXPECT_EQ(trash.latest(name).error().code(), ErrorCode::kNotFound);
  const auto remove_one = [&](const char* content, std::int64_t now) {
    const fs::path folder = root_ / "dataset";
    ASSERT_TRUE(storage.make_folder(folder));
    ASSERT_TRUE(storage.write(folder / "f", content));
    ASSERT_TRUE(trash.take(name, folder, now));
    EXPECT_FALSE(fs::exists(folder));
  };
  remove_one("first", 1000);
  remove_one("second", 2000);
  remove_one("third", 500);  // a clock that went back
  ASSERT_EQ(trash.list()->size(), 3U);
  const Result<RemovedDataset> latest = trash.latest(name);
  ASSERT_TRUE(latest);
  EXPECT_EQ(latest->removed_at, 2001);
  EXPECT_EQ(latest->dataset, name);
  ASSERT_TRUE(trash.put_back(*latest, root_ / "dataset"));
  EXPECT_EQ(storage.read(root_ / "dataset" / "f", 99).value_or(""), "third");
  EXPECT_EQ(trash.latest(name)->removed_at, 2000);
  const std::int64_t month = std::chrono::seconds(Trash::kKeptFor).count();
  trash.collect(1000 + month);
  EXPECT_EQ(trash.list()->size(), 2U);
  trash.collect(1001 + month);
  ASSERT_EQ(trash.list()->size(), 1U);
  ASSERT_TRUE(trash.purge(trash.list()->front()));
  EXPECT_TRUE(trash.list()->empty());
}

}  // namespace
}  // namespace vitrine::store
