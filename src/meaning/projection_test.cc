#include "meaning/projection.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <numeric>
#include <random>

#include "base/testing/resealed.h"
#include "encoder/builtin_encoder.h"
#include "encoder/tokenizer.h"
#include "meaning/projection_fit.h"
#include "meaning/projection_judge.h"
#include "meaning/projection_writer.h"
#include "vector/kernels.h"

namespace vitrine::meaning {
namespace {

constexpr std::uint64_t kRows = 500;
constexpr std::uint32_t kDimension = 80;  // of which the second block is not full

const std::vector<std::string>& words() {
  static const std::vector<std::string> all = {
      "graph",     "network",  "translation", "language",  "robot",     "grasping", "protein",
      "structure", "image",    "pixel",       "policy",    "reward",    "speech",   "noise",
      "ranking",   "fairness", "attack",      "robust",    "diffusion", "sampling", "kernel",
      "bayesian",  "molecule", "sentence",    "attention", "memory",    "camera",   "depth",
      "market",    "auction",  "tree",        "forest"};
  return all;
}

/// A title of three words, and a sentence of four others.
std::string text_of(std::uint64_t row) {
  std::mt19937 random(static_cast<unsigned>(row));
  std::string text;
  for (int i = 0; i < 7; ++i) {
    text += words()[random() % words().size()];
    text += i == 2 ? '\n' : ' ';
  }
  return text + "\n";
}

RowTexts texts() {
  return [](std::uint64_t first, std::vector<std::string>& out) {
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = text_of(first + i);
    return Status();
  };
}

/// The vectors of a model that nobody knows: a direction of its own for each word, added up beside
/// one that all texts share.
std::vector<float> model_vector(std::string_view text) {
  std::vector<float> sum(kDimension, 0.0F);
  const encoder::StaticEncoder& encoder = **encoder::builtin_encoder();
  encoder::Tokenizer tokenizer(encoder.word_pieces());
  for (const encoder::TokenId token : tokenizer.tokens(text)) {
    std::mt19937 random(token);
    std::normal_distribution<float> normal;
    for (float& value : sum) value += normal(random);
  }
  for (std::uint32_t i = 0; i < kDimension; i += 2) sum[i] += 3;
  return sum;
}

float cosine(std::span<const float> a, std::span<const float> b) {
  const vector::DotAndNorm both = vector::dot_and_norm(a, b);
  return both.dot / std::sqrt(both.norm_squared * vector::dot_and_norm(b, a).norm_squared);
}

class ProjectionTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::path(::testing::TempDir()) / (std::string("projection_") + test->name());
    fs::create_directories(folder_);
    path_ = folder_ / "projection.vtp";
    for (std::uint64_t row = 0; row < kRows; ++row) {
      const std::vector<float> vector = model_vector(text_of(row));
      values_.insert(values_.end(), vector.begin(), vector.end());
    }
  }
  void TearDown() override { fs::remove_all(folder_); }

  LearningTexts learning(std::uint64_t rows) const {
    EXPECT_TRUE(write_text_vectors(folder_ / "texts.vtt", rows, texts(), {}));
    const Result<TextVectors> vectors = TextVectors::open(folder_ / "texts.vtt");
    Result<LearningTexts> learning = read_learning_texts(*vectors, texts(), {});
    EXPECT_TRUE(learning);
    return *std::move(learning);
  }
  vector::AnyVectorMatrix matrix(std::uint64_t rows = kRows) const {
    return vector::VectorMatrix<float>{
        std::span(values_).first(rows * kDimension), kDimension, rows, {}};
  }
  void write(std::uint64_t rows = kRows, unsigned threads = 1) const {
    TextVectorsOptions options;
    options.threads = threads;
    const Status written = write_projection(path_, learning(rows), matrix(rows), texts(), options);
    ASSERT_TRUE(written) << written.error().message();
  }
  Projection open() const {
    Result<Projection> opened = Projection::open(path_);
    EXPECT_TRUE(opened) << opened.error().message();
    return *std::move(opened);
  }
  std::string bytes() const { return *read_file(path_); }

  fs::path folder_;
  fs::path path_;
  std::vector<float> values_;
};

TEST_F(ProjectionTest, ATextThatNoRowHasComesToLieWhereTheModelHasIt) {
  write();
  const Projection projection = open();
  EXPECT_EQ(projection.dimension(), kDimension);
  for (const std::string_view text : {"protein image policy", "robust speech in a forest"}) {
    const Result<std::vector<float>> place = projection.place_of(text);
    ASSERT_TRUE(place);
    EXPECT_GT(cosine(*place, model_vector(text)), 0.8F) << text;
  }
}

TEST_F(ProjectionTest, TheQualityIsThatOfRowsHeldOut) {
  write();
  const ProjectionQuality quality = open().quality();
  EXPECT_EQ(quality.num_rows, kRows);
  EXPECT_EQ(quality.held_out, kRows / 5);
  EXPECT_EQ(quality.compared, kRows);
  EXPECT_TRUE(quality.is_related());
  EXPECT_GT(quality.explained, 0.6F);
  EXPECT_LT(quality.explained, 1.0F);
  EXPECT_GT(quality.found, 0.1F);  // five rows of 500 that have the same three words: about 0.3
  EXPECT_GT(quality.found_by_text, 0.1F);
}

TEST_F(ProjectionTest, VectorsThatHaveNothingToDoWithTheTextAreNoticed) {
  std::mt19937 random(5);
  std::normal_distribution<float> normal;
  std::ranges::generate(values_, [&] { return normal(random); });
  write();
  const ProjectionQuality quality = open().quality();
  EXPECT_FALSE(quality.is_related()) << quality.explained;
  EXPECT_FALSE(quality.beats_text());
  EXPECT_LT(fs::file_size(path_), 2000U) << "no weights are kept";
}

TEST_F(ProjectionTest, VectorsThatAreAllTheSameAreNoticed) {
  std::ranges::fill(values_, 0.1F);
  write();
  EXPECT_FALSE(open().quality().is_related());
}

TEST_F(ProjectionTest, RowsWithoutADirectionAreLeftOut) {
  const auto vector = [&](std::size_t row) {
    return std::span(values_).subspan(row * kDimension, kDimension);
  };
  for (std::size_t row = 0; row < 120; row += 3) std::ranges::fill(vector(row), 0.0F);
  for (std::size_t row = 1; row < 120; row += 3) vector(row)[7] = std::nanf("");
  for (std::size_t row = 2; row < 120; row += 3) vector(row)[9] = INFINITY;
  write();
  const Projection projection = open();
  EXPECT_EQ(projection.quality().num_rows, kRows - 120);
  EXPECT_TRUE(projection.quality().is_related());
  const Result<std::vector<float>> place = projection.place_of("graph network");
  ASSERT_TRUE(place);
  EXPECT_TRUE(std::ranges::all_of(*place, [](float value) { return std::isfinite(value); }));
}

TEST_F(ProjectionTest, NoneIsMadeOfFewerThanThreeHundredRows) {
  write(kMinProjectionRows - 1);
  EXPECT_FALSE(fs::exists(path_));
  write(kMinProjectionRows);
  EXPECT_TRUE(fs::exists(path_));
}

TEST_F(ProjectionTest, OfManyLongTextsSomeAreLearnedFrom) {
  const LearningTexts all = learning(kRows);
  std::vector<std::uint32_t> places(kRows);
  std::iota(places.begin(), places.end(), 0U);
  std::size_t weights = 0;
  for (const std::uint32_t place : places) weights += all.terms.columns_of(place).size();
  EXPECT_EQ(spread_within(all, places, weights), places);
  const std::vector<std::uint32_t> half = spread_within(all, places, weights / 2 + 1);
  ASSERT_EQ(half.size(), kRows / 2);
  for (std::uint32_t i = 0; i < half.size(); ++i) EXPECT_EQ(half[i], 2U * i) << "evenly spread";
  EXPECT_TRUE(spread_within(all, places, 0).empty());
  EXPECT_TRUE(spread_within(all, {}, weights).empty());
}

TEST_F(ProjectionTest, TheBytesDoNotDependOnTheThreads) {
  write(kRows, 1);
  const std::string alone = bytes();
  write(kRows, 4);
  EXPECT_EQ(alone, bytes());
}

TEST_F(ProjectionTest, AnyBytesHaveAPlaceOrNone) {
  write();
  const Projection projection = open();
  EXPECT_TRUE(projection.place_of("")->empty());
  EXPECT_TRUE(projection.place_of("\xf0\x9f\x8e\x89")->empty());
  for (const std::string& text :
       {std::string("\xff\x00\xfe graph", 9), std::string(1 << 20, 'x'), std::string("graph 图")}) {
    const Result<std::vector<float>> place = projection.place_of(text);
    ASSERT_TRUE(place);
    EXPECT_TRUE(place->empty() || place->size() == kDimension);
  }
}

TEST_F(ProjectionTest, ProgressGoesFromNoRowsToAll) {
  struct Told final : ProgressSink {
    void update(const ProgressUpdate& update) override {
      EXPECT_EQ(update.stage, "projection");
      EXPECT_GE(update.rows, rows.empty() ? 0 : rows.back());
      EXPECT_GE(update.rows_total, update.rows);
      total = update.rows_total;
      rows.push_back(update.rows);
    }
    std::vector<std::uint64_t> rows;
    std::uint64_t total = 0;
  } told;
  TextVectorsOptions options;
  options.progress = &told;
  ASSERT_TRUE(write_projection(path_, learning(kRows), matrix(), texts(), options));
  ASSERT_GE(told.rows.size(), 2U);
  EXPECT_EQ(told.rows.front(), 0U);
  EXPECT_EQ(told.rows.back(), told.total);
  EXPECT_GT(told.total, 0U);
}

TEST_F(ProjectionTest, AStopEndsIt) {
  const LearningTexts texts_read = learning(kRows);
  std::stop_source stop;
  stop.request_stop();
  TextVectorsOptions options;
  options.stop = stop.get_token();
  const Status written = write_projection(path_, texts_read, matrix(), texts(), options);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code(), ErrorCode::kCancelled);
}

TEST_F(ProjectionTest, ChangedBytesAreRefusedAndNeverLeadOutside) {
  write();
  const std::string good = bytes();
  for (std::size_t at = 0; at < good.size(); at += good.size() / 199) {
    for (const char flip : {'\x01', '\x80'}) {
      std::string bad = good;
      bad[at] = static_cast<char>(bad[at] ^ flip);
      std::ofstream(path_, std::ios::binary) << bad;
      const Result<Projection> opened = Projection::open(path_);
      if (!opened) continue;
      const Result<std::vector<float>> place = opened->place_of("graph network translation");
      EXPECT_TRUE(place || place.error().code() == ErrorCode::kCorrupt);
    }
  }
  for (std::size_t at = 0; at < 2048; at += 3) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ '\xff');
    std::ofstream(path_, std::ios::binary) << resealed(bad);
    const Result<Projection> opened = Projection::open(path_);
    if (opened && opened->quality().is_related()) (void)opened->place_of("graph network");
  }
}

TEST(PartOfText, IsTheFirstLineOrHalfOfTheWords) {
  EXPECT_EQ(part_of_text("A title\nand more\nof it\n"), "A title");
  EXPECT_EQ(part_of_text("one two three four\n"), "one two three");
  EXPECT_EQ(part_of_text("one\n"), "one");
  EXPECT_EQ(part_of_text(" \n"), "");
}

TEST(TermSpace, RareWordsWeighMoreAndUnknownOnesNothing) {
  const std::vector<encoder::TokenId> tokens = {3, 8, 9};
  const std::vector<float> idfs = {1, 4, 2};
  const TermSpace space{tokens, idfs};
  const std::vector<encoder::TokenId> text = {9, 3, 7, 9};
  const TermVector vector = space.vector_of(text);
  EXPECT_EQ(vector.terms, (std::vector<std::uint32_t>{0, 2}));
  const float ninth = 2 * (1 + std::log(2.0F));
  EXPECT_NEAR(vector.weights[1] / vector.weights[0], ninth, 1e-5);
  EXPECT_NEAR(std::hypot(vector.weights[0], vector.weights[1]), 1, 1e-6);
  EXPECT_TRUE(space.vector_of({}).terms.empty());
}

}  // namespace
}  // namespace vitrine::meaning
