#include "jobs/import_request.h"

#include <gmock/gmock.h>

#include "base/json_parse.h"

namespace vitrine::jobs {
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

/// With a folder that all files must lie in.
class ImportRootTest : public ImportRequestTest {
 protected:
  void SetUp() override {
    ImportRequestTest::SetUp();
    write("root/a.csv", "id\n1\n");
    write("root/below/b.csv", "id\n2\n");
    write("outside/c.csv", "id\n3\n");
  }
  void write(const std::string& name, std::string_view content) const {
    fs::create_directories((directory_ / name).parent_path());
    ASSERT_TRUE(write_file_atomic(directory_ / name, content));
  }
  /// What becomes of a source that is named so: nothing, or why it is refused.
  std::optional<Error> refusal(const std::string& source,
                               const std::vector<std::string>& beside = {}) const {
    ImportRequest request{.source = source, .dataset_name = "me/mine", .root = directory_ / "root"};
    request.beside = beside;
    const Result<source::Source> found =
        resolve_request(request, directory_ / "spool", nullptr, {});
    return found ? std::nullopt : std::optional(found.error());
  }
  void expect_outside(const std::string& source, const std::vector<std::string>& beside = {}) {
    const std::optional<Error> refused = refusal(source, beside);
    ASSERT_TRUE(refused) << source;
    EXPECT_EQ(refused->code(), ErrorCode::kNotFound) << source;
    EXPECT_THAT(refused->message(), HasSubstr("of its source folder alone")) << source;
    EXPECT_THAT(refused->message(), Not(HasSubstr(directory_.string()))) << source;
  }
  std::string in(const std::string& name) const { return (directory_ / name).string(); }
};

TEST_F(ImportRootTest, FilesFoldersAndPatternsInsideAreTaken) {
  for (const std::string& source : {in("root/a.csv"), in("root/below"), in("root/*.csv"),
                                    "file://" + in("root/a.csv"), in("root/below/../a.csv")}) {
    const std::optional<Error> refused = refusal(source);
    EXPECT_FALSE(refused) << source << ": " << refused->message();
  }
  EXPECT_FALSE(refusal(in("root/a.csv"), {in("root/below/b.csv")}));
}

TEST_F(ImportRootTest, WhatLiesOutsideIsNotThereBeItThereOrNot) {
  for (const std::string& source :
       {in("outside/c.csv"), in("outside/none.csv"), in("outside/*.csv"), in("outside"),
        "file://" + in("outside/c.csv"), in("root/../outside/c.csv"), directory_.string()})
    expect_outside(source);
  expect_outside(in("root/a.csv"), {in("outside/c.csv")});
}

TEST_F(ImportRootTest, ALinkIsWhereItLeads) {
  fs::create_symlink(directory_ / "outside" / "c.csv", directory_ / "root" / "link.csv");
  fs::create_directory_symlink(directory_ / "outside", directory_ / "root" / "folder");
  fs::create_symlink(directory_ / "root" / "a.csv", directory_ / "outside" / "back.csv");
  expect_outside(in("root/link.csv"));
  expect_outside(in("root/folder/c.csv"));
  expect_outside(in("root/l*.csv"));
  EXPECT_FALSE(refusal(in("outside/back.csv")));
}

TEST_F(ImportRootTest, AFolderOfPicturesHasThoseInside) {
  const std::string png =
      std::string("\x89PNG\r\n\x1A\n", 8) + "pixels" + std::string("IEND\xAE\x42\x60\x82", 8);
  write("root/pictures/a.png", png);
  write("root/pictures/b.png", png);
  write("outside/d.png", png);
  fs::create_symlink(directory_ / "outside" / "d.png", directory_ / "root" / "pictures" / "d.png");
  const ImportRequest request{
      .source = in("root/pictures"), .dataset_name = "me/mine", .root = directory_ / "root"};
  const Result<source::Source> found = resolve_request(request, directory_ / "spool", nullptr, {});
  ASSERT_TRUE(found) << found.error().message();
  std::vector<std::string> keys;
  for (const source::MediaFile& file : found->configs[0].splits[0].media) keys.push_back(file.key);
  EXPECT_EQ(keys, (std::vector<std::string>{"a.png", "b.png"}));
  expect_outside(in("outside"));
}

TEST_F(ImportRootTest, AFolderThatIsNotThereIsTheServersOwnFault) {
  fs::remove_all(directory_ / "root");
  const std::optional<Error> refused = refusal(in("outside/c.csv"));
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->code(), ErrorCode::kIo);
}

TEST_F(ImportRequestTest, EveryMentionOfThePlaceIsTakenOutAndNothingElse) {
  const ImportRequest upload{.source = "", .dataset_name = "", .scratch = "/tmp/up"};
  EXPECT_EQ(without_scratch("/tmp/up/a.csv and /tmp/up/b.csv", upload), "a.csv and b.csv");
  EXPECT_EQ(without_scratch("/tmp/upper/a.csv", upload), "/tmp/upper/a.csv");
  const ImportRequest path{.source = "", .dataset_name = ""};
  EXPECT_EQ(without_scratch("/tmp/up/a.csv", path), "/tmp/up/a.csv");
}

}  // namespace
}  // namespace vitrine::jobs
