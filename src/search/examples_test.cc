#include "search/examples.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "search/testing/memory_split.h"

namespace vitrine::search {
namespace {

using testing::ElementsAre;
using testing::FloatNear;
using testing::IsEmpty;
using Vector = std::vector<float>;

constexpr std::size_t kVector = MemorySplit::kVector;

testing::Matcher<Vector> near(float a, float b) {
  return ElementsAre(FloatNear(a, 1e-6F), FloatNear(b, 1e-6F), 0, 0);
}

TEST(AddDirection, ALongVectorDoesNotSpeakLouder) {
  Vector into = {1, 0, 0, 0};
  add_direction(into, Vector{0, 100, 0, 0}, 0.5F);
  EXPECT_THAT(into, near(1, 0.5F));
  add_direction(into, Vector{0, 1e-10F, 0, 0}, 0.5F);
  EXPECT_THAT(into, near(1, 1));
  add_direction(into, Vector{3, 4, 0, 0}, -1);
  EXPECT_THAT(into, near(0.4F, 0.2F));
}

TEST(AddDirection, ToNothingItIsTheDirectionItself) {
  Vector into;
  add_direction(into, Vector{3, 4, 0, 0}, 2);
  EXPECT_THAT(into, near(1.2F, 1.6F));
}

TEST(AddDirection, WhatHasNoDirectionAddsNothing) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinite = std::numeric_limits<float>::infinity();
  for (const Vector& other :
       {Vector{}, Vector{0, 0, 0, 0}, Vector{nan, 1, 0, 0}, Vector{infinite, 1, 0, 0}}) {
    Vector into = {1, 0, 0, 0};
    add_direction(into, other, 1);
    EXPECT_THAT(into, near(1, 0));
    Vector nothing;
    add_direction(nothing, other, 1);
    EXPECT_THAT(nothing, IsEmpty());
  }
  Vector into = {1, 0, 0, 0};
  add_direction(into, Vector{0, 1, 0, 0}, 0);
  EXPECT_THAT(into, near(1, 0));
}

std::shared_ptr<MemorySplit> rows() {
  return MemorySplit::make({{"a", 1, {2, 0, 0, 0}},
                            {"b", 2, {0, 5, 0, 0}},
                            {"c", 3, {}},
                            {"d", 4, {0, 0, 0, 0}},
                            {"e", 5, {-7, 0, 0, 0}}});
}

TEST(MeanVector, IsOfUnitVectorsByTheirWeights) {
  const auto split = rows();
  const auto mean = [&](const std::vector<Example>& examples) {
    return *mean_vector(*split, kVector, examples);
  };
  EXPECT_THAT(mean({{0}, {1}}), near(0.5F, 0.5F));
  EXPECT_THAT(mean({{0, 3}, {1, 1}}), near(0.75F, 0.25F));
  EXPECT_THAT(mean({{0}, {2}, {3}}), near(1 / 3.0F, 0)) << "all weights count";
  EXPECT_THAT(mean({{0}, {4}}), near(0, 0)) << "two that cancel each other have a mean";
  EXPECT_THAT(mean({{0}, {0}}), near(1, 0));
}

TEST(MeanVector, OfNothingThatPointsAnywhereIsEmpty) {
  const auto split = rows();
  EXPECT_THAT(*mean_vector(*split, kVector, {}), IsEmpty());
  EXPECT_THAT(*mean_vector(*split, kVector, std::vector<Example>{{2}, {3}}), IsEmpty());
  EXPECT_THAT(*mean_vector(*split, kVector, std::vector<Example>{{0, 0}}), IsEmpty());
}

TEST(SubtractDislikes, TakesTheirMean) {
  const auto split = rows();
  Vector vector = {1, 1, 0, 0};
  const std::uint64_t both[] = {0, 1};
  EXPECT_TRUE(*subtract_dislikes(*split, kVector, both, 0.5F, vector));
  EXPECT_THAT(vector, near(0.75F, 0.75F));
  Vector nothing;
  const std::uint64_t one[] = {0};
  EXPECT_TRUE(*subtract_dislikes(*split, kVector, one, 0.1F, nothing));
  EXPECT_THAT(nothing, near(-0.1F, 0)) << "away from it";
}

TEST(SubtractDislikes, AMeanThatPointsNowhereSaysLittle) {
  const auto split = rows();
  Vector vector = {1, 0, 0, 0};
  const std::uint64_t against_each_other[] = {0, 4};
  EXPECT_TRUE(*subtract_dislikes(*split, kVector, against_each_other, 1, vector));
  EXPECT_THAT(vector, near(1, 0));
  const std::uint64_t without[] = {2, 3};
  EXPECT_FALSE(*subtract_dislikes(*split, kVector, without, 1, vector));
  EXPECT_THAT(vector, near(1, 0));
}

TEST(Examples, ErrorsAreHandedUp) {
  const auto split = rows();
  split->faults.vectors = corrupt("vectors.vtv is damaged");
  split->faults.cells = io_error("the disk is gone");
  Vector vector = {1, 0, 0, 0};
  const std::uint64_t one[] = {0};
  EXPECT_EQ(float_vectors(*split, kVector, one).error().code(), ErrorCode::kCorrupt);
  EXPECT_EQ(mean_vector(*split, kVector, equal_examples(one)).error().code(), ErrorCode::kCorrupt);
  EXPECT_EQ(subtract_dislikes(*split, kVector, one, 1, vector).error().code(), ErrorCode::kCorrupt);
  EXPECT_EQ(words_of_rows(*split, one).error().code(), ErrorCode::kIo);
}

TEST(WordsOfRows, AreTheBeginningsOfTheirTitles) {
  const std::string much(700, 'x');
  const auto split = MemorySplit::make({{"cat bee", 1}, {"", 2}, {much, 3}, {"é" + much, 4}});
  const auto words = [&](const std::vector<std::uint64_t>& of) {
    return *words_of_rows(*split, of);
  };
  EXPECT_EQ(words({0}), "cat bee\n");
  EXPECT_EQ(words({1}), "") << "null has no words";
  EXPECT_EQ(words({2, 0}), std::string(600, 'x') + "\ncat bee\n");
  EXPECT_EQ(words({3}), "é" + std::string(598, 'x') + "\n") << "characters stay whole";
  EXPECT_EQ(words({}), "");
}

TEST(EqualExamples, WeighOneEach) {
  const std::uint64_t some[] = {4, 2};
  const std::vector<Example> examples = equal_examples(some);
  ASSERT_EQ(examples.size(), 2U);
  EXPECT_EQ(examples[0].row, 4U);
  EXPECT_EQ(examples[1].row, 2U);
  EXPECT_EQ(examples[0].weight, 1.0F);
}

}  // namespace
}  // namespace vitrine::search
