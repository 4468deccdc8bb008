#include "models/model_cache.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "transformer/testing/small_bert.h"

namespace vitrine::models {
namespace {

class ModelCacheTest : public ::testing::Test {
 protected:
  void SetUp() override {
    settings_.cache = fs::path(::testing::TempDir()) / ("models-" + std::to_string(::getpid()));
    fs::create_directories(settings_.cache);
  }
  void TearDown() override { fs::remove_all(settings_.cache); }

  /// Where the Hub's clients keep the revision "main" of a model.
  fs::path snapshot(const std::string& folder) const {
    return settings_.cache / folder / "snapshots" / "main";
  }

  source::HubSettings settings_;
};

TEST(FolderNames, AreThosePathsThatSaySo) {
  for (const char* name : {"/models/a", "./a", "../a", "~/a", ".", "/"})
    EXPECT_TRUE(is_folder_name(name)) << name;
  for (const char* name : {"", "a", "owner/name", "a/./b", "owner/name@main"})
    EXPECT_FALSE(is_folder_name(name)) << name;
}

TEST_F(ModelCacheTest, EachNameThatFindsNothingSaysWhatToDo) {
  const Result<fs::path> folder = find_model("/no such folder", settings_);
  ASSERT_FALSE(folder);
  EXPECT_EQ(folder.error().code(), ErrorCode::kNotFound);
  EXPECT_TRUE(folder.error().message().starts_with("there is no model in /no such folder: "));
  const Result<fs::path> absent = find_model("owner/name", settings_);
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(absent.error().message(), "the model owner/name is not in " + settings_.cache.string() +
                                          "; `vitrine model pull owner/name` fetches it");
  for (const char* name : {"", "a b/c", "owner/", "owner/a/b/c"}) {
    const Result<fs::path> none = find_model(name, settings_);
    ASSERT_FALSE(none) << name;
    EXPECT_EQ(none.error().code(), ErrorCode::kInvalidArgument) << name;
  }
}

TEST_F(ModelCacheTest, ListsModelsByNameAndWhyOneCannotBeRun) {
  EXPECT_TRUE(cached_models(settings_).empty());
  transformer::write_small_bert(snapshot("models--b--whole"), {});
  transformer::write_small_bert(snapshot("models--a--weightless"), {});
  fs::remove(snapshot("models--a--weightless") / "model.safetensors");
  transformer::write_small_bert(snapshot("datasets--c--data"), {});
  fs::create_directories(snapshot("models--d--empty"));
  const std::vector<CachedModel> models = cached_models(settings_);
  ASSERT_EQ(models.size(), 2U);
  EXPECT_EQ(models[0].name, "a/weightless");
  EXPECT_EQ(models[0].trouble, "its weights are not here; `vitrine model pull a/weightless`");
  EXPECT_EQ(models[1].name, "b/whole");
  EXPECT_EQ(models[1].trouble, "");
  EXPECT_EQ(models[1].dimension, 36U);
  EXPECT_EQ(find_model("b/whole", settings_).value_or(""), snapshot("models--b--whole"));
}

TEST_F(ModelCacheTest, ACacheThatIsNotThereHasNone) {
  settings_.cache /= "absent";
  EXPECT_TRUE(cached_models(settings_).empty());
}

}  // namespace
}  // namespace vitrine::models
