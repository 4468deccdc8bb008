#include "http/server.h"

#include <unistd.h>

#include <gtest/gtest.h>

#include <deque>
#include <future>
#include <optional>

#include "http/compression.h"
#include "http/test_server.h"

namespace vitrine::http {
namespace {

using namespace std::chrono_literals;

class ServerTest : public ServerFixture {};

TEST_F(ServerTest, AnswersManyRequestsOnOneConnection) {
  start();
  TestClient client(port());
  for (int i = 0; i < 100; ++i) {
    const TestAnswer answer = client.get("/hello");
    ASSERT_EQ(answer.status, 200);
    ASSERT_EQ(answer.body, R"({"hello":"world"})");
  }
  const TestAnswer answer = client.get("/hello");
  EXPECT_EQ(answer.field("Content-Type"), "application/json");
  EXPECT_EQ(answer.field("Access-Control-Allow-Origin"), "");
  EXPECT_EQ(answer.field("Cache-Control"), "max-age=120");
  EXPECT_FALSE(answer.field("Date").empty());
}

TEST_F(ServerTest, PipelinedRequestsAreAnsweredInOrder) {
  start();
  TestClient client(port());
  std::string requests;
  for (int i = 0; i < 500; ++i) {
    requests += "GET /echo/" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\n\r\n";
    requests += "POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc";
  }
  ASSERT_TRUE(client.send(requests));
  for (int i = 0; i < 500; ++i) {
    ASSERT_EQ(client.receive().body, std::to_string(i) + "|(none)");
    ASSERT_EQ(client.receive().body, "3");
  }
}

TEST_F(ServerTest, ABodyThatIsPutIntoAFileIsThereWhole) {
  const fs::path folder = fs::temp_directory_path() / ("bodies-" + std::to_string(::getpid()));
  start({.body_folder = folder});
  TestClient client(server_->port());
  const std::string head = "POST /body-file HTTP/1.1\r\nHost: localhost\r\nX-Let-In: yes\r\n";
  client.send(head + "Content-Length: 3000000\r\n\r\n" + "abc" + std::string(2'999'997, 'x'));
  EXPECT_EQ(client.receive().body, "3000000abc");
  client.send(head + "Transfer-Encoding: chunked\r\n\r\n2\r\nde\r\n1\r\nf\r\n0\r\n\r\n");
  EXPECT_EQ(client.receive().body, "3def");
  client.get("/hello");  // what was asked before is over by now
  EXPECT_TRUE(fs::is_empty(folder)) << "a body outlived its answer";
  fs::remove_all(folder);
}

TEST_F(ServerTest, ABodyThatNobodyWaitsForIsRefusedBeforeItIsRead) {
  start();
  TestClient client(server_->port());
  client.send(
      "POST /body-file HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000000\r\n\r\n");
  const TestAnswer answer = client.receive();
  EXPECT_EQ(answer.status, 403);
  EXPECT_TRUE(answer.body.find("Nobody waits for this.") != std::string::npos) << answer.body;
}

TEST_F(ServerTest, ClosesWhenAskedTo) {
  start();
  TestClient client(port());
  EXPECT_EQ(client.get("/hello", "Connection: close\r\n").field("Connection"), "close");
  EXPECT_TRUE(client.is_closed());
}

TEST_F(ServerTest, Http10GetsNoChunksAndAClosedConnection) {
  start();
  TestClient client(port());
  client.send("GET /count?to=3 HTTP/1.0\r\n\r\n");
  const TestAnswer answer = client.receive();
  EXPECT_EQ(answer.field("Transfer-Encoding"), "");
  EXPECT_EQ(answer.body, "0\n1\n2\n");
  EXPECT_TRUE(client.is_closed());
}

TEST_F(ServerTest, AHalfClosedClientGetsItsAnswer) {
  start();
  TestClient client(port());
  client.send("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
  client.shut_down_sending();
  EXPECT_EQ(client.receive().status, 200);
  EXPECT_TRUE(client.is_closed());
}

TEST_F(ServerTest, StreamsArriveWholeAndTheConnectionGoesOn) {
  start();
  TestClient client(port());
  std::string expected;
  for (int i = 0; i < 1000; ++i) expected += std::to_string(i) + "\n";
  EXPECT_EQ(client.get("/count?to=1000").body, expected);
  EXPECT_EQ(client.get("/hello").status, 200);
}

TEST_F(ServerTest, AStreamThatFailsIsCutNotEnded) {
  start();
  TestClient client(port());
  EXPECT_EQ(client.get("/breaks").body, "begun[cut]");
  EXPECT_TRUE(client.is_closed());
  EXPECT_NE(log().find("the disk went away"), std::string::npos);
}

TEST_F(ServerTest, AnExceptionIsOneAnswerAndTheProcessLives) {
  start();
  TestClient client(port());
  const TestAnswer answer = client.get("/throws");
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(answer.field("X-Error-Code"), "UnexpectedApiError");
  EXPECT_EQ(answer.body, R"({"error":"Unexpected error."})");
  EXPECT_EQ(client.get("/hello").status, 200);
  EXPECT_NE(log().find("a secret path"), std::string::npos);
}

TEST_F(ServerTest, HeadHasTheLengthAndNoBody) {
  start();
  TestClient client(port());
  client.send("HEAD /hello HTTP/1.1\r\nHost: x\r\n\r\n");
  const TestAnswer answer = client.receive(true);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.field("Content-Length"), "17");
  EXPECT_EQ(client.get("/hello").status, 200);
}

TEST_F(ServerTest, CompressesForThoseWhoAsk) {
  start();
  TestClient client(port());
  const TestAnswer answer = client.get("/large", "Accept-Encoding: gzip\r\n");
  EXPECT_EQ(answer.field("Content-Encoding"), "gzip");
  EXPECT_EQ(gunzip(answer.body, 8 << 20).value().size(), (4U << 20U) + 2);
  EXPECT_EQ(client.get("/large").body.size(), (4U << 20U) + 2);
}

TEST_F(ServerTest, HandlersOfOneLaneDoNotHoldUpTheOther) {
  start();
  TestClient slow[3] = {TestClient(port()), TestClient(port()), TestClient(port())};
  for (TestClient& client : slow) client.send("GET /wait-slow HTTP/1.1\r\nHost: x\r\n\r\n");
  await_waiting(2);  // as many as the pool has threads
  TestClient quick(port());
  EXPECT_EQ(quick.get("/hello").status, 200);
  release();
  for (TestClient& client : slow) EXPECT_EQ(client.receive().body, "released");
}

TEST_F(ServerTest, OneQuestionTooManyIsToldToComeAgain) {
  ServerOptions options;
  options.slow_threads = 1;
  options.max_queued = 0;
  start(std::move(options));
  TestClient busy(port());
  busy.send("GET /wait-slow HTTP/1.1\r\nHost: x\r\n\r\n");
  await_waiting(1);
  TestClient next(port());
  const TestAnswer refused = next.get("/wait-slow");
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.field("X-Error-Code"), "ResponseNotReady");
  EXPECT_EQ(refused.field("Retry-After"), "1");
  EXPECT_EQ(next.get("/hello").status, 200);
  release();
  EXPECT_EQ(busy.receive().body, "released");
  EXPECT_EQ(next.get("/wait-slow").body, "released");
}

TEST_F(ServerTest, AClientThatHangsUpStopsItsSlowRequest) {
  start();
  {
    TestClient client(port());
    client.send("GET /wait-slow HTTP/1.1\r\nHost: x\r\n\r\n");
    await_waiting(1);
  }
  EXPECT_TRUE(await_log("/wait-slow"));  // though nobody released it
}

TEST_F(ServerTest, AnAnswerThatTakesTooLongIsGivenUpAndTheConnectionGoesOn) {
  ServerOptions options;
  options.answer_timeout = 100ms;
  start(options);
  TestClient client(port());
  const TestAnswer answer = client.get("/until-stopped");
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.field("X-Error-Code"), "RequestCancelled");
  EXPECT_NE(answer.body.find("longer than"), std::string::npos);
  EXPECT_EQ(client.get("/hello").status, 200);
}

TEST_F(ServerTest, OneSlowHandlerDoesNotBlockAnotherConnection) {
  start();
  TestClient slow(port());
  slow.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
  await_waiting(1);
  TestClient quick(port());
  EXPECT_EQ(quick.get("/hello").status, 200);
  release();
  EXPECT_EQ(slow.receive().body, "released");
}

TEST_F(ServerTest, APortInUseIsOneSentenceThatNamesTheWayOut) {
  start();
  const auto second = Server::start({.port = port()}, router_, metrics_);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code(), ErrorCode::kUnavailable);
  EXPECT_EQ(second.error().message(),
            "port " + std::to_string(port()) +
                " on 127.0.0.1 is already in use: stop the program that has it, or choose another "
                "port with --port");
}

TEST_F(ServerTest, AHostThatIsNoneOfOursIsRefused) {
  const auto server = Server::start({.host = "192.0.2.1", .port = 0}, router_, metrics_);
  ASSERT_FALSE(server);
  EXPECT_NE(server.error().message().find("192.0.2.1"), std::string::npos);
}

TEST_F(ServerTest, StopLetsRequestsInFlightFinish) {
  start();
  TestClient idle(port());
  ASSERT_EQ(idle.get("/hello").status, 200);
  std::optional<TestClient> busy(port());
  busy->send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
  await_waiting(1);
  // NOLINTNEXTLINE(bugprone-unused-local-non-trivial-variable): its destructor waits
  auto stopped = std::async(std::launch::async, [&] { server_->stop(10s); });
  EXPECT_TRUE(idle.is_closed());
  release();
  const TestAnswer answer = busy->receive();
  EXPECT_EQ(answer.body, "released");
  EXPECT_EQ(answer.field("Connection"), "close");
  EXPECT_EQ(TestClient(port()).get("/hello").status, 0);
  busy.reset();
}

TEST_F(ServerTest, WhoAsksWhileItEndsIsToldSoAndNotCutOff) {
  Route alive = route(Method::kGet, "/alive", [](const Request&) { return Response::text("ok"); });
  alive.answers_to_the_end = true;
  router_.add(alive);
  start();
  TestClient busy(port());
  busy.send("GET /wait HTTP/1.1\r\nHost: x\r\n\r\n");
  await_waiting(1);
  TestClient fresh(port());
  TestClient idle(port());
  ASSERT_EQ(idle.get("/hello").status, 200);  // so the one before it is connected too
  // NOLINTNEXTLINE(bugprone-unused-local-non-trivial-variable): its destructor waits
  auto stopped = std::async(std::launch::async, [&] { server_->stop(10s); });
  EXPECT_TRUE(idle.is_closed());  // so it has begun to end
  const TestAnswer refused = TestClient(port()).get("/hello");
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.field("X-Error-Code"), "ShuttingDown");
  EXPECT_EQ(refused.field("Retry-After"), "1");
  EXPECT_EQ(refused.field("Connection"), "close");
  EXPECT_EQ(fresh.get("/hello").status, 503);
  EXPECT_EQ(TestClient(port()).get("/alive").status, 200);
  release();
  EXPECT_EQ(busy.receive().body, "released");
}

TEST_F(ServerTest, AQuestionThatIsGivenUpBecauseTheServerEndsIsToldSo) {
  start();
  TestClient busy(port());
  busy.send("GET /until-stopped HTTP/1.1\r\nHost: x\r\n\r\n");
  TestClient other(port());
  ASSERT_EQ(other.get("/hello").status, 200);  // the question before it is at work by now
  server_->stop(20ms);
  const TestAnswer answer = busy.receive();
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.field("X-Error-Code"), "ShuttingDown");
}

TEST_F(ServerTest, EveryAnswerHasTheIdOfItsRequest) {
  start();
  TestClient client(port());
  const std::string first = client.get("/hello").field("X-Request-Id");
  const std::string second = client.get("/hello").field("X-Request-Id");
  EXPECT_FALSE(first.empty());
  EXPECT_NE(first, second);
  EXPECT_EQ(client.get("/hello", "X-Request-Id: trace-7.a_B\r\n").field("X-Request-Id"),
            "trace-7.a_B");
  for (const std::string& odd : {std::string("a b"), std::string("\xff"), std::string(65, 'x')})
    EXPECT_NE(client.get("/hello", "X-Request-Id: " + odd + "\r\n").field("X-Request-Id"), odd);
}

TEST_F(ServerTest, NoTokenOfAnAddressIsInTheLog) {
  start();
  TestClient client(port());
  client.get("/hello?token=vit_secret&q=1");
  client.get("/hello?q=1&token=vit_secret");
  ASSERT_TRUE(await_log("GET /hello?q=1&token=... 200"));
  EXPECT_NE(log().find("GET /hello?token=...&q=1 200"), std::string::npos);
  EXPECT_EQ(log().find("vit_secret"), std::string::npos);
}

TEST_F(ServerTest, WhatIsBeyondTheMemoryForSlowReadersWaitsInAFile) {
  ServerOptions options;
  options.waiting_answers.memory_bytes = 5U << 20U;  // one of two answers of 4 MiB
  options.waiting_answers.folder = ::testing::TempDir();
  start(std::move(options));
  std::deque<TestClient> readers;
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back(port(), 4096);
    readers.back().send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
    ASSERT_FALSE(readers.back().receive_some().empty());
  }
  const std::string whole = TestClient(port()).get("/large").body;
  EXPECT_EQ(whole, "\"" + std::string(4U << 20U, 'x') + "\"");
}

TEST_F(ServerTest, WhatIsBeyondAllThatMayWaitIsToldToComeAgain) {
  ServerOptions options;
  options.waiting_answers.memory_bytes = 0;
  options.waiting_answers.file_bytes = 5U << 20U;
  start(std::move(options));
  TestClient reader(port(), 4096);
  reader.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
  ASSERT_FALSE(reader.receive_some().empty());
  TestClient other(port());
  const TestAnswer refused = other.get("/large");
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.field("X-Error-Code"), "TooManyAnswers");
  EXPECT_EQ(refused.field("Retry-After"), "1");
  EXPECT_EQ(other.get("/hello").status, 200);
}

TEST_F(ServerTest, OneClientHasNotAllOfTheQueue) {
  ServerOptions options;
  options.slow_threads = 1;
  options.max_queued_per_client = 2;
  start(std::move(options));
  TestClient first(port());
  TestClient second(port());
  for (TestClient* client : {&first, &second})
    client->send("GET /wait-slow HTTP/1.1\r\nHost: x\r\n\r\n");
  await_waiting(1);
  TestClient third(port());
  TestAnswer refused = third.get("/wait-slow");
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.field("X-Error-Code"), "TooManyRequests");
  EXPECT_EQ(third.get("/hello").status, 200);
  release();
  EXPECT_EQ(first.receive().body, "released");
  EXPECT_EQ(second.receive().body, "released");
  EXPECT_EQ(third.get("/wait-slow").body, "released");
}

class LiveStream : public ServerTest {
 protected:
  void await_looks(int count) {
    std::unique_lock lock(mutex_);
    ASSERT_TRUE(changed_.wait_for(lock, kPatience, [&] { return looks_ >= count; }));
  }
  void say(std::string event) {
    const std::lock_guard lock(mutex_);
    events_.push_back(std::move(event));
  }
  static constexpr std::string_view kAsk = "GET /live HTTP/1.1\r\nHost: x\r\n\r\n";
  static void receive_until(TestClient& client, std::string& text, std::string_view end) {
    while (text.find(end) == std::string::npos) {
      const std::string more = client.receive_some();
      ASSERT_FALSE(more.empty()) << text;
      text += more;
    }
  }
};

TEST_F(LiveStream, SaysWhatHappensAndHoldsNoThread) {
  start();  // has two fast threads
  std::deque<TestClient> listeners;
  for (int i = 0; i < 8; ++i) listeners.emplace_back(port()).send(kAsk);
  await_looks(8);
  EXPECT_EQ(TestClient(port()).get("/hello").status, 200);
  say("data: one\n\n");
  for (TestClient& listener : listeners) {
    std::string text;
    receive_until(listener, text, "data: one\n\n");
  }
}

TEST_F(LiveStream, ItsLastWordsAreSentAtOnceWhenTheServerEnds) {
  start();
  TestClient client(port());
  client.send(kAsk);
  std::string text;
  await_looks(1);
  auto stopped = std::async(std::launch::async, [&] { server_->stop(60s); });
  receive_until(client, text, "data: the end\n\n\r\n0\r\n\r\n");
  EXPECT_EQ(stopped.wait_for(kPatience), std::future_status::ready);
  EXPECT_EQ(text.find("Content-Encoding"), std::string::npos);
}

TEST_F(LiveStream, EndsWithItsClient) {
  start();
  {
    TestClient client(port());
    client.send(kAsk);
    await_looks(1);
  }
  // Nothing was sent to a client that is gone: the look for one ends it, and the log says so.
  EXPECT_TRUE(await_log("GET /live 200"));
}

TEST_F(LiveStream, GoesOnWhereTheClientSendsAhead) {
  start();
  TestClient client(port());
  client.send(std::string(kAsk) + "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
  await_looks(2);
  auto stopped = std::async(std::launch::async, [&] { server_->stop(60s); });
  std::string text;
  receive_until(client, text, "the end");
}

TEST_F(ServerTest, AStreamIsCompressedForWhoTakesIt) {
  start();
  TestClient client(port());
  const TestAnswer plain = client.get("/count?to=2000");
  EXPECT_EQ(plain.field("Content-Encoding"), "");
  EXPECT_EQ(plain.field("Vary"), "Accept-Encoding");
  const TestAnswer packed = client.get("/count?to=2000", "Accept-Encoding: gzip\r\n");
  EXPECT_EQ(packed.field("Content-Encoding"), "gzip");
  EXPECT_EQ(gunzip(packed.body, 100'000).value(), plain.body);
  EXPECT_EQ(client.get("/count?to=1", "Accept-Encoding: zstd\r\n").field("Content-Encoding"),
            "zstd");
  client.send("HEAD /count HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n");
  EXPECT_EQ(client.receive(true).field("Content-Encoding"), "gzip");
}

TEST_F(ServerTest, StopDuringAStreamCutsItAtTheDeadline) {
  start();
  TestClient client(port(), 4096);
  client.send("GET /endless HTTP/1.1\r\nHost: x\r\n\r\n");
  ASSERT_FALSE(client.receive_some().empty());
  server_->stop(20ms);
  EXPECT_TRUE(client.is_closed());
}

}  // namespace
}  // namespace vitrine::http
