#include "jobs/import_request.h"

#include <gmock/gmock.h>

#include "base/json_parse.h"

namespace vitrine {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ImportRequestTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    directory_ = fs::path(::testing::TempDir()) / (std::string("vitrine_request_") + test->name());
    fs::remove_all(directory_);
    fs::create_directories(directory_ / "upload");
  }
  void TearDown() override { fs::remove_all(directory_); }

  Result<std::string> preview(const ImportRequest& request,
                              const std::stop_token& stop = {}) const {
    return preview_request_json(request, directory_ / "spool", stop);
  }

  fs::path directory_;
};

TEST_F(ImportRequestTest, APreviewNamesTheDatasetAndItsColumns) {
  const fs::path file = directory_ / "papers.csv";
  ASSERT_TRUE(write_file_atomic(file, "id,title\n1,a\n"));
  const Result<std::string> text = preview({.source = file.string(), .dataset_name = ""});
  ASSERT_TRUE(text) << text.error().message();
  const boost::json::value json = *parse_json(*text);
  EXPECT_EQ(json.at("dataset"), "local/papers");
  EXPECT_THAT(json_text(json.at("configs")), HasSubstr("\"title\""));
  const Result<std::string> named = preview({.source = file.string(), .dataset_name = "me/mine"});
  ASSERT_TRUE(named);
  EXPECT_EQ(parse_json(*named)->at("dataset"), "me/mine");
}

TEST_F(ImportRequestTest, WhatIsNotThereAndWhatCannotBeReadAreErrors) {
  const Result<std::string> missing =
      preview({.source = (directory_ / "none.csv").string(), .dataset_name = ""});
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().message(), HasSubstr("none.csv"));
  ASSERT_TRUE(write_file_atomic(directory_ / "bad.jsonl", "{\"a\":\n"));
  EXPECT_FALSE(preview({.source = (directory_ / "bad.jsonl").string(), .dataset_name = ""}));
}

TEST_F(ImportRequestTest, NoErrorTellsWhereAnUploadLies) {
  const fs::path upload = directory_ / "upload";
  ASSERT_TRUE(write_file_atomic(upload / "bad.jsonl", "{\"a\":\n"));
  for (const char* name : {"bad.jsonl", "none.csv"}) {
    const Result<std::string> failed =
        preview({.source = (upload / name).string(), .dataset_name = "", .scratch = upload});
    ASSERT_FALSE(failed);
    EXPECT_THAT(failed.error().message(), HasSubstr(name));
    EXPECT_THAT(failed.error().message(), Not(HasSubstr(directory_.string())));
  }
}

TEST_F(ImportRequestTest, EveryMentionOfThePlaceIsTakenOutAndNothingElse) {
  const ImportRequest upload{.source = "", .dataset_name = "", .scratch = "/tmp/up"};
  EXPECT_EQ(without_scratch("/tmp/up/a.csv and /tmp/up/b.csv", upload), "a.csv and b.csv");
  EXPECT_EQ(without_scratch("/tmp/upper/a.csv", upload), "/tmp/upper/a.csv");
  const ImportRequest path{.source = "", .dataset_name = ""};
  EXPECT_EQ(without_scratch("/tmp/up/a.csv", path), "/tmp/up/a.csv");
}

}  // namespace
}  // namespace vitrine
