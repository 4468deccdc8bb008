// What badly behaved clients may do to the server: not much.
#include <gtest/gtest.h>

#include <deque>
#include <random>

#include "http/test_server.h"

namespace vitrine::http {
namespace {

using namespace std::chrono_literals;

class HostileClientTest : public ServerFixture {
 protected:
  // Whether somebody else is still served.
  bool is_alive() { return TestClient(port()).get("/hello").status == 200; }

  TestAnswer answer_to(std::string_view bytes) {
    TestClient client(port());
    client.send(bytes);
    return client.receive();
  }
};

TEST_F(HostileClientTest, RefusalsReachTheClientAndEndTheConnection) {
  start();
  const std::string flood(20'000, 'a');
  const std::pair<std::string, int> cases[] = {
      {"GET /%zz HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"GET /echo/%00 HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"GET /echo/%ff HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"GET /echo/x?q=%c3%28 HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"GET /echo/../../etc/passwd HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"GET /echo/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: h\r\n\r\n", 400},
      {"\x16\x03\x01\x02 a TLS handshake", 400},
      {"GET /" + flood, 414},
      {"GET / HTTP/1.1\r\nHost: h\r\nA: " + flood, 431},
      {"GET / HTTP/2.0\r\n\r\n", 505},
      {"POST /body HTTP/1.1\r\nHost: h\r\nContent-Length: 1048577\r\n\r\n", 413},
  };
  for (const auto& [bytes, status] : cases) {
    TestClient client(port());
    client.send(bytes);
    const TestAnswer answer = client.receive();
    EXPECT_EQ(answer.status, status) << bytes.substr(0, 60);
    EXPECT_EQ(answer.field("Connection"), "close");
    EXPECT_FALSE(answer.field("X-Error-Code").empty());
    // What every answer has, one to a request that was not read has too.
    EXPECT_EQ(answer.field("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(answer.field("Cache-Control"), "no-store");
    client.shut_down_sending();
    EXPECT_TRUE(client.is_closed());
  }
  EXPECT_TRUE(is_alive());
}

TEST_F(HostileClientTest, ABodyFloodGetsItsAnswerWhileItIsStillSending) {
  start();
  TestClient client(port());
  client.send("POST /body HTTP/1.1\r\nHost: h\r\nContent-Length: 500000000\r\n\r\n");
  const std::string piece(100'000, 'x');
  for (int i = 0; i < 5; ++i) client.send(piece);
  EXPECT_EQ(client.receive().status, 413);
  EXPECT_TRUE(is_alive());
}

TEST_F(HostileClientTest, ABodyOfExactlyTheLimitIsTaken) {
  start({.max_body = 100'000});
  const std::string body(100'000, 'x');
  EXPECT_EQ(
      answer_to("POST /body HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n" + body).body,
      "100000");
  EXPECT_EQ(
      answer_to("POST /body HTTP/1.1\r\nHost: h\r\nContent-Length: 100001\r\n\r\n" + body).status,
      413);
}

TEST_F(HostileClientTest, ContinueIsSentOnlyForABodyThatWillBeTaken) {
  start();
  TestClient client(port());
  client.send(
      "POST /body HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.receive().status, 100);
  client.send("abc");
  EXPECT_EQ(client.receive().body, "3");
  EXPECT_EQ(answer_to("POST /body HTTP/1.1\r\nHost: h\r\nContent-Length: 3000000\r\nExpect: "
                      "100-continue\r\n\r\n")
                .status,
            413);
}

TEST_F(HostileClientTest, ASlowHeaderRunsOutOfTimeHoweverSteadilyItDrips) {
  start({.header_timeout = 100ms});
  TestClient client(port());
  client.send("GET /hello HTTP/1.1\r\nHost: h\r\n");
  // A drip that never pauses for longer than the time limit, until the server has had enough.
  while (client.send("A: b\r\n") && !await_log("408", 5ms)) {
  }
  EXPECT_EQ(client.receive().status, 408);
  EXPECT_TRUE(is_alive());
}

TEST_F(HostileClientTest, ASlowBodyRunsOutOfTime) {
  start({.body_timeout = 50ms});
  EXPECT_EQ(answer_to("POST /body HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc").status,
            408);
}

TEST_F(HostileClientTest, AnIdleConnectionIsClosedWithoutAWord) {
  start({.idle_timeout = 50ms});
  TestClient fresh(port());
  EXPECT_EQ(fresh.receive().status, 0);
  TestClient used(port());
  EXPECT_EQ(used.get("/hello").status, 200);
  EXPECT_EQ(used.receive().status, 0);
}

TEST_F(HostileClientTest, AClientThatDoesNotReadIsDroppedAndItsStreamEnds) {
  start({.write_timeout = 50ms});
  TestClient client(port(), 4096);
  client.send("GET /endless HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_TRUE(await_log("/endless"));
  EXPECT_TRUE(is_alive());
}

TEST_F(HostileClientTest, AClientThatHangsUpMidwayHurtsNobody) {
  start();
  for (int i = 0; i < 20; ++i) {
    TestClient client(port(), 4096);
    client.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
    if (i % 2 == 0) client.receive_some();
  }
  EXPECT_TRUE(is_alive());
}

TEST_F(HostileClientTest, AThousandConnectionsAreServedAtOnce) {
  start();
  std::deque<TestClient> clients;
  for (int i = 0; i < 1000; ++i) clients.emplace_back(port());
  for (TestClient& client : clients) {
    ASSERT_TRUE(client.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n"));
  }
  for (TestClient& client : clients) ASSERT_EQ(client.receive().status, 200);
  EXPECT_NE(metrics_.render().find("vitrine_connections 1000\n"), std::string::npos);
}

TEST_F(HostileClientTest, AnIdleConnectionGivesWayToANewOne) {
  start({.max_connections = 3});
  std::deque<TestClient> clients;
  for (int i = 0; i < 3; ++i) {
    clients.emplace_back(port());
    ASSERT_EQ(clients.back().get("/hello").status, 200);
  }
  ASSERT_EQ(clients.front().get("/hello").status, 200);  // now the second has been idle longest
  TestClient late(port());
  EXPECT_EQ(late.get("/hello").status, 200);
  EXPECT_TRUE(clients[1].is_closed());
  EXPECT_EQ(clients[0].get("/hello").status, 200);
  EXPECT_EQ(clients[2].get("/hello").status, 200);
}

TEST_F(HostileClientTest, ThousandsThatSayNothingShutNobodyOut) {
  start({.max_connections = 50});
  std::deque<TestClient> silent;
  for (int i = 0; i < 500; ++i) {
    silent.emplace_back(port());
    if (i % 50 == 49) {
      ASSERT_TRUE(is_alive());
    }
  }
  EXPECT_TRUE(is_alive());
}

TEST_F(HostileClientTest, OneConnectionTooManyIsToldSoWhereNoneIsIdle) {
  for (const bool per_client : {false, true}) {
    ServerOptions options;
    (per_client ? options.max_connections_per_client : options.max_connections) = 3;
    options.fast_threads = 4;
    waiting_ = 0;
    released_ = false;
    start(std::move(options));
    std::deque<TestClient> clients;
    for (int i = 0; i < 3; ++i) {
      clients.emplace_back(port());
      clients.back().send("GET /wait-slow HTTP/1.1\r\nHost: x\r\n\r\n");
    }
    await_waiting(2);  // as many as the pool has threads; the third waits for one
    std::optional<TestClient> late(port());
    const TestAnswer answer = late->get("/hello");
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.field("X-Error-Code"), "TooManyConnections");
    EXPECT_EQ(answer.field("Retry-After"), "1");
    late.reset();
    release();
    for (TestClient& client : clients) EXPECT_EQ(client.receive().body, "released");
    EXPECT_TRUE(is_alive());
    clients.clear();
    server_.reset();
  }
}

TEST_F(HostileClientTest, RandomBytesNeverStopIt) {
  start();
  constexpr unsigned kSeed = 5;
  std::mt19937 random(kSeed);
  for (int i = 0; i < 200; ++i) {
    std::string bytes = i % 2 == 0 ? "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n" : "";
    for (auto n = random() % 300; n > 0; --n) bytes += static_cast<char>(random());
    TestClient client(port());
    client.send(bytes);
    client.shut_down_sending();
    client.receive();
  }
  EXPECT_TRUE(is_alive());
}

}  // namespace
}  // namespace vitrine::http
