// Files of an origin over HTTP, against a server on this machine.

#include <gmock/gmock.h>

#include "http/server.h"
#include "replica/http_origin.h"

namespace vitrine::replica {
namespace {

using ::testing::HasSubstr;

class HttpReads : public ::testing::Test {
 protected:
  void SetUp() override {
    http::Route route;
    route.name = route.pattern = "/api/v1/copies/{owner}/{name}/files/{path...}";
    route.handler = [this](const http::Request& request) {
      asked_ = std::string(request.path.get("path").value_or("")) + " " +
               std::string(request.headers.get("Range"));
      http::Response response = http::Response::text(body_);
      response.status = status_;
      if (!range_.empty()) response.headers.set("Content-Range", range_);
      return response;
    };
    router_.add(std::move(route));
    http::ServerOptions options;
    options.port = 0;
    auto server = http::Server::start(std::move(options), router_, metrics_);
    ASSERT_TRUE(server) << server.error().message();
    server_ = *std::move(server);
    origin_ = *HttpOrigin::make(server_->url(), {});
  }

  /// Where what comes begins, and what it is; the error if there is one.
  std::string read(std::uint64_t offset) {
    std::string came;
    const Status status = origin_->read({"local", "papers"}, "a b.parquet", offset,
                                        [&](std::uint64_t at, std::string_view bytes) {
                                          if (came.empty()) came = std::to_string(at) + ":";
                                          came += bytes;
                                          return Status();
                                        },
                                        {});
    return status ? came : status.error().message();
  }

  /// Set before a request is sent, and read after it was answered.
  int status_ = 206;
  std::string range_;
  std::string body_ = "456789";
  std::string asked_;
  http::Router router_;
  http::Metrics metrics_;
  std::unique_ptr<HttpOrigin> origin_;
  std::unique_ptr<http::Server> server_;  // last, so that it stops first
};

TEST_F(HttpReads, APartBeginsWhereItIsWanted) {
  range_ = "bytes 4-9/10";
  EXPECT_EQ(read(4), "4:456789");
  EXPECT_EQ(asked_, "a b.parquet bytes=4-");
}

TEST_F(HttpReads, ServersThatKnowNoPartsSendTheWhole) {
  status_ = 200;
  body_ = "0123456789";
  EXPECT_EQ(read(0), "0:0123456789");
  EXPECT_EQ(read(4), "0:0123456789");
}

TEST_F(HttpReads, AnotherPartIsNotTaken) {
  for (const char* range :
       {"", "bytes 3-9/10", "bytes 40-49/50", "bytes */10", "bytes 4", "items 4-9/10", "4-9/10"}) {
    range_ = range;
    EXPECT_THAT(read(4), HasSubstr("another part of a file")) << range;
  }
}

TEST_F(HttpReads, ARefusalSaysWhatTheServerSaid) {
  status_ = 404;
  body_ = R"({"error":"there is no such file"})";
  EXPECT_THAT(read(0), HasSubstr("answers 404: there is no such file"));
  status_ = 503;
  EXPECT_THAT(read(0), HasSubstr("answers 503"));
  status_ = 401;
  EXPECT_THAT(read(0), HasSubstr("VITRINE_ORIGIN_TOKEN"));
}

}  // namespace
}  // namespace vitrine::replica
