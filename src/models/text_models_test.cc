#include "models/text_models.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdlib>

#include "transformer/testing/small_bert.h"

namespace vitrine::models {
namespace {

class TextModels : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) / ("text_models_" + std::to_string(::getpid()));
    transformer::write_small_bert(folder_ / "model", {});
  }
  void TearDown() override { fs::remove_all(folder_); }

  fs::path folder_;
};

TEST_F(TextModels, AModelIsOpenedOnceByItsName) {
  const std::string name = (folder_ / "model").string();
  const auto model = open_text_model(name);
  ASSERT_TRUE(model) << model.error().message();
  EXPECT_EQ((*model)->name(), name);
  EXPECT_EQ((*model)->dimension(), 36U);
  EXPECT_EQ(*open_text_model(name), *model);
}

TEST_F(TextModels, WhatIsNotThereIsNotFoundAndNotRemembered) {
  const std::string name = (folder_ / "late").string();
  const auto missing = open_text_model(name);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code(), ErrorCode::kNotFound);
  transformer::write_small_bert(folder_ / "late", {.seed = 2});
  EXPECT_TRUE(open_text_model(name));
}

TEST_F(TextModels, AFolderWithoutAModelIsRefused) {
  fs::create_directories(folder_ / "empty");
  EXPECT_FALSE(open_text_model((folder_ / "empty").string()));
  transformer::write_small_bert(folder_ / "cut", {});
  fs::remove(folder_ / "cut" / "model.safetensors");
  EXPECT_FALSE(open_text_model((folder_ / "cut").string()));
}

}  // namespace
}  // namespace vitrine::models
