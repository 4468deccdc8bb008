#include "source/hub_settings.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace vitrine::source {
namespace {

// The environment is the process's own, so each test states all of it.
class HubSettingsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* name :
         {"HF_ENDPOINT", "HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HF_TOKEN_PATH", "HF_HUB_CACHE",
          "HF_HUB_DOWNLOAD_TIMEOUT", "HF_HUB_OFFLINE", "XDG_CACHE_HOME"})
      ::unsetenv(name);
    folder_ = fs::path(::testing::TempDir()) / "vitrine_hub_settings";
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    ::setenv("HF_HOME", folder_.c_str(), 1);
  }
  void TearDown() override {
    ::unsetenv("HF_HOME");
    fs::remove_all(folder_);
  }

  fs::path folder_;
};

TEST_F(HubSettingsTest, DefaultsAreTheHubsOwn) {
  const HubSettings settings = HubSettings::from_environment();
  EXPECT_EQ(settings.endpoint, "https://huggingface.co");
  EXPECT_EQ(settings.token, "");
  EXPECT_EQ(settings.cache, folder_ / "hub");
}

TEST_F(HubSettingsTest, TheTokenIsFoundWhereClientsKeepIt) {
  ASSERT_TRUE(write_file_atomic(folder_ / "token", "hf_stored\n"));
  EXPECT_EQ(HubSettings::from_environment().token, "hf_stored");
  ASSERT_TRUE(write_file_atomic(folder_ / "other", " hf_other \n"));
  ::setenv("HF_TOKEN_PATH", (folder_ / "other").c_str(), 1);
  EXPECT_EQ(HubSettings::from_environment().token, "hf_other");
  ::setenv("HF_TOKEN", "hf_named", 1);
  EXPECT_EQ(HubSettings::from_environment().token, "hf_named");
  ::unsetenv("HF_TOKEN");
  ::unsetenv("HF_TOKEN_PATH");
}

TEST_F(HubSettingsTest, PlacesCanBeNamed) {
  ::setenv("HF_ENDPOINT", "http://127.0.0.1:7860//", 1);
  ::setenv("HF_HUB_CACHE", "/elsewhere", 1);
  ::setenv("HF_HUB_DOWNLOAD_TIMEOUT", "3", 1);
  const HubSettings settings = HubSettings::from_environment();
  EXPECT_EQ(settings.endpoint, "http://127.0.0.1:7860");
  EXPECT_EQ(settings.cache, "/elsewhere");
  EXPECT_EQ(settings.stall, std::chrono::seconds(3));
  EXPECT_FALSE(settings.is_offline);
  for (const char* yes : {"1", "ON", "Yes", "true"}) {
    ::setenv("HF_HUB_OFFLINE", yes, 1);
    EXPECT_TRUE(HubSettings::from_environment().is_offline) << yes;
  }
  ::setenv("HF_HUB_OFFLINE", "0", 1);
  EXPECT_FALSE(HubSettings::from_environment().is_offline);
  for (const char* name :
       {"HF_ENDPOINT", "HF_HUB_CACHE", "HF_HUB_DOWNLOAD_TIMEOUT", "HF_HUB_OFFLINE"})
    ::unsetenv(name);
}

}  // namespace
}  // namespace vitrine::source
