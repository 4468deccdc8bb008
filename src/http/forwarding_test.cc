#include "http/forwarding.h"

#include <gtest/gtest.h>

#include "http/target.h"
#include "http/test_server.h"

namespace vitrine::http {
namespace {

Request from(std::string peer, std::vector<Headers::Field> fields = {},
             std::string target = "/rows?offset=1") {
  Request request;
  request.peer = std::move(peer);
  request.target = std::move(target);
  Result<Target> parsed = parse_target(request.target);
  request.segments = std::move(parsed->segments);
  request.headers.add("Host", "127.0.0.1:7860");
  for (auto& [name, value] : fields) request.headers.add(name, value);
  return request;
}

Forwarding behind(const std::vector<std::string>& proxies, std::string base_url = "") {
  Result<Forwarding> forwarding = Forwarding::make(proxies, std::move(base_url));
  EXPECT_TRUE(forwarding);
  return *std::move(forwarding);
}

TEST(Forwarding, NetworksHoldTheirAddressesAndNoOthers) {
  const Forwarding forwarding =
      behind({"10.1.0.0/12", "192.0.2.7", "2001:db8::/33", "fd00::1", "203.0.113.0/0"}, "");
  for (const char* address : {"10.0.0.1", "10.15.255.255", "::ffff:10.1.2.3", "192.0.2.7",
                              "2001:db8:7fff::1", "fd00::1", "8.8.8.8"})
    EXPECT_TRUE(forwarding.trusts(address)) << address;
  const Forwarding narrow = behind({"10.1.0.0/12", "192.0.2.7", "2001:db8::/33", "fd00::1"});
  for (const char* address : {"10.16.0.0", "192.0.2.8", "2001:db8:8000::1", "fd00::2", "::1",
                              "127.0.0.1", "", "proxy", "10.0.0.1:80"})
    EXPECT_FALSE(narrow.trusts(address)) << address;
}

TEST(Forwarding, WhatIsNoNetworkAndNoAddressOfOursIsQuoted) {
  for (const char* text : {"", "proxy.example.org", "10.0.0.0/33", "10.0.0/8", "2001:db8::/129",
                           "10.0.0.0/", "10.0.0.0/8x", "10.0.0.0/-1"}) {
    const Result<Forwarding> forwarding = Forwarding::make({text}, "");
    ASSERT_FALSE(forwarding) << text;
    EXPECT_NE(forwarding.error().message().find("\"" + std::string(text) + "\""),
              std::string::npos);
  }
  for (const char* url :
       {"data.example.org", "ftp://data.example.org", "https://", "https:///a", "https://a b",
        "https://a/b//c", "https://a/b?c", "https://a/\"onload", "https://a@b"})
    EXPECT_FALSE(Forwarding::make({}, url)) << url;
}

TEST(Forwarding, NobodyIsBelievedWhoIsNoProxy) {
  Request request = from("192.0.2.9", {{"X-Forwarded-For", "10.9.9.9"},
                                       {"X-Forwarded-Host", "evil.example"},
                                       {"X-Forwarded-Proto", "https"},
                                       {"X-Forwarded-Prefix", "/rows"},
                                       {"Forwarded", "for=10.9.9.9;host=evil.example"}});
  behind({"10.0.0.0/8"}).apply(request);
  EXPECT_EQ(request.peer, "192.0.2.9");
  EXPECT_EQ(request.target, "/rows?offset=1");
  EXPECT_EQ(base_url_of(request), "http://127.0.0.1:7860");
  EXPECT_EQ(base_path_of(request), "");
}

TEST(Forwarding, AProxyNamesTheClientAndTheAddressFromOutside) {
  Request request = from("10.0.0.1", {{"X-Forwarded-For", "1.1.1.1, 192.0.2.9, 10.0.0.2"},
                                      {"X-Forwarded-Host", "other.example, data.example.org"},
                                      {"X-Forwarded-Proto", "HTTPS"},
                                      {"X-Forwarded-Prefix", "/vitrine/"}});
  behind({"10.0.0.0/8"}).apply(request);
  EXPECT_EQ(request.peer, "192.0.2.9") << "what stands before it, the client wrote itself";
  EXPECT_EQ(base_url_of(request), "https://data.example.org/vitrine");
  EXPECT_EQ(base_path_of(request), "/vitrine");
}

TEST(Forwarding, TheStandardsFieldIsReadToo) {
  Request request =
      from("10.0.0.1", {{"Forwarded",
                         "for=1.1.1.1;proto=http, For=\"[2001:db8::17]:4711\";Proto=https;"
                         "host=\"data.example.org\""}});
  behind({"10.0.0.1"}).apply(request);
  EXPECT_EQ(request.peer, "2001:db8::17");
  EXPECT_EQ(base_url_of(request), "https://data.example.org");
  Request with_port = from("10.0.0.1", {{"Forwarded", "for=192.0.2.43:47011"}});
  behind({"10.0.0.1"}).apply(with_port);
  EXPECT_EQ(with_port.peer, "192.0.2.43");
}

TEST(Forwarding, WhatAProxyHandsOnFromItsClientIsNotTakenForItsOwn) {
  Request request = from("10.0.0.1", {{"Forwarded", "for=10.9.9.9;proto=http;host=evil.example"},
                                      {"X-Forwarded-For", "192.0.2.9"},
                                      {"X-Forwarded-Proto", "https"}});
  behind({"10.0.0.1"}).apply(request);
  EXPECT_EQ(request.peer, "192.0.2.9");
  EXPECT_EQ(base_url_of(request), "https://127.0.0.1:7860");
}

TEST(Forwarding, WhatIsNoAddressIsNotTaken) {
  for (const char* client : {"unknown", "_hidden", "", "1.1.1.1\"", "for=1.1.1.1"}) {
    Request request = from("10.0.0.1", {{"X-Forwarded-For", client}});
    behind({"10.0.0.1"}).apply(request);
    EXPECT_EQ(request.peer, "10.0.0.1") << client;
  }
  for (const char* host : {"evil.example/\"><script>", "a b", "a\\b"}) {
    Request request = from("10.0.0.1", {{"X-Forwarded-Host", host}});
    behind({"10.0.0.1"}).apply(request);
    EXPECT_EQ(base_url_of(request), "http://127.0.0.1:7860") << host;
  }
}

TEST(Forwarding, ABaseUrlCountsWhateverProxiesSay) {
  Request request = from("10.0.0.1", {{"X-Forwarded-Host", "other.example"}});
  behind({"10.0.0.1"}, "https://data.example.org/vitrine/").apply(request);
  EXPECT_EQ(base_url_of(request), "https://data.example.org/vitrine");
}

TEST(Forwarding, AProxyMayLeaveThePathOnOrTakeItOff) {
  const Forwarding forwarding = behind({}, "https://data.example.org/lab/vitrine");
  const auto target_after = [&](std::string target) {
    Request request = from("192.0.2.1", {}, std::move(target));
    forwarding.apply(request);
    return request.target + " " + std::to_string(request.segments.size());
  };
  EXPECT_EQ(target_after("/lab/vitrine/rows?offset=1"), "/rows?offset=1 1");
  EXPECT_EQ(target_after("/lab/vitrine?q=a"), "/?q=a 0");
  EXPECT_EQ(target_after("/lab/vitrine"), "/ 0");
  EXPECT_EQ(target_after("/lab/vitrines"), "/lab/vitrines 2");
  EXPECT_EQ(target_after("/rows?offset=1"), "/rows?offset=1 1");
}

class ProxyTest : public ServerFixture {};

TEST_F(ProxyTest, TheClientsOfAProxyAreCountedOneByOne) {
  ServerOptions options;
  options.slow_threads = 1;
  options.max_queued_per_client = 1;
  options.max_connections_per_client = 1;
  options.forwarding = behind({"127.0.0.1"});
  start(std::move(options));
  const auto slow = [](const std::string& client) {
    return "GET /wait-slow HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: " + client + "\r\n\r\n";
  };
  TestClient first(port());
  first.send(slow("192.0.2.1"));
  await_waiting(1);
  TestClient second(port());
  second.send(slow("192.0.2.1"));
  EXPECT_EQ(second.receive().field("X-Error-Code"), "TooManyRequests");
  TestClient third(port());
  third.send(slow("192.0.2.2"));
  release();
  EXPECT_EQ(first.receive().body, "released");
  EXPECT_EQ(third.receive().body, "released");
  second.send(slow("192.0.2.1"));
  EXPECT_EQ(second.receive().body, "released") << "what was counted is counted off again";
}

}  // namespace
}  // namespace vitrine::http
