// Files over the wire: ranges, tags and downloads, also as libcurl sees them.
#include <curl/curl.h>
#include <gtest/gtest.h>

#include <random>

#include "http/test_server.h"

namespace vitrine::http {
namespace {

constexpr std::size_t kFileSize = 3'000'001;  // several slices of sendfile, and odd

class FileDeliveryTest : public ServerFixture {
 protected:
  void SetUp() override {
    ServerFixture::SetUp();
    std::mt19937 random(3);
    content_.resize(kFileSize);
    for (char& c : content_) c = static_cast<char>(random());
    path_ = fs::path(::testing::TempDir()) /
            ("file_delivery_" + std::to_string(::testing::UnitTest::GetInstance()->random_seed()) +
             ::testing::UnitTest::GetInstance()->current_test_info()->name());
    ASSERT_TRUE(write_file_atomic(path_, content_));
    router_.add({.pattern = "/file", .name = "file", .handler = [this](const Request&) {
                   auto file = OpenFile::open(path_);
                   if (!file) return error_response(file.error());
                   return Response::file(*file, "application/octet-stream", "\"v1\"");
                 }});
    start();
  }
  void TearDown() override {
    server_.reset();
    fs::remove(path_);
  }

  static std::size_t append(char* data, std::size_t size, std::size_t count, void* out) {
    static_cast<std::string*>(out)->append(data, size * count);
    return size * count;
  }

  // With libcurl; the status and the body.
  std::pair<long, std::string> fetch(const char* path, const char* range, bool compressed) {
    std::string body;
    long status = 0;
    CURL* curl = curl_easy_init();
    const std::string url = server_->url() + path;
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 20L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &FileDeliveryTest::append);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &body);
    if (range != nullptr) curl_easy_setopt(curl, CURLOPT_RANGE, range);
    if (compressed) curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "");
    EXPECT_EQ(curl_easy_perform(curl), CURLE_OK);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_cleanup(curl);
    return {status, std::move(body)};
  }

  std::string content_;
  fs::path path_;
};

TEST_F(FileDeliveryTest, AWholeFileArrivesAndTheConnectionGoesOn) {
  TestClient client(port());
  const TestAnswer answer = client.get("/file");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.field("Accept-Ranges"), "bytes");
  EXPECT_EQ(answer.field("ETag"), "\"v1\"");
  EXPECT_EQ(answer.body, content_);
  EXPECT_EQ(client.get("/hello").status, 200);
}

TEST_F(FileDeliveryTest, PartsAreTheBytesOfTheFile) {
  TestClient client(port());
  const auto part = [&](const char* range) {
    return client.get("/file", "Range: bytes=" + std::string(range) + "\r\n");
  };
  const TestAnswer first = part("0-0");
  EXPECT_EQ(first.status, 206);
  EXPECT_EQ(first.field("Content-Range"), "bytes 0-0/3000001");
  EXPECT_EQ(first.body, content_.substr(0, 1));
  EXPECT_EQ(part("1000000-2999999").body, content_.substr(1'000'000, 2'000'000));
  EXPECT_EQ(part("-7").body, content_.substr(kFileSize - 7));
  EXPECT_EQ(part("2999999-99999999").body, content_.substr(2'999'999));
  EXPECT_EQ(part("0-1,5-6").body, content_);
  const TestAnswer outside = part("3000001-");
  EXPECT_EQ(outside.status, 416);
  EXPECT_EQ(outside.field("Content-Range"), "bytes */3000001");
}

TEST_F(FileDeliveryTest, AKnownFileIsNotSentAgain) {
  TestClient client(port());
  const TestAnswer answer = client.get("/file", "If-None-Match: \"v1\"\r\n");
  EXPECT_EQ(answer.status, 304);
  EXPECT_EQ(answer.body, "");
  EXPECT_EQ(client.get("/hello").status, 200);
}

TEST_F(FileDeliveryTest, HeadTellsTheSize) {
  TestClient client(port());
  client.send("HEAD /file HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(client.receive(true).field("Content-Length"), "3000001");
}

TEST_F(FileDeliveryTest, AFileThatShrinksCutsTheConnectionInsteadOfLying) {
  TestClient client(port(), 4096);
  client.send("GET /file HTTP/1.1\r\nHost: x\r\n\r\n");
  ASSERT_FALSE(client.receive_some().empty());
  fs::resize_file(path_, 0);
  EXPECT_TRUE(client.is_closed());
}

TEST_F(FileDeliveryTest, AMissingFileIs404) {
  fs::remove(path_);
  const TestAnswer answer = TestClient(port()).get("/file");
  EXPECT_EQ(answer.status, 404);
}

TEST_F(FileDeliveryTest, LibcurlAgrees) {
  EXPECT_EQ(fetch("/file", nullptr, false), std::pair(200L, content_));
  EXPECT_EQ(fetch("/file", "100-199", false), std::pair(206L, content_.substr(100, 100)));
  EXPECT_EQ(fetch("/file", "-100", false), std::pair(206L, content_.substr(kFileSize - 100)));
  EXPECT_EQ(fetch("/large", nullptr, true).second, fetch("/large", nullptr, false).second);
  EXPECT_EQ(fetch("/count?to=4", nullptr, false), std::pair(200L, std::string("0\n1\n2\n3\n")));
  EXPECT_EQ(fetch("/nowhere", nullptr, true).first, 404);
}

}  // namespace
}  // namespace vitrine::http
