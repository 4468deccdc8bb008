#include "encoder/builtin_encoder.h"

#include <gtest/gtest.h>

#include "encoder/text_encoder.h"

namespace vitrine::encoder {
namespace {

float cosine(TextEncoder& texts, std::size_t dimension, std::string_view a, std::string_view b) {
  std::vector<float> of_a(dimension);
  std::vector<float> of_b(dimension);
  EXPECT_TRUE(texts.encode(a, of_a)) << a;
  EXPECT_TRUE(texts.encode(b, of_b)) << b;
  float sum = 0;
  for (std::size_t i = 0; i < dimension; ++i) sum += of_a[i] * of_b[i];
  return sum;
}

TEST(BuiltinEncoder, IsWholeAndTheSameObjectEveryTime) {
  const Result<const StaticEncoder*> encoder = builtin_encoder();
  ASSERT_TRUE(encoder) << encoder.error().message();
  EXPECT_EQ((*encoder)->dimension(), 512U);
  EXPECT_EQ((*encoder)->word_pieces().size(), 30522U);
  EXPECT_EQ(*builtin_encoder(), *encoder);
}

TEST(BuiltinEncoder, TextsOfOneMeaningAreNearerThanTextsOfOneWord) {
  const Result<const StaticEncoder*> encoder = builtin_encoder();
  ASSERT_TRUE(encoder);
  TextEncoder texts(**encoder);
  const std::size_t dimension = (*encoder)->dimension();
  EXPECT_GT(cosine(texts, dimension, "teaching machines to translate between languages",
                   "neural machine translation"),
            cosine(texts, dimension, "teaching machines to translate between languages",
                   "machines that cut metal"));
  EXPECT_GT(cosine(texts, dimension, "making pictures sharper", "image super-resolution"),
            cosine(texts, dimension, "making pictures sharper", "reinforcement learning"));
}

}  // namespace
}  // namespace vitrine::encoder
