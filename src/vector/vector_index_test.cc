#include "vector/vector_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <set>

#include "vector/exact_search.h"
#include "vector/vector_index_builder.h"

namespace vitrine::vector {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

/// Rows around a few centres with a common direction, as embeddings are.
std::vector<float> clustered(std::size_t num_rows, std::uint32_t dimension, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  std::vector<float> centres(std::size_t{20} * dimension);
  for (float& value : centres) value = normal(random) + 0.5F;
  std::vector<float> values(num_rows * dimension);
  for (std::size_t row = 0; row < num_rows; ++row) {
    const std::size_t centre = random() % 20;
    for (std::uint32_t i = 0; i < dimension; ++i)
      values[row * dimension + i] = centres[centre * dimension + i] + normal(random);
  }
  return values;
}

class VectorIndexTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    directory_ = fs::path(::testing::TempDir()) / (std::string("vector_index_") + test->name());
    fs::remove_all(directory_);
    fs::create_directories(directory_);
  }
  void TearDown() override { fs::remove_all(directory_); }

  fs::path path(std::string_view name = "index.vtq") const { return directory_ / name; }

  VectorIndex build(const AnyVectorMatrix& matrix, unsigned threads = 1) const {
    BuildOptions options;
    options.threads = threads;
    EXPECT_TRUE(build_vector_index(matrix, path(), options));
    Result<VectorIndex> index = VectorIndex::open(path(), matrix);
    EXPECT_TRUE(index);
    return *std::move(index);
  }

  fs::path directory_;
};

VectorMatrix<float> matrix_of(std::span<const float> values, std::uint32_t dimension) {
  return {values, dimension, values.size() / dimension, {}};
}

std::vector<Neighbour> nearest(const VectorIndex& index, const VectorQuery& query) {
  Result<Neighbours> found = index.search(query, {});
  EXPECT_TRUE(found);
  return found ? std::move(found->nearest) : std::vector<Neighbour>();
}

std::vector<Neighbour> exactly_nearest(const AnyVectorMatrix& matrix, const VectorQuery& query) {
  Result<Neighbours> found = exact_search(matrix, query, {});
  EXPECT_TRUE(found);
  return found ? std::move(found->nearest) : std::vector<Neighbour>();
}

/// The share of the true nearest that the index finds, over `num_queries` of the rows with noise.
double recall_of(const VectorIndex& index, const VectorMatrix<float>& matrix, VectorQuery query,
                 int num_queries = 30) {
  std::mt19937 random(99);
  std::normal_distribution<float> normal;
  double found = 0;
  double wanted = 0;
  for (int i = 0; i < num_queries; ++i) {
    const std::size_t row = random() % matrix.num_rows;
    std::vector<float> vector(
        matrix.values.begin() + static_cast<std::ptrdiff_t>(row * matrix.dimension),
        matrix.values.begin() + static_cast<std::ptrdiff_t>((row + 1) * matrix.dimension));
    for (float& value : vector) value += normal(random);
    query.vector = vector;
    const Result<Neighbours> exact = exact_search(matrix, query, {});
    const Result<Neighbours> fast = index.search(query, {});
    EXPECT_TRUE(exact && fast);
    EXPECT_EQ(fast->num_comparable, exact->num_comparable);
    EXPECT_EQ(fast->nearest.size(), exact->nearest.size());
    std::set<std::uint64_t> rows;
    for (const Neighbour& neighbour : fast->nearest) rows.insert(neighbour.row);
    for (const Neighbour& neighbour : exact->nearest) {
      found += static_cast<double>(rows.count(neighbour.row));
      ++wanted;
    }
  }
  return found / wanted;
}

TEST_F(VectorIndexTest, FindsNearlyAllTheNearestByEveryMetric) {
  const std::vector<float> values = clustered(6000, 128, 1);
  const VectorMatrix<float> matrix = matrix_of(values, 128);
  const VectorIndex index = build(matrix);
  for (const Metric metric : {Metric::kCosine, Metric::kDot, Metric::kL2})
    EXPECT_GE(recall_of(index, matrix, {.vector = {}, .limit = 10, .metric = metric}), 0.99);
}

TEST_F(VectorIndexTest, WorksInEveryDimension) {
  for (const std::uint32_t dimension : {1U, 2U, 3U, 17U, 64U, 100U, 300U, 1000U, 8192U}) {
    const std::vector<float> values =
        clustered(dimension > 1000 ? 200 : 3000, dimension, dimension);
    const VectorMatrix<float> matrix = matrix_of(values, dimension);
    const VectorIndex index = build(matrix);
    EXPECT_GE(recall_of(index, matrix, {.vector = {}, .limit = 5}, 10), 0.97) << dimension;
  }
}

TEST_F(VectorIndexTest, AskedToBeExactIsExactSearch) {
  const std::vector<float> values = clustered(3000, 64, 2);
  const VectorMatrix<float> matrix = matrix_of(values, 64);
  const VectorIndex index = build(matrix);
  const VectorQuery query = {
      .vector = std::span(values).first(64), .limit = 50, .accuracy = Accuracy::exact()};
  EXPECT_EQ(nearest(index, query), exactly_nearest(matrix, query));
}

TEST_F(VectorIndexTest, RecallHoldsAndOnlyAllowedRowsReturnUnderEveryFilter) {
  constexpr std::size_t kRows = 20000;
  const std::vector<float> values = clustered(kRows, 96, 3);
  const VectorMatrix<float> matrix = matrix_of(values, 96);
  const VectorIndex index = build(matrix);
  std::mt19937 random(5);
  for (const unsigned one_in : {1U, 2U, 10U, 100U, 1000U, 20000U}) {
    std::vector<std::uint64_t> allowed((kRows + 63) / 64);
    for (std::size_t row = 0; row < kRows; ++row)
      if (random() % one_in == 0) allowed[row / 64] |= 1ULL << row % 64;
    const VectorQuery query = {
        .vector = std::span(values).first(96), .limit = 10, .allowed = allowed};
    EXPECT_GE(recall_of(index, matrix, query, 10), 0.98) << one_in;
    for (const Neighbour& neighbour : nearest(index, query))
      EXPECT_NE(allowed[neighbour.row / 64] >> neighbour.row % 64 & 1U, 0U);
  }
}

TEST_F(VectorIndexTest, ContiguousRunsAndShortBitmapsAreFilters) {
  const std::vector<float> values = clustered(5000, 64, 4);
  const VectorMatrix<float> matrix = matrix_of(values, 64);
  const VectorIndex index = build(matrix);
  std::vector<std::uint64_t> allowed(40);  // rows from 2,560 on are beyond its end
  for (std::size_t word = 10; word < 40; ++word) allowed[word] = ~0ULL;
  const VectorQuery query = {.vector = {}, .limit = 10, .allowed = allowed};
  EXPECT_GE(recall_of(index, matrix, query), 0.98);
}

TEST_F(VectorIndexTest, RowsWithoutAVectorAreNeverNeighbours) {
  std::vector<float> values = clustered(4000, 64, 6);
  for (std::size_t row = 0; row < 4000; row += 4) {
    const auto at = [&](std::size_t i) -> float& { return values[row * 64 + i]; };
    if (row % 16 == 0) at(3) = kNan;
    if (row % 16 == 4) at(63) = -std::numeric_limits<float>::infinity();
    if (row % 16 == 8)
      std::fill_n(values.begin() + static_cast<std::ptrdiff_t>(row * 64), 64, 0.0F);
  }
  std::vector<std::uint64_t> present(63, ~0ULL);
  for (std::size_t row = 12; row < 4000; row += 16) present[row / 64] &= ~(1ULL << row % 64);
  VectorMatrix<float> matrix = matrix_of(values, 64);
  matrix.present = present;
  const VectorIndex index = build(matrix);
  for (const Metric metric : {Metric::kCosine, Metric::kDot, Metric::kL2}) {
    std::vector<float> query(values.begin() + 64, values.begin() + 128);
    const Result<Neighbours> fast =
        index.search({.vector = query, .limit = 20, .metric = metric}, {});
    const Result<Neighbours> exact =
        exact_search(matrix, {.vector = query, .limit = 20, .metric = metric}, {});
    EXPECT_EQ(fast->num_comparable, metric == Metric::kCosine ? 3000U : 3250U);
    EXPECT_EQ(fast->num_comparable, exact->num_comparable);
    EXPECT_EQ(fast->nearest.front(), exact->nearest.front());
    for (const Neighbour& neighbour : fast->nearest)
      EXPECT_TRUE(neighbour.row % 4 != 0 || (metric != Metric::kCosine && neighbour.row % 16 == 8));
  }
}

TEST_F(VectorIndexTest, EqualVectorsComeInTheOrderOfTheirRows) {
  std::vector<float> values = clustered(4096, 64, 7);
  for (std::size_t row = 1000; row < 1400; ++row)
    std::copy_n(values.begin(), 64, values.begin() + static_cast<std::ptrdiff_t>(row * 64));
  const VectorMatrix<float> matrix = matrix_of(values, 64);
  const VectorIndex index = build(matrix);
  const VectorQuery query = {.vector = std::span(values).first(64), .limit = 30};
  EXPECT_EQ(nearest(index, query), exactly_nearest(matrix, query));
}

TEST_F(VectorIndexTest, VectorsOfExtremeLengthKeepTheirDirection) {
  std::vector<float> values = clustered(3000, 64, 8);
  for (std::size_t i = 64; i < 128; ++i) values[i] = values[i - 64] * 1e30F;
  for (std::size_t i = 128; i < 192; ++i) values[i] = values[i - 128] * 1e-30F;
  const VectorMatrix<float> matrix = matrix_of(values, 64);
  const VectorIndex index = build(matrix);
  const VectorQuery query = {.vector = std::span(values).first(64), .limit = 3};
  std::set<std::uint64_t> rows;
  for (const Neighbour& neighbour : nearest(index, query)) rows.insert(neighbour.row);
  EXPECT_EQ(rows, (std::set<std::uint64_t>{0, 1, 2}));
  const Result<Neighbours> dot =
      index.search({.vector = query.vector, .limit = 1, .metric = Metric::kDot}, {});
  EXPECT_EQ(dot->nearest.front().row, 1U);
}

TEST_F(VectorIndexTest, DoublesAreIndexedAsFloats) {
  const std::vector<float> values = clustered(3000, 80, 9);
  const std::vector<double> doubles(values.begin(), values.end());
  const VectorIndex index = build(VectorMatrix<double>{doubles, 80, 3000, {}});
  const VectorQuery query = {.vector = std::span(values).subspan(800, 80), .limit = 10};
  const Result<Neighbours> exact = exact_search(matrix_of(values, 80), query, {});
  EXPECT_EQ(nearest(index, query).front(), exact->nearest.front());
}

TEST_F(VectorIndexTest, AnyLimitIsAnswered) {
  const std::vector<float> values = clustered(3000, 64, 10);
  const VectorMatrix<float> matrix = matrix_of(values, 64);
  const VectorIndex index = build(matrix);
  for (const std::uint64_t limit : {0ULL, 1ULL, 100ULL, 1000ULL, 3000ULL, ~0ULL}) {
    const VectorQuery query = {.vector = std::span(values).first(64), .limit = limit};
    const Result<Neighbours> found = index.search(query, {});
    ASSERT_TRUE(found);
    EXPECT_EQ(found->num_comparable, 3000U);
    EXPECT_EQ(found->nearest.size(), std::min<std::uint64_t>(limit, 3000));
    EXPECT_TRUE(std::ranges::is_sorted(found->nearest, is_nearer));
  }
}

TEST_F(VectorIndexTest, TheCodesChooseWhichOfManyRowsAreLookedAt) {
  // The last row's code says that it points away from the query; its floats, that it is the query.
  std::vector<float> values = clustered(3000, 64, 14);
  const auto set_last = [&](float factor) {
    for (std::size_t i = 0; i < 64; ++i) values[2999 * 64 + i] = values[i] * factor;
  };
  set_last(-1);
  build(matrix_of(values, 64));
  set_last(1);
  const Result<VectorIndex> index = VectorIndex::open(path(), matrix_of(values, 64));
  ASSERT_TRUE(index);
  const auto finds_last = [&](VectorQuery query) {
    query.vector = std::span(values).first(64);
    query.limit = 10;
    return std::ranges::any_of(nearest(*index, query), [](auto& n) { return n.row == 2999; });
  };
  EXPECT_FALSE(finds_last({.vector = {}}));
  std::vector<std::uint64_t> few(3000 / 64 + 1);
  few.back() = ~std::uint64_t{0};
  EXPECT_TRUE(finds_last({.vector = {}, .allowed = few})) << "few rows are looked at one by one";
}

TEST_F(VectorIndexTest, QueriesWithoutADirectionAreAnsweredAsTheScanDoes) {
  const std::vector<float> values = clustered(3000, 64, 11);
  const VectorMatrix<float> matrix = matrix_of(values, 64);
  const VectorIndex index = build(matrix);
  std::vector<std::vector<float>> vectors = {std::vector<float>(64), std::vector<float>(64, 1.0F)};
  vectors[1][1] = kNan;
  for (const Metric metric : {Metric::kCosine, Metric::kDot, Metric::kL2}) {
    for (const std::vector<float>& vector : vectors) {
      const VectorQuery query = {.vector = vector, .limit = 10, .metric = metric};
      EXPECT_EQ(nearest(index, query), exactly_nearest(matrix, query));
    }
  }
  const std::vector<float> wrong(63, 1.0F);
  EXPECT_EQ(index.search({.vector = wrong}, {}).error().code(), ErrorCode::kInvalidArgument);
}

TEST_F(VectorIndexTest, AMatrixWithoutRowsOrWithoutVectorsIsIndexed) {
  const std::vector<float> query(64, 1.0F);
  EXPECT_TRUE(
      build(VectorMatrix<float>{{}, 64, 0, {}}).search({.vector = query}, {})->nearest.empty());
  const std::vector<float> zeros(std::size_t{64} * 100);
  EXPECT_TRUE(build(matrix_of(zeros, 64)).search({.vector = query}, {})->nearest.empty());
}

TEST_F(VectorIndexTest, TheBytesDoNotDependOnTheNumberOfThreads) {
  const std::vector<float> values = clustered(9000, 72, 12);
  build(matrix_of(values, 72), 1);
  const std::string alone = *read_file(path());
  build(matrix_of(values, 72), 5);
  EXPECT_EQ(alone, *read_file(path()));
}

TEST_F(VectorIndexTest, ASearchAndABuildEndWhenAsked) {
  const std::vector<float> values = clustered(3000, 64, 13);
  const VectorMatrix<float> matrix = matrix_of(values, 64);
  const VectorIndex index = build(matrix);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(index.search({.vector = std::span(values).first(64)}, stop.get_token()).error().code(),
            ErrorCode::kCancelled);
  BuildOptions options;
  options.stop = stop.get_token();
  EXPECT_EQ(build_vector_index(matrix, path("stopped"), options).error().code(),
            ErrorCode::kCancelled);
  EXPECT_EQ(VectorIndex::open(path("stopped"), matrix).error().code(), ErrorCode::kCorrupt);
}

TEST_F(VectorIndexTest, ProgressCountsUpToAllRows) {
  struct Sink final : ProgressSink {
    void update(const ProgressUpdate& update) override {
      EXPECT_GE(update.rows, rows);
      rows = update.rows;
      total = update.rows_total;
    }
    std::uint64_t rows = 0;
    std::uint64_t total = 0;
  } sink;
  const std::vector<float> values = clustered(5000, 64, 14);
  BuildOptions options;
  options.progress = &sink;
  ASSERT_TRUE(build_vector_index(matrix_of(values, 64), path(), options));
  EXPECT_EQ(sink.rows, 5000U);
  EXPECT_EQ(sink.total, 5000U);
}

TEST_F(VectorIndexTest, DimensionsThatSumsCannotHoldAreRefused) {
  const std::vector<float> values(8193);
  EXPECT_EQ(build_vector_index(matrix_of(values, 8193), path(), {}).error().code(),
            ErrorCode::kUnsupported);
  EXPECT_EQ(build_vector_index(VectorMatrix<float>{}, path(), {}).error().code(),
            ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace vitrine::vector
