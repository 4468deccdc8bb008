#include "source/card_models.h"

#include <gtest/gtest.h>

namespace vitrine::source {
namespace {

Result<std::vector<schema::NamedModel>> models_of(const std::string& header) {
  const Result<Card> card = parse_card("---\n" + header + "\n---\nembedding_models: in the text\n");
  EXPECT_TRUE(card) << card.error().message();
  if (!card) return card.error();
  return card_models(*card);
}

TEST(CardModels, EachColumnHasItsModel) {
  const auto models = models_of("embedding_models:\n  v: BAAI/bge-small-en\n  \"a title\": e5");
  ASSERT_TRUE(models) << models.error().message();
  ASSERT_EQ(models->size(), 2U);
  EXPECT_EQ((*models)[0].column, "v");
  EXPECT_EQ((*models)[0].model, "BAAI/bge-small-en");
  EXPECT_EQ((*models)[1].column, "a title");
}

TEST(CardModels, ACardWithoutTheEntryNamesNone) {
  for (const char* const header :
       {"", "license: mit", "embedding_models:", "x: embedding_models"}) {
    const auto models = models_of(header);
    ASSERT_TRUE(models) << header;
    EXPECT_TRUE(models->empty()) << header;
  }
}

TEST(CardModels, WhatNamesNoModelIsRefusedWithItsLine) {
  for (const char* const header : {"embedding_models: e5", "embedding_models: [e5]",
                                   "embedding_models:\n  v: [a, b]", "embedding_models:\n  v:"}) {
    const auto models = models_of(header);
    ASSERT_FALSE(models) << header;
    EXPECT_EQ(models.error().code(), ErrorCode::kInvalidArgument);
    EXPECT_NE(models.error().message().find("README.md line"), std::string::npos);
  }
}

}  // namespace
}  // namespace vitrine::source
