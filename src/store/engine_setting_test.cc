#include "store/engine_setting.h"

#include <gtest/gtest.h>

#include "base/durable.h"

namespace vitrine::store {
namespace {

class EngineSettingTest : public ::testing::Test {
 protected:
  void SetUp() override {
    home_ = fs::path(::testing::TempDir()) /
            (std::string("engine_setting_") +
             ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(home_);
    fs::create_directories(home_);
  }
  void TearDown() override { fs::remove_all(home_); }

  fs::path home_;
};

TEST_F(EngineSettingTest, ALibraryKeepsItsNameWhenTheNodesChange) {
  Storage& storage = posix_storage();
  EXPECT_EQ(*read_engine_setting(storage, home_), std::nullopt);
  const Result<EngineSetting> one = keep_engine_setting(storage, home_, "http://one:9200");
  ASSERT_TRUE(one);
  EXPECT_EQ(one->library.size(), 16U);
  EXPECT_EQ(*read_engine_setting(storage, home_), *one);
  const Result<EngineSetting> two = keep_engine_setting(storage, home_, "http://two:9200");
  ASSERT_TRUE(two);
  EXPECT_EQ(two->library, one->library);
  EXPECT_EQ((*read_engine_setting(storage, home_))->nodes, "http://two:9200");
}

TEST_F(EngineSettingTest, DamageIsNotTakenForAbsence) {
  Storage& storage = posix_storage();
  ASSERT_TRUE(keep_engine_setting(storage, home_, "http://one:9200"));
  const fs::path file = home_ / kEngineSettingFile;
  Result<std::string> text = storage.read(file, 1000);
  ASSERT_TRUE(text);
  text->at(text->find("one")) = 'O';
  ASSERT_TRUE(write_durably(storage, file, *text));
  const auto read = read_engine_setting(storage, home_);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code(), ErrorCode::kCorrupt);
  EXPECT_FALSE(keep_engine_setting(storage, home_, "http://two:9200"));
}

}  // namespace
}  // namespace vitrine::store
