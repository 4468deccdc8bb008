#include "ingest/vector_indexer.h"

#include <gtest/gtest.h>

#include <random>

#include "store/artefacts.h"
#include "store/vector_file.h"

namespace vitrine::ingest {
namespace {

constexpr std::uint32_t kDimension = 512;

class VectorIndexerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    directory_ = fs::path(::testing::TempDir()) / (std::string("vector_indexer_") + test->name());
    fs::remove_all(directory_);
    fs::create_directories(directory_);
    features_ = {
        {"title", schema::Feature::value("string")},
        {"embedding", schema::Feature::list(schema::Feature::value("float32"), kDimension)}};
  }
  void TearDown() override { fs::remove_all(directory_); }

  void write_vectors(std::size_t num_rows) const {
    std::mt19937 random(1);
    std::normal_distribution<float> normal;
    Result<store::VectorFileWriter> writer = store::VectorFileWriter::create(
        directory_ / store::artefact_filename(store::Artefact::kVectors, 1), kDimension,
        store::VectorElement::kFloat32);
    ASSERT_TRUE(writer);
    std::vector<float> row(kDimension);
    for (std::size_t r = 0; r < num_rows; ++r) {
      for (float& value : row) value = normal(random);
      ASSERT_TRUE(writer->append(row));
    }
    ASSERT_TRUE(writer->finish());
  }

  fs::path directory_;
  schema::Features features_;
};

TEST_F(VectorIndexerTest, ALargeColumnGetsAnIndexBesideItsVectors) {
  write_vectors(4096);
  ASSERT_TRUE(index_vectors(directory_, features_, 2, nullptr, {}));
  EXPECT_TRUE(fs::exists(directory_ / store::artefact_filename(store::Artefact::kVectorIndex, 1)));
}

TEST_F(VectorIndexerTest, ASmallColumnGetsNone) {
  write_vectors(1000);
  ASSERT_TRUE(index_vectors(directory_, features_, 0, nullptr, {}));
  EXPECT_FALSE(fs::exists(directory_ / store::artefact_filename(store::Artefact::kVectorIndex, 1)));
}

TEST_F(VectorIndexerTest, AStopIsHeeded) {
  write_vectors(4096);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(index_vectors(directory_, features_, 1, nullptr, stop.get_token()).error().code(),
            ErrorCode::kCancelled);
}

}  // namespace
}  // namespace vitrine::ingest
