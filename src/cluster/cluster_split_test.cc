// A split whose rows are in an engine, which a server on this machine plays.

#include "cluster/cluster_split.h"

#include <gmock/gmock.h>

#include <atomic>

#include "cluster/index_name.h"
#include "http/server.h"
#include "local/testing/split_fixture.h"
#include "store/library.h"

namespace vitrine::cluster {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ClusterSplitTest : public local::SplitFixture {
 protected:
  void SetUp() override {
    local::SplitFixture::SetUp();
    add(http::Method::kGet, "/", [](const http::Request&) {
      return std::string(R"({"version":{"distribution":"opensearch","number":"3.5.0"}})");
    });
    add(http::Method::kGet, "/{index}/_mapping", [this](const http::Request& request) {
      ++num_looks_;
      return "{\"" + std::string(request.path.get("index").value_or("")) +
             R"(":{"mappings":{"_meta":{"rows":)" + std::to_string(num_loaded_) + "}}}}";
    });
    add(http::Method::kPost, "/{index}/_search", [this](const http::Request& request) {
      if (request.body.find("\"aggs\"") != std::string::npos)
        return std::string(R"({"timed_out":false,"_shards":{"total":1,"successful":1},)"
                           R"("hits":{"total":{"value":3},"hits":[]},)"
                           R"("aggregations":{"cut":{"buckets":[]}}})");
      const bool wants_rows = request.body.find("\"sort\"") != std::string::npos;
      return R"({"timed_out":false,"_shards":{"total":1,"successful":1},"hits":{"total":{"value":)" +
             std::to_string(wants_rows ? 2 : num_loaded_.load()) + R"(},"hits":[)" +
             (wants_rows ? R"({"_score":null,"sort":[0]},{"_score":null,"sort":[2]})" : "") + "]}}";
    });
    http::ServerOptions options;
    options.port = 0;
    auto server = http::Server::start(std::move(options), router_, metrics_);
    ASSERT_TRUE(server) << server.error().message();
    server_ = *std::move(server);
  }

  void add(http::Method method, const std::string& pattern,
           std::function<std::string(const http::Request&)> answer) {
    http::Route route;
    route.method = method;
    route.name = route.pattern = pattern;
    route.max_body = 1U << 20U;
    route.handler = [answer = std::move(answer)](const http::Request& request) {
      return http::Response::json(answer(request));
    };
    router_.add(std::move(route));
  }

  std::shared_ptr<const EngineClient> client() const {
    return std::make_shared<EngineClient>(EngineAddress{{server_->url()}, ""});
  }

  /// Three rows, whose snapshot says that they are in an index.
  std::shared_ptr<const search::Split> open(std::shared_ptr<const EngineClient> engine) {
    const auto here = import("papers", R"({"title":"a","v":[1,2,3]})"
                                       "\n"
                                       R"({"title":"b","v":[2,3,4]})"
                                       "\n"
                                       R"({"title":"c","v":[3,4,5]})"
                                       "\n");
    const store::Snapshot& before = here->snapshot();
    const store::Library library = *store::Library::open(directory_ / "home");
    auto staged = library.stage(before.manifest().dataset);
    EXPECT_TRUE(staged);
    fs::copy(before.directory(), staged->directory(),
             fs::copy_options::recursive | fs::copy_options::overwrite_existing);
    fs::remove(staged->directory() / "manifest.json");
    store::Manifest manifest = before.manifest();
    manifest.snapshot_id = std::string(32, '2');
    store::SplitManifest& split = manifest.configs[0].splits[0];
    split.engine_index =
        *index_name("lib", manifest.dataset, manifest.snapshot_id, "default", split.name, "");
    const Status committed = std::move(*staged).commit(std::move(manifest));
    EXPECT_TRUE(committed) << committed.error().message();
    snapshot_ = *library.open_snapshot(before.manifest().dataset);
    const store::ConfigManifest& config = snapshot_->manifest().configs[0];
    Result<std::shared_ptr<const search::Split>> opened =
        ClusterSplit::open(snapshot_, config, config.splits[0], *sql_, std::move(engine));
    EXPECT_TRUE(opened) << opened.error().message();
    return *std::move(opened);
  }

  /// The rows of a condition, which the engine is asked for.
  static Result<search::RowPage> rows(const search::Split& split) {
    search::Selection chosen = search::Selection::where(
        ask::Predicate::compare(ask::Expression::of_column(0), ask::Comparison::kEqual,
                                ask::Expression::of({ask::Constant::Type::kText, "a"})));
    return split.page(chosen, {}, 0, 10, {});
  }

  http::Router router_;
  http::Metrics metrics_;
  std::atomic<int> num_looks_ = 0;
  std::atomic<int> num_loaded_ = 3;
  std::shared_ptr<const store::Snapshot> snapshot_;
  std::unique_ptr<http::Server> server_;  // last, so that it stops first
};

TEST_F(ClusterSplitTest, AnIndexIsLookedAtBeforeItsFirstAnswerAndNotAgain) {
  const auto split = open(client());
  EXPECT_EQ(num_looks_, 0);
  for (int turn = 0; turn < 3; ++turn) {
    const Result<search::RowPage> page = rows(*split);
    ASSERT_TRUE(page) << page.error().message();
    EXPECT_THAT(page->rows, ElementsAre(0, 2));
    EXPECT_EQ(num_looks_, 1);
  }
}

TEST_F(ClusterSplitTest, AnIndexThatWasChangedIsNotBelieved) {
  num_loaded_ = 2;
  const auto split = open(client());
  for (int turn = 0; turn < 2; ++turn) {
    const Result<search::RowPage> page = rows(*split);
    ASSERT_FALSE(page);
    EXPECT_EQ(page.error().code(), ErrorCode::kCorrupt);
    EXPECT_THAT(page.error().message(), HasSubstr("somebody changed it"));
  }
  num_loaded_ = 3;
  EXPECT_TRUE(rows(*split)) << "it is looked at until it is whole";
}

TEST_F(ClusterSplitTest, WithoutAnEngineItSaysHowToNameOne) {
  const auto split = open(nullptr);
  const Result<search::RowPage> page = rows(*split);
  ASSERT_FALSE(page);
  EXPECT_EQ(page.error().code(), ErrorCode::kUnavailable);
  EXPECT_THAT(page.error().message(), HasSubstr("--engine URL"));
}

TEST_F(ClusterSplitTest, VectorsOfFewRowsHaveNoProjection) {
  const auto split = open(nullptr);
  const Result<std::optional<meaning::ProjectionQuality>> quality = split->projection(1);
  ASSERT_TRUE(quality) << quality.error().message();
  EXPECT_FALSE(*quality);
}

}  // namespace
}  // namespace vitrine::cluster
