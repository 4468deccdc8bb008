#pragma once
// TestLibrary: a library of tiny datasets, really imported, with the routes over it that the test's
// room adds. Requests are answered by the router itself, without sockets.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>

#include "api/context.h"
#include "base/json_parse.h"
#include "http/router.h"
#include "jobs/map_jobs.h"

namespace vitrine::api {

struct TestReply {
  int status = 0;
  http::Headers headers;
  std::string body;  ///< Of text, bytes or a stream; empty for a file.
  std::string detail;

  boost::json::value json() const;
  std::string error_code() const { return std::string(headers.get("X-Error-Code")); }
  /// The member "error" of the body.
  std::string error() const;
};

class LibraryFixture : public ::testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;
  /// The routes that are tested. `context` outlives the router.
  virtual void add_routes(http::Router& router, Context& context) = 0;

  /// As if the server had been started again.
  void open_anew();

  /// Imports `files` (name and content) of a folder as dataset `id`.
  void import(const std::string& id, const std::vector<std::pair<std::string, std::string>>& files);
  /// The dataset that most tests read, as local/papers: see the source.
  void import_papers();

  /// Answers "GET target"; `headers` are added to Host: vitrine.test.
  TestReply get(std::string_view target, const http::Headers& headers = {});
  /// Answers any method, from a client on this machine or at `peer`.
  TestReply send(http::Method method, std::string_view target, std::string body,
                 const http::Headers& headers = {}, std::string peer = "127.0.0.1");

  fs::path home() const { return directory_ / "home"; }
  fs::path snapshot_directory(const std::string& id) const;

  fs::path directory_;
  std::unique_ptr<engine::Engine> engine_;
  std::unique_ptr<jobs::MapJobs> maps_;
  http::Metrics metrics_;
  std::unique_ptr<Context> context_;
  std::unique_ptr<http::Router> router_;
  /// What whoever asks may do.
  http::Rights rights_;
};

/// `text` with everything but letters and digits as %XX.
std::string url_encode(std::string_view text);

}  // namespace vitrine::api
