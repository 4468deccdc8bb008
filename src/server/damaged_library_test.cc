// What clients meet when files of the library are damaged under a running server: an error with the
// dataset and the remedy and no path of this machine, and the mended copy without a restart.

#include <gmock/gmock.h>

#include "base/mapped_faults.h"
#include "ingest/rebuild.h"
#include "server/damage_watch.h"
#include "server/testing/server_fixture.h"

namespace vitrine::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr std::string_view kPapers = "/api/v1/datasets/local/papers";
constexpr std::string_view kParquet =
    "/datasets/local/papers/resolve/refs%2Fconvert%2Fparquet/default/train/0000.parquet";

class DamagedLibrary : public ServerFixture {
 protected:
  void SetUp() override {
    ServerFixture::SetUp();
    import_papers();
    index_ = snapshot_directory("local/papers") / "index/default/train";
    parquet_ = snapshot_directory("local/papers") / "parquet/default/train/0000.parquet";
  }

  static void flip(const fs::path& path, std::size_t at) {
    std::string bytes = *read_file(path);
    bytes[at] = static_cast<char>(bytes[at] ^ 1);
    ASSERT_TRUE(write_file_atomic(path, bytes));
  }
  api::TestReply search() { return get(std::string(kPapers) + "/search?q=reward"); }
  api::TestReply rows() { return get("/rows?dataset=local/papers&config=default&split=train"); }
  Status rebuild() {
    return ingest::rebuild_indexes(engine_->library(), *store::DatasetName::parse("local/papers"),
                                   {.threads = 1}, nullptr, {});
  }
  void expect_told(const api::TestReply& reply) {
    EXPECT_EQ(reply.status, 500);
    EXPECT_THAT(reply.error(), HasSubstr("local/papers is damaged"));
    EXPECT_THAT(reply.error(), HasSubstr("vitrine doctor --repair"));
    EXPECT_THAT(reply.body, Not(HasSubstr(directory_.string())));
  }

  fs::path index_;
  fs::path parquet_;
};

TEST_F(DamagedLibrary, ARepairIsSeenWithoutARestart) {
  const std::string before = search().body;
  flip(index_ / "text.vti", 70);
  open_anew();
  expect_told(search());
  ASSERT_TRUE(rebuild());
  const api::TestReply after = search();
  EXPECT_EQ(after.status, 200);
  EXPECT_EQ(after.json().at("hits"), parse_json(before)->at("hits"));
}

TEST_F(DamagedLibrary, TheRestGoesOnAnswering) {
  flip(index_ / "text.vti", 70);
  open_anew();
  expect_told(search());
  EXPECT_EQ(rows().status, 200);
}

TEST_F(DamagedLibrary, DamagedParquetIsRefusedAndHasNoTag) {
  flip(parquet_, 200);
  open_anew();
  const api::TestReply reply = get(kParquet);
  expect_told(reply);
  EXPECT_THAT(reply.error(), HasSubstr("parquet/default/train/0000.parquet"));
  EXPECT_EQ(reply.headers.get("ETag"), "");
  EXPECT_EQ(reply.headers.get("X-Linked-Etag"), "");
  const Status rebuilt = rebuild();
  ASSERT_FALSE(rebuilt);
  EXPECT_THAT(rebuilt.error().message(), HasSubstr("0000.parquet is damaged"));
}

TEST_F(DamagedLibrary, DamagedVectorsAndStatisticsAreRefused) {
  flip(index_ / "vectors-7.vtv", 3);
  flip(index_ / "statistics.json", 30);
  open_anew();
  expect_told(get(std::string(kPapers) + "/rows/0/similar"));
  expect_told(get(std::string(kPapers) + "/columns"));
}

TEST_F(DamagedLibrary, AFileThatCouldNotBeOpenedIsTriedAgain) {
  fs::rename(index_ / "rows.vtr", index_ / "elsewhere");
  expect_told(rows());
  fs::rename(index_ / "elsewhere", index_ / "rows.vtr");
  EXPECT_EQ(rows().status, 200);
}

TEST_F(DamagedLibrary, AMappedFileThatShrinksIsAnErrorOfItsRequests) {
  survive_mapped_faults();
  ASSERT_EQ(search().status, 200);
  fs::resize_file(index_ / "text.vti", 0);
  expect_told(search());
  EXPECT_EQ(rows().status, 200);
}

TEST_F(DamagedLibrary, DamagedIndexesAreMadeAgainInTheBackground) {
  const std::string before = search().body;
  std::vector<std::string> told;
  jobs::Repairs repairs(engine_->library(), [&](const std::string& line) { told.push_back(line); });
  const DamageWatch watch(nullptr, [&](const store::DatasetName& dataset, jobs::Doubt doubt) {
    repairs.consider(dataset, doubt);
  });
  flip(index_ / "text.vti", 70);
  open_anew();
  router_->set_guard(&watch);
  expect_told(search());
  expect_told(search());
  EXPECT_EQ(rows().status, 200);
  repairs.wait_until_idle();
  EXPECT_EQ(search().json().at("hits"), parse_json(before)->at("hits"));
  repairs.wait_until_idle();
  EXPECT_THAT(told,
              ElementsAre("the indexes of local/papers were damaged and have been made again"));
}

TEST_F(DamagedLibrary, WhereMeaningIsDamagedWordsGoOnUntilItIsMended) {
  // Without vectors of its own: words are compared with those of the text.
  import("local/texts", {{"t.jsonl",
                          "{\"title\":\"Reward models for robots\"}\n"
                          "{\"title\":\"Vision transformers see\"}\n"}});
  const auto ask = [&] { return get("/api/v1/datasets/local/texts/search?q=reward"); };
  const std::string before = ask().body;
  ASSERT_EQ(parse_json(before)->at("meaning"), "text") << before;
  jobs::Repairs repairs(engine_->library(), [](const std::string&) {});
  const DamageWatch watch(nullptr, [&](const store::DatasetName& dataset, jobs::Doubt doubt) {
    repairs.consider(dataset, doubt);
  });
  flip(snapshot_directory("local/texts") / "index/default/train/text-vectors.vtt", 5);
  open_anew();
  router_->set_guard(&watch);
  const api::TestReply meanwhile = ask();
  EXPECT_EQ(meanwhile.status, 200);
  EXPECT_EQ(meanwhile.json().at("meaning"), "none");
  EXPECT_THAT(std::string(meanwhile.json().at("meaning_off").as_string()),
              HasSubstr("text-vectors.vtt"));
  EXPECT_EQ(meanwhile.json().at("hits").as_array().size(), 1U);
  repairs.wait_until_idle();
  EXPECT_EQ(ask().json().at("hits"), parse_json(before)->at("hits"));
  EXPECT_TRUE(ask().json().at("meaning_off").is_null());
}

TEST_F(DamagedLibrary, DamagedParquetIsToldOnceAndLeftAsItIs) {
  std::vector<std::string> told;
  jobs::Repairs repairs(engine_->library(), [&](const std::string& line) { told.push_back(line); });
  const DamageWatch watch(nullptr, [&](const store::DatasetName& dataset, jobs::Doubt doubt) {
    repairs.consider(dataset, doubt);
  });
  flip(parquet_, 200);
  open_anew();
  router_->set_guard(&watch);
  for (int i = 0; i < 3; ++i) {
    expect_told(get(kParquet));
    repairs.wait_until_idle();
  }
  ASSERT_EQ(told.size(), 1U);
  EXPECT_THAT(told[0], HasSubstr("0000.parquet"));
  EXPECT_THAT(told[0], HasSubstr("import it again"));
}

TEST_F(DamagedLibrary, WhatASoundDatasetCannotDoMendsNothing) {
  import("local/numbers", {{"n.csv", "n\n1\n2\n"}});
  std::vector<jobs::Doubt> doubts;
  std::vector<std::string> told;
  jobs::Repairs repairs(engine_->library(), [&](const std::string& line) { told.push_back(line); });
  const DamageWatch watch(nullptr, [&](const store::DatasetName& dataset, jobs::Doubt doubt) {
    doubts.push_back(doubt);
    repairs.consider(dataset, doubt);
  });
  router_->set_guard(&watch);
  const Result<store::CurrentSnapshot> before =
      engine_->library().current(*store::DatasetName::parse("local/numbers"));
  EXPECT_EQ(get("/api/v1/datasets/local/numbers/search?q=word").status, 501);
  repairs.wait_until_idle();
  EXPECT_THAT(doubts, ElementsAre(jobs::Doubt::kVersion));
  EXPECT_THAT(told, IsEmpty());
  EXPECT_EQ(*engine_->library().current(*store::DatasetName::parse("local/numbers")), *before);
}

TEST_F(DamagedLibrary, WhereTheVersionIsDoubtedTheHeadsOfIndexesAreLookedAt) {
  std::vector<std::string> told;
  jobs::Repairs repairs(engine_->library(), [&](const std::string& line) { told.push_back(line); });
  fs::resize_file(index_ / "text.vti", 40);
  repairs.consider(*store::DatasetName::parse("local/papers"), jobs::Doubt::kVersion);
  repairs.wait_until_idle();
  EXPECT_EQ(search().status, 200);
  EXPECT_EQ(told.size(), 1U);
}

TEST_F(DamagedLibrary, ASnapshotOfAnOlderVersionIsMadeAnewWhenItIsAskedFor) {
  const char* root = std::getenv("VITRINE_SOURCE_DIR");  // NOLINT(concurrency-mt-unsafe)
  if (root == nullptr) GTEST_SKIP() << "VITRINE_SOURCE_DIR is not set";
  fs::copy(fs::path(root) / "tests" / "compat" / "0.1.0", home(),
           fs::copy_options::recursive | fs::copy_options::overwrite_existing);
  std::vector<std::string> told;
  jobs::Repairs repairs(engine_->library(), [&](const std::string& line) { told.push_back(line); });
  const DamageWatch watch(nullptr, [&](const store::DatasetName& dataset, jobs::Doubt doubt) {
    repairs.consider(dataset, doubt);
  });
  router_->set_guard(&watch);
  constexpr std::string_view kOld = "/api/v1/datasets/old/papers/search";
  EXPECT_EQ(get(kOld).status, 501);
  repairs.wait_until_idle();
  EXPECT_EQ(get(kOld).status, 200);
  EXPECT_THAT(told, ElementsAre("the indexes of old/papers were of an older version and have been "
                                "made again"));
}

}  // namespace
}  // namespace vitrine::server
