#include "http/router.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "http/target.h"

namespace vitrine::http {
namespace {

class RouterTest : public ::testing::Test {
 protected:
  void add(Method method, const std::string& pattern, bool any_origin = false) {
    router_.add({.method = method,
                 .pattern = pattern,
                 .name = pattern,
                 .handler =
                     [pattern](const Request& request) {
                       std::string text = pattern;
                       for (const auto& [name, value] : request.path.pairs()) {
                         text += " " + name + "=" + value;
                       }
                       return Response::text(text);
                     },
                 .any_origin = any_origin});
  }

  Response ask(Method method, std::string_view target, const Headers& headers = {}) {
    Request request;
    request.method = method;
    request.headers = headers;
    request.segments = parse_target(target)->segments;
    return router_.answer(router_.match(method, request.segments), request);
  }

  std::string text(std::string_view target) {
    return std::get<std::string>(ask(Method::kGet, target).body);
  }

  Router router_;
};

TEST_F(RouterTest, CapturesAreDecodedSegments) {
  add(Method::kGet, "/datasets/{owner}/{name}/rows/{row_idx}");
  EXPECT_EQ(text("/datasets/local/a%2Fb/rows/17"),
            "/datasets/{owner}/{name}/rows/{row_idx} owner=local name=a/b row_idx=17");
}

TEST_F(RouterTest, LiteralBeatsCaptureBeatsRestWhateverTheOrder) {
  add(Method::kGet, "/{all...}");
  add(Method::kGet, "/d/{name}");
  add(Method::kGet, "/d/search");
  add(Method::kGet, "/d/{name}/x");
  EXPECT_EQ(text("/d/search"), "/d/search");
  EXPECT_EQ(text("/d/other"), "/d/{name} name=other");
  EXPECT_EQ(text("/d/search/x"), "/d/{name}/x name=search");
  EXPECT_EQ(text("/d/search/y"), "/{all...} all=d/search/y");
}

TEST_F(RouterTest, RestNeedsAtLeastOneSegment) {
  add(Method::kGet, "/resolve/{revision}/{path...}");
  EXPECT_EQ(text("/resolve/main/a/b%2Fc/d"),
            "/resolve/{revision}/{path...} revision=main path=a/b/c/d");
  EXPECT_EQ(ask(Method::kGet, "/resolve/main").status, 404);
}

TEST_F(RouterTest, UnknownPathIs404InTheCommonShape) {
  const Response response = ask(Method::kGet, "/nowhere");
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(response.headers.get("X-Error-Code"), "ResponseNotFound");
  EXPECT_EQ(std::get<std::string>(response.body), R"({"error":"Not found."})");
}

TEST_F(RouterTest, UnknownMethodIs405WithAllow) {
  add(Method::kGet, "/a");
  add(Method::kPost, "/a");
  const Response response = ask(Method::kDelete, "/a");
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(response.headers.get("Allow"), "GET, HEAD, POST, OPTIONS");
  const Response other = ask(Method::kOther, "/a");
  EXPECT_EQ(other.status, 405);
  EXPECT_EQ(std::get<std::string>(other.body),
            R"({"error":"This address does not take that method."})");
}

TEST_F(RouterTest, AnAddressHasTheMethodsOfThePatternThatFitsBest) {
  add(Method::kGet, "/{rest...}");
  add(Method::kDelete, "/a/{id}");
  add(Method::kPost, "/a/new");
  EXPECT_EQ(ask(Method::kOptions, "/a/new").headers.get("Allow"), "POST, OPTIONS");
  EXPECT_EQ(ask(Method::kGet, "/a/new").status, 405);
  EXPECT_EQ(ask(Method::kDelete, "/a/new").status, 405);
  EXPECT_EQ(ask(Method::kGet, "/a/7").headers.get("Allow"), "DELETE, OPTIONS");
  EXPECT_EQ(ask(Method::kGet, "/b/7").status, 200);
}

TEST_F(RouterTest, HeadRunsTheHandlerOfGet) {
  add(Method::kGet, "/a");
  EXPECT_EQ(ask(Method::kHead, "/a").status, 200);
}

TEST_F(RouterTest, OptionsNamesMethodsAndEchoesWantedHeaders) {
  add(Method::kPost, "/a");
  Headers headers;
  headers.add("Access-Control-Request-Headers", "content-type, mcp-protocol-version");
  const Response response = ask(Method::kOptions, "/a", headers);
  EXPECT_EQ(response.status, 204);
  EXPECT_EQ(response.headers.get("Access-Control-Allow-Methods"), "POST, OPTIONS");
  EXPECT_EQ(response.headers.get("Access-Control-Allow-Headers"),
            "content-type, mcp-protocol-version");
}

TEST_F(RouterTest, PagesOfAnotherOriginMayReadButNotWrite) {
  add(Method::kGet, "/a");
  add(Method::kPost, "/a");
  add(Method::kPost, "/open", true);
  Headers foreign;
  foreign.add("Host", "127.0.0.1:7860");
  foreign.add("Origin", "https://example.com");
  Headers own;
  own.add("Host", "127.0.0.1:7860");
  own.add("Origin", "http://127.0.0.1:7860");
  Headers opaque;
  opaque.add("Origin", "null");
  EXPECT_EQ(ask(Method::kGet, "/a", foreign).status, 200);
  EXPECT_EQ(ask(Method::kPost, "/a", foreign).status, 403);
  EXPECT_EQ(ask(Method::kPost, "/a", opaque).status, 403);
  EXPECT_EQ(ask(Method::kPost, "/a", own).status, 200);
  EXPECT_EQ(ask(Method::kPost, "/a").status, 200);
  EXPECT_EQ(ask(Method::kPost, "/open", foreign).status, 403);
  router_.set_access(Access({.origins = {"https://example.com"}}));
  EXPECT_EQ(ask(Method::kPost, "/open", foreign).status, 200);
}

TEST_F(RouterTest, WhatAHandlerThrowsIsOurErrorAndStaysOutOfTheAnswer) {
  router_.add({.pattern = "/bug", .name = "bug", .handler = [](const Request&) -> Response {
                 throw std::runtime_error("at /home/someone");
               }});
  router_.add({.pattern = "/worse", .name = "worse", .handler = [](const Request&) -> Response {
                 throw 1;
               }});
  const Response response = ask(Method::kGet, "/bug");
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(response.headers.get("X-Error-Code"), "UnexpectedApiError");
  EXPECT_EQ(std::get<std::string>(response.body), R"({"error":"Unexpected error."})");
  EXPECT_EQ(response.detail, "at /home/someone");
  EXPECT_EQ(ask(Method::kGet, "/worse").status, 500);
}

TEST_F(RouterTest, TheFallbackTakesReadsOfUnknownPathsOnly) {
  add(Method::kPost, "/a");
  router_.set_fallback("page", [](const Request&) { return Response::text("page"); });
  EXPECT_EQ(text("/any/where"), "page");
  EXPECT_EQ(text("/"), "page");
  EXPECT_EQ(ask(Method::kPost, "/any/where").status, 405);
  EXPECT_EQ(ask(Method::kGet, "/a").status, 405);
}

TEST_F(RouterTest, TheTableCanBeEnumerated) {
  add(Method::kGet, "/a");
  add(Method::kGet, "/b/{c}");
  ASSERT_EQ(router_.routes().size(), 2U);
  EXPECT_EQ(router_.routes()[1].pattern, "/b/{c}");
}

}  // namespace
}  // namespace vitrine::http
