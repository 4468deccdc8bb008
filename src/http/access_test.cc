#include "http/access.h"

#include <gtest/gtest.h>

#include "http/router.h"

namespace vitrine::http {
namespace {

Request request_of(const std::string& host, const std::string& origin = "",
                   Method method = Method::kGet) {
  Request request;
  request.method = method;
  request.segments = {"x"};
  request.headers.add("Host", host);
  if (!origin.empty()) request.headers.add("Origin", origin);
  return request;
}

class AccessTest : public ::testing::Test {
 protected:
  AccessTest() {
    for (const Method method : {Method::kGet, Method::kPost, Method::kDelete}) {
      Route route;
      route.method = method;
      route.pattern = "/x";
      route.name = std::string(method_name(method));
      route.handler = [](const Request&) { return Response::json("{}"); };
      route.any_origin = method == Method::kPost;
      router_.add(std::move(route));
    }
  }
  Response answer(Request request) {
    return router_.answer(router_.match(request.method, request.segments), request);
  }

  Router router_;
};

TEST(Access, AddressesAndLocalNamesAreOurs) {
  const Access access({});
  for (const char* host : {"127.0.0.1:7860", "10.1.2.3", "[::1]:7860", "[fe80::1]", "localhost:1",
                           "LOCALHOST", "a.localhost:80"})
    EXPECT_TRUE(access.knows_host(host)) << host;
  for (const char* host : {"evil.example:7860", "127.0.0.1.evil.example", "localhost.evil.example",
                           "localhosta", "[", ":7860"})
    EXPECT_FALSE(access.knows_host(host)) << host;
}

TEST(Access, OtherNamesAreOursWhereTheyWereAllowed) {
  const Access access({.hosts = {"Data.example.org"}});
  EXPECT_TRUE(access.knows_host("data.example.org:443"));
  EXPECT_FALSE(access.knows_host("example.org"));
  EXPECT_TRUE(Access({.hosts = {"*"}}).knows_host("anything.example"));
}

TEST_F(AccessTest, AForeignNameGetsNothingByAnyMethod) {
  router_.set_access(Access({}));
  for (const Method method : {Method::kGet, Method::kPost, Method::kDelete, Method::kOptions}) {
    const Response refused = answer(request_of("evil.example", "", method));
    EXPECT_EQ(refused.status, 421) << method_name(method);
    EXPECT_EQ(refused.headers.get("X-Error-Code"), "HostNotAllowed");
    EXPECT_NE(answer(request_of("localhost", "", method)).status, 421) << method_name(method);
  }
}

TEST_F(AccessTest, PagesOfOthersMayNotReadUnlessTheirOriginIsAllowed) {
  router_.set_access(Access({}));
  const Response closed = answer(request_of("localhost", "https://a.example"));
  EXPECT_FALSE(closed.headers.has("Access-Control-Allow-Origin"));
  EXPECT_EQ(closed.headers.get("Cross-Origin-Resource-Policy"), "same-origin");
  router_.set_access(Access({.origins = {"https://a.example"}}));
  const Response open = answer(request_of("localhost", "https://a.example"));
  EXPECT_EQ(open.headers.get("Access-Control-Allow-Origin"), "https://a.example");
  EXPECT_EQ(open.headers.get("Vary"), "Accept-Encoding, Origin");
  EXPECT_FALSE(open.headers.has("Cross-Origin-Resource-Policy"));
  const Response other = answer(request_of("localhost", "https://b.example"));
  EXPECT_FALSE(other.headers.has("Access-Control-Allow-Origin"));
  router_.set_access(Access({.origins = {"*"}}));
  EXPECT_EQ(answer(request_of("localhost")).headers.get("Access-Control-Allow-Origin"), "*");
}

TEST_F(AccessTest, AnAllowedOriginMaySearchAndNeverChange) {
  router_.set_access(Access({.origins = {"https://a.example"}}));
  const auto status = [&](const char* origin, Method method) {
    return answer(request_of("localhost", origin, method)).status;
  };
  EXPECT_EQ(status("https://a.example", Method::kPost), 200);
  EXPECT_EQ(status("https://b.example", Method::kPost), 403);
  EXPECT_EQ(status("https://a.example", Method::kDelete), 403);
  EXPECT_EQ(status("http://localhost", Method::kDelete), 200);
}

TEST_F(AccessTest, ANameThatAProxyTellsIsCheckedToo) {
  router_.set_access(Access({.hosts = {"data.example.org"}}));
  Request request = request_of("127.0.0.1:7860");
  request.base_url = "https://data.example.org:8443/vitrine";
  EXPECT_EQ(answer(request).status, 200);
  request.base_url = "https://evil.example/vitrine";
  const Response refused = answer(request);
  EXPECT_EQ(refused.status, 421);
  EXPECT_NE(std::get<std::string>(refused.body).find("evil.example"), std::string::npos);
}

TEST_F(AccessTest, ThePageAtTheBaseUrlMayChangeThings) {
  const auto status_of = [&](const std::string& origin) {
    Request request = request_of("127.0.0.1:7860", origin, Method::kDelete);
    request.base_url = "https://data.example.org/vitrine";
    return answer(request).status;
  };
  EXPECT_EQ(status_of("https://data.example.org"), 200);
  EXPECT_EQ(status_of("http://data.example.org"), 403);
  EXPECT_EQ(status_of("https://data.example.org.evil.example"), 403);
}

}  // namespace
}  // namespace vitrine::http
