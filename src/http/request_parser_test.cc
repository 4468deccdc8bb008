#include "http/request_parser.h"

#include <gtest/gtest.h>

#include <random>

namespace vitrine::http {
namespace {

using State = RequestParser::State;

// Advances past heads until something else is reported.
State run(RequestParser& parser, std::uint64_t body_limit = 1000) {
  State state = parser.advance();
  while (state == State::kHead) {
    parser.set_body_limit(body_limit);
    state = parser.advance();
  }
  return state;
}

int refusal_status(std::string_view bytes, std::uint64_t body_limit = 1000) {
  RequestParser parser;
  parser.append(bytes);
  return run(parser, body_limit) == State::kRefused ? parser.take_refusal().status : 0;
}

TEST(RequestParser, TakesARequestApart) {
  RequestParser parser;
  parser.append(
      "POST /a%20b?x=1 HTTP/1.1\r\nHost: h\r\nX-Thing:  v \r\nContent-Length: 3\r\n\r\nabc");
  ASSERT_EQ(run(parser), State::kRequest);
  EXPECT_TRUE(parser.keep_alive());
  const Request request = parser.take_request();
  EXPECT_EQ(request.method, Method::kPost);
  EXPECT_EQ(request.segments, std::vector<std::string>{"a b"});
  EXPECT_EQ(request.query.get("x"), "1");
  EXPECT_EQ(request.headers.get("x-thing"), "v");
  EXPECT_EQ(request.body, "abc");
  EXPECT_FALSE(parser.has_begun());
}

TEST(RequestParser, ByteByByteGivesTheSameRequests) {
  const std::string stream =
      "\r\nGET /one HTTP/1.1\r\nHost: h\r\n\r\n"
      "POST /two HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3;ext=1\r\nabc\r\n2\r\nde\r\n0\r\nTrailer: x\r\n\r\n"
      "GET /three HTTP/1.0\r\n\r\n";
  RequestParser parser;
  std::string seen;
  for (const char c : stream) {
    parser.append({&c, 1});
    if (run(parser) != State::kRequest) continue;
    const bool keep_alive = parser.keep_alive();
    const Request request = parser.take_request();
    seen += request.target + "[" + request.body + "]" + (keep_alive ? "+" : "-");
  }
  EXPECT_EQ(seen, "/one[]+/two[abcde]+/three[]-");
}

TEST(RequestParser, ALastChunkInPiecesIsTakenWhereverItIsCut) {
  const std::string head = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const std::string body : {"0\r\n\r\n", "0\r\nX: y\r\n\r\n", "1\r\na\r\n0\r\n\r\n"}) {
    for (std::size_t cut = 1; cut < body.size(); ++cut) {
      RequestParser parser;
      parser.append(head + body.substr(0, cut));
      EXPECT_EQ(run(parser), State::kNeedMore) << body << " at " << cut;
      for (const char c : body.substr(cut, body.size() - cut - 1)) {
        parser.append({&c, 1});
        EXPECT_EQ(run(parser), State::kNeedMore) << body << " at " << cut;
      }
      parser.append("\n");
      EXPECT_EQ(run(parser), State::kRequest) << body << " at " << cut;
    }
  }
}

TEST(RequestParser, MalformedRequestsAre400) {
  const std::string nul_in_header("GET / HTTP/1.1\r\nHost: h\r\nA: b\0c\r\n\r\n", 35);
  for (const std::string& bytes :
       {std::string("\x16\x03\x01\x02"),
        std::string("GET\r\n\r\n"),
        std::string("GET /\r\n\r\n"),
        std::string("GET / HTTP/1.1\n\n"),
        std::string("GET / HTTP/1.1\r\nHost: h\r\nno colon\r\n\r\n"),
        std::string("GET / HTTP/1.1\r\nHost: h\r\nA : b\r\n\r\n"),
        nul_in_header,
        std::string("GET /%zz HTTP/1.1\r\nHost: h\r\n\r\n"),
        std::string("GET /%00 HTTP/1.1\r\nHost: h\r\n\r\n"),
        std::string("GET /../etc HTTP/1.1\r\nHost: h\r\n\r\n"),
        std::string("GET /\xff HTTP/1.1\r\nHost: h\r\n\r\n"),
        std::string("GET / HTTP/1.1\r\n\r\n"),
        std::string("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
        std::string("GET / HTTP/1.1\r\nHost: a b\r\n\r\n"),
        std::string("GET / HTTP/1.1\r\nHost: u@h\r\n\r\n"),
        std::string("GET / HTTP/1.0\r\nHost: h/x\r\n\r\n"),
        std::string("GET * HTTP/1.1\r\nHost: h\r\n\r\n"),
        std::string(
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"),
        std::string("GET /?q=%ff HTTP/1.1\r\nHost: h\r\n\r\n"),
        std::string("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: x\r\n\r\n"),
        std::string("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n"),
        std::string(
            "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
        std::string("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
        std::string(
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n")}) {
    EXPECT_EQ(refusal_status(bytes), 400) << bytes;
  }
}

TEST(RequestParser, LengthAndChunksTogetherAreRefused) {
  // Two readers that disagree on which one counts can be made to see different requests.
  EXPECT_EQ(
      refusal_status(
          "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"
          "0\r\n\r\n"),
      400);
  EXPECT_EQ(refusal_status("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n"), 501);
}

TEST(RequestParser, CodingsThatAreNotTakenAre501WhereverTheyStand) {
  for (const char* coding : {"gzip", "gzip, chunked", "gzip\r\nTransfer-Encoding: chunked",
                             "chunked, gzip", "identity", "chunked;q=1"}) {
    EXPECT_EQ(refusal_status("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: " +
                             std::string(coding) + "\r\n\r\n0\r\n\r\n"),
              501)
        << coding;
  }
  EXPECT_EQ(
      refusal_status("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: Chunked\r\n\r\n0\r\n\r\n"),
      0);
}

TEST(RequestParser, HostsAreNamesAndAddresses) {
  for (const char* host : {"h", "h:80", "127.0.0.1:7860", "[::1]:80", "a-b.example", "a_b",
                           "xn--bcher-kva.example", ""}) {
    EXPECT_EQ(refusal_status("GET / HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n"), 0)
        << host;
  }
}

TEST(RequestParser, OptionsOfTheWholeServerAreThoseOfItsPage) {
  RequestParser parser;
  parser.append("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n");
  ASSERT_EQ(run(parser), State::kRequest);
  const Request request = parser.take_request();
  EXPECT_EQ(request.method, Method::kOptions);
  EXPECT_TRUE(request.segments.empty());
}

TEST(RequestParser, OtherVersionsAre505) {
  EXPECT_EQ(refusal_status("GET / HTTP/2.0\r\n\r\n"), 505);
  EXPECT_EQ(refusal_status("GET / HTTP/0.9\r\n\r\n"), 505);
}

TEST(RequestParser, TheLimitIsOfTheAddressAndNotOfItsLine) {
  const auto ask = [](std::size_t size) {
    return refusal_status("OPTIONS /" + std::string(size - 1, 'a') +
                          " HTTP/1.1\r\nHost: h\r\n\r\n");
  };
  EXPECT_EQ(ask(8192), 0);
  EXPECT_EQ(ask(8193), 414);
}

TEST(RequestParser, AnEndlessAddressIs414BeforeItEnds) {
  EXPECT_EQ(refusal_status(std::string(9000, 'G')), 414) << "nor is a method endless";
  EXPECT_EQ(refusal_status("GET /" + std::string(9000, 'a')), 414);
  EXPECT_EQ(refusal_status("GET /" + std::string(9000, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n"), 414);
}

TEST(RequestParser, AnEndlessHeaderIs431BeforeItEnds) {
  std::string flood = "GET / HTTP/1.1\r\nHost: h\r\n";
  while (flood.size() < 17'000) flood += "A: b\r\n";
  EXPECT_EQ(refusal_status(flood), 431);
  EXPECT_EQ(refusal_status("GET / HTTP/1.1\r\nHost: h\r\nA: " + std::string(17'000, 'b')), 431);
}

TEST(RequestParser, ABodyOverTheLimitIs413BeforeItArrives) {
  EXPECT_EQ(refusal_status("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1001\r\n\r\n"), 413);
  EXPECT_EQ(
      refusal_status("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999\r\n\r\n"),
      413);
  EXPECT_EQ(
      refusal_status("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFF\r\n"),
      413);
  std::string chunks = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 11; ++i) chunks += "64\r\n" + std::string(100, 'x') + "\r\n";
  EXPECT_EQ(refusal_status(chunks), 413);
  EXPECT_EQ(refusal_status("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc"), 0);
}

TEST(RequestParser, AnEndlessChunkHeaderOrTrailerIsRefused) {
  const std::string head = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_EQ(refusal_status(head + "1;" + std::string(20'000, 'x')), 400);
  EXPECT_EQ(refusal_status(head + "0\r\nA: " + std::string(20'000, 'x')), 400);
}

TEST(RequestParser, ExpectationIsSeenWhileTheBodyIsAwaited) {
  RequestParser parser;
  parser.append("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(run(parser), State::kNeedMore);
  EXPECT_TRUE(parser.expects_continue());
  parser.append("abc");
  EXPECT_EQ(run(parser), State::kRequest);
  EXPECT_FALSE(parser.expects_continue());
}

TEST(RequestParser, RandomDamageNeverCrashes) {
  const std::string sound =
      "POST /a%20b?x=1&y=%C3%A9 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3;e=\"q\"\r\nabc\r\n0\r\nT: v\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n";
  constexpr unsigned kSeed = 11;
  std::mt19937 random(kSeed);
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes = sound;
    for (unsigned i = 0; i < 1 + random() % 4; ++i) {
      bytes[random() % bytes.size()] = static_cast<char>(random());
    }
    RequestParser parser;
    while (!bytes.empty()) {
      const std::size_t size = 1 + random() % bytes.size();
      parser.append(std::string_view(bytes).substr(0, size));
      bytes.erase(0, size);
      State state = State::kHead;
      while ((state = run(parser)) == State::kRequest) parser.take_request();
      if (state == State::kRefused) break;
    }
  }
}

}  // namespace
}  // namespace vitrine::http
