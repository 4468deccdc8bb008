#include "export/site.h"

#include <gmock/gmock.h>

#include "api/testing/test_library.h"
#include "http/static_files.h"
#include "store/artefacts.h"

namespace vitrine::exporting {
namespace {

class Site : public api::LibraryFixture {
 protected:
  void add_routes(http::Router&, api::Context&) override {}

  Status write(const std::string& id) {
    folder_ = directory_ / "site";
    fs::create_directories(folder_);
    const auto dataset = engine_->open(engine::Caller::owner(), *store::DatasetName::parse(id));
    EXPECT_TRUE(dataset);
    return write_site(*engine_, (*dataset)->snapshot(), folder_, nullptr, {});
  }
  boost::json::value json(const fs::path& file) {
    const Result<std::string> text = read_file(folder_ / "data" / file);
    EXPECT_TRUE(text) << file;
    return *parse_json(text ? *text : "null");
  }

  fs::path folder_;
};

TEST_F(Site, PagesOfLongRowsAreHalvedUntilTheyFit) {
  if (http::embedded_page().empty()) GTEST_SKIP() << "built without the web page";
  std::string lines;
  for (int i = 0; i < 5; ++i)
    lines += "{\"id\":" + std::to_string(i) + ",\"t\":\"" + std::string(1'500'000, 'a') + "\"}\n";
  import("local/long", {{"a.jsonl", lines}});
  const Status written = write("local/long");
  ASSERT_TRUE(written) << written.error().message();
  EXPECT_EQ(json_text(json("default/train/rows.json")), R"({"num_rows":5,"starts":[0,1,2,3,4]})");
  EXPECT_EQ(json("default/train/rows-4.json").at("hits").at(0).at("row").at("id"), 4);
}

TEST_F(Site, HoldsWhatTheApiAnswers) {
  if (http::embedded_page().empty()) GTEST_SKIP() << "built without the web page";
  import_papers();
  ASSERT_TRUE(write("local/papers"));
  EXPECT_EQ(json("dataset.json").at("id"), "local/papers");
  EXPECT_EQ(json("default/train/columns.json").at("columns").as_array().size(), 8U);
  const boost::json::value rows = json("default/train/rows-0.json");
  EXPECT_EQ(rows.at("total"), 5);
  EXPECT_TRUE(rows.at("hits").at(0).at("vectors").as_object().contains("embedding"));
}

TEST_F(Site, DamageKeepsItsCode) {
  if (http::embedded_page().empty()) GTEST_SKIP() << "built without the web page";
  import_papers();
  const auto dataset =
      engine_->open(engine::Caller::owner(), *store::DatasetName::parse("local/papers"));
  ASSERT_TRUE(dataset);
  for (const store::Artefact artefact : {store::Artefact::kStatistics, store::Artefact::kRows}) {
    const fs::path file =
        (*dataset)->snapshot().index_file("default", "train", store::artefact_filename(artefact));
    const std::string whole = *read_file(file);
    ASSERT_TRUE(write_file_atomic(file, std::string(whole.size(), 'x')));
    const Status written = write("local/papers");
    ASSERT_FALSE(written) << file;
    EXPECT_EQ(written.error().code(), ErrorCode::kCorrupt) << written.error().message();
    ASSERT_TRUE(write_file_atomic(file, whole));
  }
}

TEST_F(Site, ASplitThatIsGoneMeanwhileIsToldByName) {
  if (http::embedded_page().empty()) GTEST_SKIP() << "built without the web page";
  import_papers();
  const auto dataset =
      engine_->open(engine::Caller::owner(), *store::DatasetName::parse("local/papers"));
  ASSERT_TRUE(dataset);
  folder_ = directory_ / "site";
  fs::create_directories(folder_);
  import("local/papers", {{"test.jsonl", "{\"n\":1}\n"}});
  const Status written = write_site(*engine_, (*dataset)->snapshot(), folder_, nullptr, {});
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code(), ErrorCode::kNotFound);
  EXPECT_THAT(written.error().message(), testing::HasSubstr("has no split \"train\""));
}

}  // namespace
}  // namespace vitrine::exporting
