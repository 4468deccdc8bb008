// Which indexes are looked at and which go, against a server that answers as an engine does.

#include "load/engine_rows.h"

#include <gmock/gmock.h>

#include <atomic>
#include <mutex>
#include <set>

#include "cluster/index_name.h"
#include "http/server.h"
#include "store/dataset_folder.h"
#include "store/library.h"

namespace vitrine::load {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const store::DatasetName kPapers{"team", "papers"};
constexpr std::string_view kLibrary = "shelf";

/// An engine that has indexes, each of three rows.
class Indexes {
 public:
  Indexes() {
    add(http::Method::kGet, "/", [](const http::Request&) {
      return http::Response::json(R"({"version":{"distribution":"opensearch","number":"3.5.0"}})");
    });
    add(http::Method::kGet, "/_cat/indices/{pattern}", [this](const http::Request& request) {
      std::string_view prefix = *request.path.get("pattern");
      prefix.remove_suffix(1);
      std::string list;
      for (const std::string& name : names()) {
        if (name.starts_with(prefix))
          list += (list.empty() ? "" : ",") + std::string(R"({"index":")") + name + "\"}";
      }
      return http::Response::json("[" + list + "]");
    });
    add(http::Method::kGet, "/{index}/_mapping", [this](const http::Request& request) {
      const std::string name(*request.path.get("index"));
      if (!names().contains(name)) return http::Response::json(R"({"status":404})", 404);
      return http::Response::json("{\"" + name + R"(":{"mappings":{"_meta":{"rows":3}}}})");
    });
    add(http::Method::kPost, "/{index}/_search", [this](const http::Request&) {
      return http::Response::json(
          R"({"timed_out":false,"_shards":{"total":1,"successful":1},"hits":{"total":{"value":)" +
          std::to_string(num_rows) + R"(,"relation":"eq"},"hits":[]}})");
    });
    add(http::Method::kDelete, "/{index}", [this](const http::Request& request) {
      const std::lock_guard lock(mutex_);
      names_.erase(std::string(*request.path.get("index")));
      return http::Response::json(R"({"acknowledged":true})");
    });
    http::ServerOptions options;
    options.port = 0;
    auto server = http::Server::start(std::move(options), router_, metrics_);
    EXPECT_TRUE(server);
    if (server) server_ = *std::move(server);
  }

  void put(const std::string& name) {
    const std::lock_guard lock(mutex_);
    names_.insert(name);
  }
  std::set<std::string> names() {
    const std::lock_guard lock(mutex_);
    return names_;
  }
  std::string url() const { return server_->url(); }

  std::atomic<int> num_rows = 3;  ///< That a search counts.

 private:
  void add(http::Method method, const std::string& pattern, http::Handler handler) {
    http::Route route;
    route.method = method;
    route.name = route.pattern = pattern;
    route.handler = std::move(handler);
    router_.add(std::move(route));
  }

  http::Router router_;
  http::Metrics metrics_;
  std::mutex mutex_;  // of the names
  std::set<std::string> names_;
  std::unique_ptr<http::Server> server_;  // last, so that it stops first
};

class EngineRowsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    home_ = fs::path(::testing::TempDir()) /
            (std::string("engine_rows_") +
             ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(home_);
    library_.emplace(*store::Library::open(home_));
  }
  void TearDown() override { fs::remove_all(home_); }

  EngineRows rows() const {
    return EngineRows(
        *library_, std::string(kLibrary),
        std::make_shared<cluster::EngineClient>(cluster::EngineAddress{{engine_.url()}}));
  }
  /// An index of this library, of a dataset's rows.
  std::string index(const store::DatasetName& dataset, const std::string& end) {
    std::string name = cluster::index_prefix(kLibrary, dataset) + end;
    engine_.put(name);
    return name;
  }
  static store::Manifest manifest_of(const store::DatasetName& dataset, char digit,
                                     const std::vector<std::string>& indexes) {
    store::Manifest manifest;
    manifest.dataset = dataset;
    manifest.snapshot_id = std::string(32, digit);
    manifest.origin = "papers.csv";
    store::ConfigManifest config;
    config.name = "default";
    config.features = {{"n", schema::Feature::value("int64")}};
    for (const std::string& name : indexes) {
      config.splits.push_back({"s" + std::to_string(config.splits.size()), 3, 24, {}});
      config.splits.back().engine_index = name;
    }
    manifest.configs.push_back(config);
    return manifest;
  }
  void import(const store::DatasetName& dataset, char digit,
              const std::vector<std::string>& indexes) {
    auto staged = library_->stage(dataset);
    ASSERT_TRUE(staged) << staged.error().message();
    const Status committed = std::move(*staged).commit(manifest_of(dataset, digit, indexes));
    ASSERT_TRUE(committed) << committed.error().message();
  }
  std::size_t collected() const {
    const Result<std::size_t> count = rows().collect({});
    EXPECT_TRUE(count) << count.error().message();
    return count ? *count : 0;
  }

  Indexes engine_;
  fs::path home_;
  std::optional<store::Library> library_;
};

TEST_F(EngineRowsTest, WhatIsWrongWithIndexesIsToldForEachSplit) {
  const std::string whole = index(kPapers, "whole");
  const auto damage = [&](const store::Manifest& manifest) {
    const auto found = rows().damage(manifest, {});
    EXPECT_TRUE(found) << found.error().message();
    return found ? *found : std::vector<std::string>();
  };
  // A split without an index has its rows in the library.
  EXPECT_THAT(damage(manifest_of(kPapers, 'a', {whole, ""})), IsEmpty());
  EXPECT_THAT(damage(manifest_of(kPapers, 'a', {whole, "gone", ""})),
              ElementsAre(HasSubstr("default/s1 is gone or was changed")));
  engine_.num_rows = 4;
  EXPECT_THAT(damage(manifest_of(kPapers, 'a', {whole})), ElementsAre(HasSubstr("default/s0")));
}

TEST_F(EngineRowsTest, AnEngineThatIsAwaySaysNothingOfItsIndexes) {
  const EngineRows away(
      *library_, std::string(kLibrary),
      std::make_shared<cluster::EngineClient>(cluster::EngineAddress{{"http://127.0.0.1:1"}}));
  std::stop_source source;
  source.request_stop();
  const auto found = away.damage(manifest_of(kPapers, 'a', {"some"}), source.get_token());
  ASSERT_FALSE(found);
  EXPECT_FALSE(away.collect(source.get_token()));
}

TEST_F(EngineRowsTest, IndexesThatNoSnapshotNamesAreCollected) {
  const std::string used = index(kPapers, "used");
  const std::string old = index(kPapers, "old");
  const std::string kept = index({"team", "removed"}, "kept");
  const std::string foreign = cluster::index_prefix("another") + "x";
  engine_.put(foreign);
  import(kPapers, 'a', {used, ""});
  import({"team", "removed"}, 'b', {kept});
  ASSERT_TRUE(library_->remove({"team", "removed"}));
  // What was staged and is no snapshot yet has no manifest.
  fs::create_directories(store::dataset_folder(home_, kPapers) / "snapshots" /
                         std::string(32, 'c'));
  EXPECT_EQ(collected(), 1U);
  EXPECT_EQ(engine_.names(), (std::set<std::string>{used, kept, foreign}));
  EXPECT_EQ(collected(), 0U);
}

TEST_F(EngineRowsTest, IndexesOfADatasetThatIsBeingWrittenAreSpared) {
  const std::string loading = index(kPapers, "loading");
  const std::string lost = index({"team", "lost"}, "lost");
  {
    const auto staged = library_->stage(kPapers);
    ASSERT_TRUE(staged);
    EXPECT_EQ(collected(), 1U);
    EXPECT_EQ(engine_.names(), std::set<std::string>{loading});
  }
  EXPECT_EQ(collected(), 1U);
}

TEST_F(EngineRowsTest, AManifestThatCannotBeReadKeepsEveryIndex) {
  const std::string used = index(kPapers, "used");
  import(kPapers, 'a', {used});
  const fs::path manifest =
      store::dataset_folder(home_, kPapers) / "snapshots" / std::string(32, 'a') / "manifest.json";
  ASSERT_TRUE(write_file_atomic(manifest, "damaged"));
  EXPECT_FALSE(rows().collect({}));
  EXPECT_EQ(engine_.names(), std::set<std::string>{used});
}

TEST_F(EngineRowsTest, AnImportThatIsDoneTakesTheDatasetsOlderIndexesAway) {
  const std::string used = index(kPapers, "used");
  index(kPapers, "old");
  const std::string other = index({"team", "other"}, "x");
  import(kPapers, 'a', {used});
  rows().committed(kPapers);
  EXPECT_EQ(engine_.names(), (std::set<std::string>{used, other}));
}

}  // namespace
}  // namespace vitrine::load
