// Datasets of the Hub and their files, against a server on this machine that answers as it does.

#include <gmock/gmock.h>

#include <map>
#include <mutex>

#include "base/digest.h"
#include "base/file.h"
#include "http/server.h"
#include "source/hub_cache.h"
#include "source/hub_download.h"
#include "source/hub_source.h"
#include "source/source.h"

namespace vitrine::source {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string kCommit(40, 'c');
const std::string kRows = "{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n";

class HubFiles : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::path(::testing::TempDir()) / (std::string("hub_files_") + test->name());
    fs::remove_all(folder_);
    files_ = {{"README.md", "---\nlicense: mit\n---\n"}, {"train.jsonl", kRows}};
    add("/api/datasets/{owner}/{name}/revision/{revision}", [](const http::Request&) {
      return http::Response::json(R"({"id":"acme/papers","sha":")" + kCommit + "\"}");
    });
    add("/api/datasets/{owner}/{name}/tree/{revision}", [this](const http::Request&) {
      std::string list;
      for (const auto& [path, content] : files_)
        list += (list.empty() ? "" : ",") + std::string(R"({"type":"file","path":")") + path +
                R"(","oid":")" + git_blob_id(content) + R"(","size":)" +
                std::to_string(content.size()) + "}";
      return http::Response::json("[" + list + "]");
    });
    add("/datasets/{owner}/{name}/resolve/{commit}/{path...}",
        [this](const http::Request& request) { return content_of(request); });
    http::ServerOptions options;
    options.port = 0;
    auto server = http::Server::start(std::move(options), router_, metrics_);
    ASSERT_TRUE(server) << server.error().message();
    server_ = *std::move(server);
  }
  void TearDown() override {
    server_.reset();
    fs::remove_all(folder_);
  }

  HubSettings settings() const {
    HubSettings settings;
    settings.endpoint = server_->url();
    settings.cache = folder_ / "cache";
    settings.first_pause = std::chrono::milliseconds(1);
    return settings;
  }
  Result<Source> resolve() const { return resolve_hub("hf://acme/papers", settings(), {}); }
  static std::string rows_of(const Source& source) {
    return read_file(source.configs.at(0).splits.at(0).files.at(0).path).value_or("");
  }
  /// What came of the rows before.
  void put_part(const std::string& bytes) const {
    const fs::path blobs = folder_ / "cache" / "datasets--acme--papers" / "blobs";
    fs::create_directories(blobs);
    ASSERT_TRUE(write_file_atomic(blobs / (git_blob_id(kRows) + ".incomplete"), bytes));
  }
  std::vector<std::string> ranges() {
    const std::lock_guard lock(mutex_);
    return ranges_;
  }

  fs::path folder_;
  std::map<std::string, std::string> files_;
  std::map<std::string, int> refused_;          ///< Paths that get this status.
  std::map<std::string, std::string> instead_;  ///< Contents that are not those of the list.
  bool knows_ranges_ = false;
  std::unique_ptr<http::Server> server_;

 private:
  void add(const std::string& pattern, http::Handler handler) {
    http::Route route;
    route.name = route.pattern = pattern;
    route.handler = std::move(handler);
    router_.add(std::move(route));
  }
  http::Response content_of(const http::Request& request) {
    const std::string path(request.path.get("path").value_or(""));
    const std::string range(request.headers.get("Range"));
    if (path == "train.jsonl") {
      const std::lock_guard lock(mutex_);
      ranges_.push_back(range);
    }
    if (const auto refused = refused_.find(path); refused != refused_.end())
      return http::error_response(refused->second, "Refused", "refused");
    const auto instead = instead_.find(path);
    const std::string content = instead != instead_.end() ? instead->second : files_.at(path);
    if (range.empty() || !knows_ranges_) return http::Response::text(content);
    const std::size_t from = std::stoul(range.substr(std::string("bytes=").size()));
    http::Response part = http::Response::text(content.substr(from));
    part.status = 206;
    part.headers.set("Content-Range", "bytes " + std::to_string(from) + "-" +
                                          std::to_string(content.size() - 1) + "/" +
                                          std::to_string(content.size()));
    return part;
  }

  http::Router router_;
  http::Metrics metrics_;
  std::mutex mutex_;  // of the next
  std::vector<std::string> ranges_;
};

TEST_F(HubFiles, ADatasetIsItsCardAndItsRows) {
  const Result<Source> source = resolve();
  ASSERT_TRUE(source) << source.error().message();
  ASSERT_TRUE(source->card);
  EXPECT_EQ(source->card->license, "mit");
  EXPECT_EQ(rows_of(*source), kRows);
}

TEST_F(HubFiles, WhatCameBeforeIsGoneOnWith) {
  knows_ranges_ = true;
  put_part(kRows.substr(0, 5));
  const Result<Source> source = resolve();
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_EQ(rows_of(*source), kRows);
  EXPECT_THAT(ranges(), ElementsAre("bytes=5-"));
}

TEST_F(HubFiles, AServerThatKnowsNoRangesSendsAllAnew) {
  put_part(kRows.substr(0, 5));
  const Result<Source> source = resolve();
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_EQ(rows_of(*source), kRows);
}

TEST_F(HubFiles, ALongerPartThanTheFileIsThrownAway) {
  knows_ranges_ = true;
  put_part(kRows + "more");
  const Result<Source> source = resolve();
  ASSERT_TRUE(source) << source.error().message();
  EXPECT_EQ(rows_of(*source), kRows);
  EXPECT_THAT(ranges(), ElementsAre(""));
}

TEST_F(HubFiles, ACardThatCannotBeHadEndsIt) {
  refused_["README.md"] = 403;
  const Result<Source> refused = resolve();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::kUnsupported) << refused.error().message();
}

TEST_F(HubFiles, ContentThatIsNotTheListedIsRefused) {
  for (const std::string& other : {kRows + "{\"n\":4}\n", std::string(kRows.size(), 'x')}) {
    instead_["train.jsonl"] = other;
    const Result<Source> refused = resolve();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), ErrorCode::kCorrupt) << refused.error().message();
    EXPECT_THAT(refused.error().message(), HasSubstr("train.jsonl"));
  }
  instead_.clear();
  EXPECT_TRUE(resolve());
}

}  // namespace
}  // namespace vitrine::source
