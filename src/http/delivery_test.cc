#include "http/delivery.h"

#include <gtest/gtest.h>

#include "http/compression.h"

namespace vitrine::http {
namespace {

Request request_with(std::initializer_list<Headers::Field> fields, Method method = Method::kGet) {
  Request request;
  request.method = method;
  for (const auto& [name, value] : fields) request.headers.add(name, value);
  return request;
}

Response content(std::string_view bytes) {
  Response response = Response::bytes({bytes, nullptr}, "application/octet-stream");
  response.headers.add("ETag", "\"v1\"");
  return response;
}

std::string_view bytes_of(const Response& response) {
  return std::get<SharedBytes>(response.body).bytes;
}

Response prepared(const Request& request, Response response) {
  prepare(request, response);
  return response;
}

TEST(Delivery, DefaultsAreTheHubs) {
  const Response good = prepared(request_with({}), Response::json("{}"));
  EXPECT_FALSE(good.headers.has("Access-Control-Allow-Origin"));
  EXPECT_EQ(good.headers.get("Cache-Control"), "max-age=120");
  const Response bad = prepared(request_with({}), error_response(not_found("no")));
  EXPECT_EQ(bad.headers.get("Cache-Control"), "max-age=10");
  const Response written = prepared(request_with({}, Method::kPost), Response::json("{}"));
  EXPECT_EQ(written.headers.get("Cache-Control"), "no-store");
}

TEST(Delivery, WhatTheHandlerSetStays) {
  Response response = Response::json("{}");
  response.headers.add("Cache-Control", "no-cache");
  EXPECT_EQ(prepared(request_with({}), response).headers.get("cache-control"), "no-cache");
}

TEST(Delivery, AKnownTagIsNotSentAgain) {
  for (const char* tags : {"\"v1\"", "W/\"v1\"", "\"v0\", \"v1\"", "*"}) {
    const Response response = prepared(request_with({{"If-None-Match", tags}}), content("abc"));
    EXPECT_EQ(response.status, 304) << tags;
    EXPECT_EQ(response.headers.get("ETag"), "\"v1\"");
    EXPECT_EQ(body_size(response.body), 0U);
  }
  EXPECT_EQ(prepared(request_with({{"If-None-Match", "\"v2\""}}), content("abc")).status, 200);
  EXPECT_EQ(prepared(request_with({{"If-None-Match", "*"}}), Response::json("{}")).status, 200);
}

TEST(Delivery, ContentThatIsNoLongerTheSameIsNotSent) {
  const auto status = [](const char* tags, Response response) {
    return prepared(request_with({{"If-Match", tags}}), std::move(response)).status;
  };
  for (const char* tags : {"\"v1\"", "\"v0\", \"v1\"", "*"})
    EXPECT_EQ(status(tags, content("abc")), 200) << tags;
  for (const char* tags : {"\"v0\"", "W/\"v1\""})
    EXPECT_EQ(status(tags, content("abc")), 412) << tags;
  EXPECT_EQ(status("\"v0\"", error_response(404, "X", "no")), 404);
}

TEST(Delivery, ARangeIsCutOut) {
  const Response response = prepared(request_with({{"Range", "bytes=2-4"}}), content("0123456789"));
  EXPECT_EQ(response.status, 206);
  EXPECT_EQ(response.headers.get("Content-Range"), "bytes 2-4/10");
  EXPECT_EQ(bytes_of(response), "234");
}

TEST(Delivery, WithoutARangeTheWholeIsSentAndRangesAreOffered) {
  const Response response = prepared(request_with({}), content("0123456789"));
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.headers.get("Accept-Ranges"), "bytes");
}

TEST(Delivery, ARangeOutsideIs416WithTheSize) {
  const Response response = prepared(request_with({{"Range", "bytes=10-"}}), content("0123456789"));
  EXPECT_EQ(response.status, 416);
  EXPECT_EQ(response.headers.get("Content-Range"), "bytes */10");
  EXPECT_EQ(response.headers.get("Content-Type"), "application/json");
}

TEST(Delivery, IfRangeHoldsOnlyForTheSameStrongTag) {
  const auto status = [](const char* condition) {
    return prepared(request_with({{"Range", "bytes=2-4"}, {"If-Range", condition}}),
                    content("0123456789"))
        .status;
  };
  EXPECT_EQ(status("\"v1\""), 206);
  EXPECT_EQ(status("\"v2\""), 200);
  EXPECT_EQ(status("W/\"v1\""), 200);
  EXPECT_EQ(status("Wed, 21 Oct 2015 07:28:00 GMT"), 200);
}

TEST(Delivery, HeadIgnoresRanges) {
  const Request head = request_with({{"Range", "bytes=2-4"}}, Method::kHead);
  EXPECT_EQ(prepared(head, content("0123456789")).status, 200);
}

TEST(Delivery, LongTextIsCompressedForThoseWhoTakeIt) {
  const std::string text(5000, 'x');
  Response tagged = Response::json(text);
  tagged.headers.add("ETag", "\"v1\"");
  const Response packed = prepared(request_with({{"Accept-Encoding", "gzip"}}), tagged);
  EXPECT_EQ(packed.headers.get("Content-Encoding"), "gzip");
  EXPECT_EQ(packed.headers.get("Vary"), "Accept-Encoding");
  EXPECT_EQ(packed.headers.get("ETag"), "W/\"v1\"");
  EXPECT_EQ(gunzip(std::get<std::string>(packed.body), 5000).value(), text);
  const Response plain = prepared(request_with({}), Response::json(text));
  EXPECT_EQ(plain.headers.get("Vary"), "Accept-Encoding");
  EXPECT_EQ(std::get<std::string>(plain.body), text);
}

TEST(Delivery, ZstdIsSaid) {
  const std::string text(5000, 'x');
  const Response packed =
      prepared(request_with({{"Accept-Encoding", "zstd"}}), Response::json("\"" + text + "\""));
  EXPECT_EQ(packed.headers.get("Content-Encoding"), "zstd");
  EXPECT_EQ(packed.headers.get("Vary"), "Accept-Encoding");
  EXPECT_TRUE(std::get<std::string>(packed.body).starts_with("\x28\xb5\x2f\xfd"));
}

TEST(Delivery, ShortTextAndOtherTypesAreLeftAlone) {
  const Request request = request_with({{"Accept-Encoding", "gzip"}});
  EXPECT_FALSE(prepared(request, Response::json(std::string(kCompressAbove, 'x')))
                   .headers.has("Content-Encoding"));
  Response picture = Response::text(std::string(5000, 'x'));
  picture.headers.set("Content-Type", "image/png");
  EXPECT_FALSE(prepared(request, picture).headers.has("Content-Encoding"));
}

TEST(Delivery, TheHeadSaysHowTheBodyEnds) {
  std::string head;
  append_head(head, Response::text("abc"), {});
  EXPECT_TRUE(head.starts_with("HTTP/1.1 200 OK\r\nDate: "));
  EXPECT_NE(head.find("Content-Length: 3\r\n"), std::string::npos);
  EXPECT_TRUE(head.ends_with("Connection: keep-alive\r\n\r\n"));

  const Response stream = Response::stream([](std::string&) { return false; }, "text/plain");
  head.clear();
  append_head(head, stream, {});
  EXPECT_NE(head.find("Transfer-Encoding: chunked"), std::string::npos);
  head.clear();
  append_head(head, stream, {.keep_alive = false, .http_1_0 = true});
  EXPECT_EQ(head.find("Transfer-Encoding"), std::string::npos);
  EXPECT_TRUE(head.ends_with("Connection: close\r\n\r\n"));

  Response empty;
  empty.status = 204;
  head.clear();
  append_head(head, empty, {});
  EXPECT_EQ(head.find("Content-Length"), std::string::npos);
}

TEST(Delivery, AHeaderValueCannotStartAnother) {
  Response response = Response::text("x");
  response.headers.add("Content-Disposition", "a\r\nSet-Cookie: b\x01");
  std::string head;
  append_head(head, response, {});
  EXPECT_EQ(head.find("\r\nSet-Cookie"), std::string::npos);
  EXPECT_NE(head.find("Content-Disposition: a  Set-Cookie: b \r\n"), std::string::npos);
}

}  // namespace
}  // namespace vitrine::http
