#include "meaning/text_vectors.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

#include "base/testing/resealed.h"
#include "meaning/text_space.h"
#include "meaning/text_vectors_format.h"
#include "meaning/text_vectors_writer.h"

namespace vitrine::meaning {
namespace {

const std::vector<std::string>& subjects() {
  static const std::vector<std::string> all = {
      "graph neural networks",  "machine translation",    "robot grasping",     "protein folding",
      "image super-resolution", "reinforcement learning", "speech recognition", "fair ranking"};
  return all;
}

/// What row `row` says; every ninth says nothing that is known.
std::string text_of(std::uint64_t row) {
  if (row % 9 == 4) return row % 2 == 0 ? "" : std::string("\x00\xff\xfe\x80", 4);
  return subjects()[row % 8] + " for " + subjects()[row / 8 % 8] + " in " +
         subjects()[row / 64 % 8];
}

class TextVectorsTest : public ::testing::Test {
 protected:
  static constexpr std::uint64_t kRows = 500;

  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    path_ = fs::path(::testing::TempDir()) / (std::string("text_vectors_") + test->name());
    write(path_, 1);
  }
  void TearDown() override { fs::remove(path_); }

  static void write(const fs::path& path, unsigned threads, std::uint64_t rows = kRows,
                    std::function<bool()> has_free_core = {}) {
    TextVectorsOptions options;
    options.threads = threads;
    options.has_free_core = std::move(has_free_core);
    const Status written = write_text_vectors(
        path, rows,
        [](std::uint64_t first, std::vector<std::string>& texts) {
          for (std::size_t i = 0; i < texts.size(); ++i) texts[i] = text_of(first + i);
          return Status();
        },
        options);
    ASSERT_TRUE(written) << written.error().message();
  }
  TextVectors open() const {
    Result<TextVectors> opened = TextVectors::open(path_);
    EXPECT_TRUE(opened) << opened.error().message();
    return *std::move(opened);
  }
  static std::vector<float> vector_of(std::string_view text) {
    TextVectorMaker maker(**TextSpace::get());
    EXPECT_TRUE(maker.make(text)) << text;
    return {maker.vector().begin(), maker.vector().end()};
  }
  static double dot(std::span<const float> a, std::span<const float> b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
  }

  fs::path path_;
};

TEST_F(TextVectorsTest, ARowLiesNearItsTextsOwnVector) {
  const TextVectors vectors = open();
  ASSERT_EQ(vectors.num_rows(), kRows);
  for (std::uint64_t row = 0; row < kRows; ++row) {
    ASSERT_EQ(vectors.has_vector(row), row % 9 != 4) << row;
    const Result<std::vector<float>> vector = vectors.vector(row);
    ASSERT_TRUE(vector);
    if (row % 9 == 4) {
      EXPECT_TRUE(vector->empty());
      continue;
    }
    EXPECT_NEAR(dot(*vector, *vector), 1, 1e-4);
    EXPECT_GT(dot(*vector, vector_of(text_of(row))), 0.99) << row;
  }
}

TEST_F(TextVectorsTest, TheNearestAreThoseOfASlowLookAtEveryVector) {
  const TextVectors vectors = open();
  const std::vector<float> query = vector_of("translating languages by machine");
  std::vector<std::uint64_t> rows(kRows);
  std::iota(rows.begin(), rows.end(), 0);
  const auto similarities = vectors.similarities(query, rows);
  ASSERT_TRUE(similarities);
  std::vector<vector::Neighbour> slow;
  for (const std::uint64_t row : rows) {
    if (!vectors.has_vector(row)) {
      EXPECT_FALSE((*similarities)[row]);
      continue;
    }
    slow.push_back({row, *(*similarities)[row]});
    EXPECT_NEAR(slow.back().similarity, dot(*vectors.vector(row), query), 0.004) << row;
  }
  std::ranges::sort(slow, vector::is_nearer);
  const Result<vector::Neighbours> found = vectors.search({.vector = query, .limit = 40}, {});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->num_comparable, slow.size());
  slow.resize(40);
  EXPECT_EQ(found->nearest, slow);
  EXPECT_EQ(found->nearest[0].row % 8, 1U) << text_of(found->nearest[0].row);
}

TEST_F(TextVectorsTest, OnlyAllowedRowsAreFound) {
  const TextVectors vectors = open();
  const std::vector<float> query = vector_of("robots");
  std::vector<std::uint64_t> allowed((kRows + 63) / 64);
  allowed[1] = 0b1011;
  const Result<vector::Neighbours> found =
      vectors.search({.vector = query, .limit = 10, .allowed = allowed}, {});
  ASSERT_TRUE(found);
  for (const vector::Neighbour& one : found->nearest)
    EXPECT_TRUE(one.row == 64 || one.row == 65 || one.row == 67) << one.row;
  EXPECT_EQ(found->num_comparable, found->nearest.size());
}

TEST_F(TextVectorsTest, TheMatrixHasTheVectorOfEachRow) {
  const TextVectors vectors = open();
  const Result<vector::VectorMatrix<float>> matrix = vectors.matrix();
  ASSERT_TRUE(matrix);
  for (const std::uint64_t row : {0, 3, 498}) {
    const auto values = matrix->values.subspan(row * matrix->dimension, matrix->dimension);
    EXPECT_EQ(std::vector<float>(values.begin(), values.end()), *vectors.vector(row));
  }
}

TEST_F(TextVectorsTest, TheBytesDoNotDependOnTheThreads) {
  const fs::path other = path_.string() + "_3";
  write(other, 3);
  EXPECT_EQ(*read_file(path_), *read_file(other));
  constexpr std::uint64_t kRowsOfManyParts = 10'000;
  const fs::path many = path_.string() + "_many";
  write(many, 1, kRowsOfManyParts);
  std::size_t asked = 0;
  write(other, 2, kRowsOfManyParts, [&] { return ++asked == 2; });
  EXPECT_EQ(asked, 2U) << "until it was true";
  EXPECT_EQ(*read_file(many), *read_file(other));
  fs::remove(many);
  fs::remove(other);
}

TEST_F(TextVectorsTest, AQueryWithoutADirectionFindsNothing) {
  const TextVectors vectors = open();
  const std::vector<float> zeros(vectors.dimension());
  EXPECT_TRUE(vectors.search({.vector = zeros, .limit = 3}, {})->nearest.empty());
  const std::vector<float> none(vectors.dimension(), NAN);
  EXPECT_TRUE(vectors.search({.vector = none, .limit = 3}, {})->nearest.empty());
}

TEST_F(TextVectorsTest, VectorsOfAnotherEncoderAreNotCompared) {
  std::string bytes = *read_file(path_);
  const std::uint64_t checksum = (*TextSpace::get())->checksum();
  const std::size_t at =
      bytes.find(std::string_view(reinterpret_cast<const char*>(&checksum), sizeof checksum));
  ASSERT_NE(at, std::string::npos);
  bytes[at] = static_cast<char>(bytes[at] + 1);
  ASSERT_TRUE(write_file_atomic(path_, resealed(bytes)));
  const Result<TextVectors> opened = TextVectors::open(path_);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code(), ErrorCode::kUnsupported);
}

TEST_F(TextVectorsTest, ABitBehindTheLastRowIsDamage) {
  const std::string whole = *read_file(path_);
  // 500 rows: the last word of bits has 52 of them.
  const Result<Container> file = Container::open(path_, kTextVectorsKind);
  ASSERT_TRUE(file);
  const std::size_t end = file->section(kTextPresentSection).size();
  std::uint64_t last = 0;
  std::memcpy(&last, file->section(kTextPresentSection).data() + end - 8, 8);
  const std::string bits(reinterpret_cast<const char*>(file->section(kTextPresentSection).data()),
                         end);
  const std::size_t at = whole.find(bits) + end - 8;
  for (std::uint64_t bit = 0; bit < 64; ++bit) {
    const std::uint64_t more = last | std::uint64_t{1} << bit;
    std::string changed = whole;
    std::memcpy(changed.data() + at, &more, 8);
    ASSERT_TRUE(write_file_atomic(path_, resealed(changed)));
    const Result<TextVectors> opened = TextVectors::open(path_);
    EXPECT_EQ(opened.has_value(), bit < kRows % 64) << bit;
    if (!opened) {
      EXPECT_EQ(opened.error().code(), ErrorCode::kCorrupt);
    }
  }
}

TEST_F(TextVectorsTest, RowsThatFillTheLastWordOfBitsAreRead) {
  for (const std::uint64_t rows : {64U, 128U, 1U, 63U, 65U}) {
    write(path_, 1, rows);
    const TextVectors vectors = open();
    EXPECT_EQ(vectors.num_rows(), rows);
    EXPECT_EQ(vectors.has_vector(rows - 1), (rows - 1) % 9 != 4) << rows;
  }
}

TEST_F(TextVectorsTest, DamagedRowsAreToldWhenTheyAreRead) {
  std::string bytes = *read_file(path_);
  bytes[100] = static_cast<char>(bytes[100] ^ 1);
  ASSERT_TRUE(write_file_atomic(path_, bytes));
  const TextVectors vectors = open();
  EXPECT_EQ(vectors.vector(0).error().code(), ErrorCode::kCorrupt);
  EXPECT_EQ(vectors.search({.vector = vector_of("robots")}, {}).error().code(),
            ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace vitrine::meaning
