// The client and the downloads of files against a server on this machine.

#include <gmock/gmock.h>

#include <map>
#include <mutex>

#include "base/file.h"
#include "http/server.h"
#include "source/http_client.h"
#include "source/web_file.h"

namespace vitrine::source {
namespace {

using ::testing::HasSubstr;

class Downloads : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::path(::testing::TempDir()) / (std::string("downloads_") + test->name());
    fs::remove_all(folder_);
    add(http::Method::kGet, "/rows.csv", [](const http::Request& request) {
      const std::string all = "id,t\n1,a\n";
      const std::string_view range = request.headers.get("Range");
      if (range.empty()) return http::Response::text(all);
      http::Response part = http::Response::text(all.substr(5));
      part.status = 206;
      part.headers.set("Content-Range", "bytes 5-8/9");
      return part;
    });
    add(http::Method::kGet, "/moved", [](const http::Request&) {
      http::Response response = http::Response::text("it has moved");
      response.status = 302;
      response.headers.set("Location", "/rows.csv");
      response.headers.set("X-Of-The-Redirect", "yes");
      return response;
    });
    for (const http::Method method : {http::Method::kGet, http::Method::kPost})
      add(method, "/echo", [this](const http::Request& request) {
        const std::lock_guard lock(mutex_);
        seen_.clear();
        for (const char* name : {"Authorization", "Range", "If-None-Match", "Content-Type"})
          seen_[name] = request.headers.get(name);
        seen_["body"] = request.body;
        seen_["method"] = request.method == http::Method::kPost ? "POST" : "GET";
        return http::Response::text("seen");
      });
    add(http::Method::kGet, "/streamed.csv", [](const http::Request&) {
      return http::Response::stream(
          [first = true](std::string& out) mutable -> Result<bool> {
            out += std::exchange(first, false) ? "id\n" : "1\n";
            return out == "id\n";
          },
          "text/csv");
    });
    http::ServerOptions options;
    options.port = 0;
    auto server = http::Server::start(std::move(options), router_, metrics_);
    ASSERT_TRUE(server) << server.error().message();
    server_ = *std::move(server);
  }
  void TearDown() override { fs::remove_all(folder_); }

  void add(http::Method method, const std::string& pattern, http::Handler handler) {
    http::Route route;
    route.method = method;
    route.name = route.pattern = pattern;
    route.max_body = 1U << 20U;
    route.handler = std::move(handler);
    router_.add(std::move(route));
  }

  std::string url(const std::string& path) const { return server_->url() + path; }

  /// Answer and body.
  std::pair<HttpHead, std::string> get(HttpClient& client, HttpGet request) {
    std::string body;
    const Result<HttpHead> head = client.get(request, [&](const HttpHead&, std::string_view bytes) {
      body += bytes;
      return Status();
    });
    EXPECT_TRUE(head) << head.error().message();
    return {head ? *head : HttpHead(), body};
  }
  std::string seen(const std::string& name) {
    const std::lock_guard lock(mutex_);
    return seen_[name];
  }

  fs::path folder_;
  http::Router router_;
  http::Metrics metrics_;
  std::mutex mutex_;  // of the next
  std::map<std::string, std::string> seen_;
  std::unique_ptr<http::Server> server_;
};

TEST_F(Downloads, TheHeadIsThatOfTheLastAnswer) {
  HttpClient client;
  const auto [head, body] = get(client, {.url = url("/moved")});
  EXPECT_EQ(head.status, 200);
  EXPECT_TRUE(head.is_http_1);
  EXPECT_EQ(head.header("content-length"), "9");
  EXPECT_EQ(head.header("x-of-the-redirect"), "");
  EXPECT_THAT(std::string(head.header("content-type")), HasSubstr("text/plain"));
  EXPECT_EQ(body, "id,t\n1,a\n");
  EXPECT_EQ(get(client, {.url = url("/none")}).first.status, 404);
}

TEST_F(Downloads, WhatIsAskedForIsSent) {
  HttpClient client;
  get(client, {.url = url("/echo"), .token = "hf_x", .offset = 7});
  EXPECT_EQ(seen("Authorization"), "Bearer hf_x");
  EXPECT_EQ(seen("Range"), "bytes=7-");
  EXPECT_EQ(seen("method"), "GET");
  get(client, {.url = url("/echo"), .post = "{\"a\":1}"});
  EXPECT_EQ(seen("method"), "POST");
  EXPECT_EQ(seen("body"), "{\"a\":1}");
  EXPECT_EQ(seen("Content-Type"), "application/json");
  get(client, {.url = url("/echo"), .if_none_match = "\"1\""});
  EXPECT_EQ(seen("If-None-Match"), "\"1\"");
  get(client, {.url = url("/echo"), .login = "me:secret"});
  EXPECT_EQ(seen("Authorization"), "Basic bWU6c2VjcmV0");
}

TEST_F(Downloads, ARequestKnowsNothingOfTheOneBefore) {
  HttpClient client;
  get(client, {.url = url("/echo"), .token = "hf_x", .offset = 7, .post = "text"});
  get(client, {.url = url("/echo"), .login = "me:secret"});
  get(client, {.url = url("/echo")});
  for (const char* name : {"Authorization", "Range", "body", "If-None-Match"})
    EXPECT_EQ(seen(name), "") << name;
  EXPECT_EQ(seen("method"), "GET");
}

TEST_F(Downloads, PartsBeginWhereTheyAreWanted) {
  HttpClient client;
  const auto [head, body] = get(client, {.url = url("/rows.csv"), .offset = 5});
  EXPECT_EQ(head.status, 206);
  EXPECT_EQ(head.header("content-range"), "bytes 5-8/9");
  EXPECT_EQ(body, "1,a\n");
}

TEST_F(Downloads, WhatTheTakerSaysEndsARequest) {
  HttpClient client;
  const auto full = [](const HttpHead&, std::string_view) -> Status { return io_error("full"); };
  const Result<HttpHead> head = client.get({.url = url("/rows.csv")}, full);
  ASSERT_FALSE(head);
  EXPECT_EQ(head.error().message(), "full");
  const auto thrower = [](const HttpHead&, std::string_view) -> Status { throw 7; };
  EXPECT_THROW(static_cast<void>(client.get({.url = url("/rows.csv")}, thrower)), int);
  EXPECT_EQ(get(client, {.url = url("/rows.csv")}).second, "id,t\n1,a\n");
}

TEST_F(Downloads, WhoIsNotThereIsNamed) {
  HttpClient client;
  const Result<HttpHead> head = client.get({.url = "http://me:secret@127.0.0.1:1/x?token=1"},
                                           [](auto&, auto) { return Status(); });
  ASSERT_FALSE(head);
  EXPECT_EQ(head.error().code(), ErrorCode::kUnavailable);
  EXPECT_TRUE(head.error().message().starts_with("127.0.0.1:1: ")) << head.error().message();
}

TEST_F(Downloads, AStopEndsARequest) {
  std::stop_source stop;
  stop.request_stop();
  HttpClient client;
  const Result<HttpHead> head = client.get({.url = url("/rows.csv"), .stop = stop.get_token()},
                                           [](auto&, auto) { return Status(); });
  ASSERT_FALSE(head);
  EXPECT_EQ(head.error().code(), ErrorCode::kCancelled);
}

/// The last that was told.
struct Told final : ProgressSink {
  void update(const ProgressUpdate& update) override {
    stage = update.stage;
    bytes_total = update.bytes_total;
    ++calls;
  }
  std::string stage;
  std::uint64_t bytes_total = 99;
  int calls = 0;
};

TEST_F(Downloads, AFileSaysHowLongItIsWhereThatIsKnown) {
  Told told;
  const Result<WebFile> whole =
      download_web_file(url("/rows.csv"), {.scratch = {.directory = folder_, .progress = &told}});
  ASSERT_TRUE(whole) << whole.error().message();
  EXPECT_EQ(whole->path.filename(), "rows.csv");
  EXPECT_EQ(*read_file(whole->path), "id,t\n1,a\n");
  EXPECT_TRUE(whole->is_length_known);
  EXPECT_EQ(told.stage, "downloading");
  EXPECT_EQ(told.bytes_total, 9U);
  const Result<WebFile> streamed = download_web_file(
      url("/streamed.csv"), {.scratch = {.directory = folder_, .progress = &told}});
  ASSERT_TRUE(streamed) << streamed.error().message();
  EXPECT_EQ(*read_file(streamed->path), "id\n1\n");
  EXPECT_EQ(told.bytes_total, 0U);
  EXPECT_GE(told.calls, 2);
}

TEST_F(Downloads, AnAddressWithoutAFileIsSaidSo) {
  const Result<WebFile> none =
      download_web_file(url("/none.csv?key=1"), {.scratch = {.directory = folder_}});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code(), ErrorCode::kNotFound);
  EXPECT_THAT(none.error().message(), HasSubstr("/none.csv answers 404"));
  EXPECT_EQ(none.error().message().find("key=1"), std::string::npos);
}

}  // namespace
}  // namespace vitrine::source
