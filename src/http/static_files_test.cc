#include "http/static_files.h"

#include <gtest/gtest.h>

#include "http/compression.h"
#include "http/target.h"

namespace vitrine::http {
namespace {

class StaticFilesTest : public ::testing::Test {
 protected:
  StaticFilesTest() : files_(sample_files()) {}

  static std::span<const StaticFile> sample_files() {
    static const std::string index = gzip(R"(<script src="/assets/a.js"><a href="/">)");
    static const std::string script = gzip("let x = 1;");
    static const StaticFile files[] = {
        {"index.html", "1111111111111111", index, 39},
        {"assets/app-1a2b3c4d.js", "2222222222222222", script, 10},
        {"assets/icon.svg", "3333333333333333", script, 10},
    };
    return files;
  }

  Response get(std::string_view target, std::string accept = {}) const {
    Request request;
    request.target = target;
    request.segments = parse_target(target)->segments;
    request.headers.add("Accept-Encoding", std::move(accept));
    return files_.answer(request);
  }

  StaticFiles files_;
};

TEST_F(StaticFilesTest, SendsGzipAsItIsKeptAndInflatesForOthers) {
  const Response packed = get("/assets/app-1a2b3c4d.js", "gzip");
  EXPECT_EQ(packed.headers.get("Content-Encoding"), "gzip");
  EXPECT_EQ(gunzip(std::get<SharedBytes>(packed.body).bytes, 10).value(), "let x = 1;");
  const Response plain = get("/assets/app-1a2b3c4d.js");
  EXPECT_FALSE(plain.headers.has("Content-Encoding"));
  EXPECT_EQ(std::get<std::string>(plain.body), "let x = 1;");
  EXPECT_EQ(plain.headers.get("Vary"), "Accept-Encoding");
}

TEST_F(StaticFilesTest, NamesWithAHashAreKeptForEverOthersAreChecked) {
  EXPECT_EQ(get("/assets/app-1a2b3c4d.js").headers.get("Cache-Control"),
            "public, max-age=31536000, immutable");
  EXPECT_EQ(get("/").headers.get("Cache-Control"), "no-cache");
  EXPECT_EQ(get("/assets/icon.svg").headers.get("Cache-Control"), "no-cache");
  EXPECT_EQ(get("/assets/icon.svg").headers.get("ETag"), "W/\"3333333333333333\"");
}

TEST_F(StaticFilesTest, AddressesOfThePageGetTheIndex) {
  for (const char* target : {"/", "/index.html", "/datasets/local/papers", "/datasets/a/b.v2",
                             "/datasets/a/gpt-4.1/map"}) {
    EXPECT_TRUE(std::get<std::string>(get(target).body).starts_with("<script")) << target;
  }
}

TEST_F(StaticFilesTest, ThePageNamesItsFilesRelativeToItsAddress) {
  const auto page = [&](std::string_view target) {
    const Response response = get(target);
    return std::get<std::string>(response.body) + std::string(response.headers.get("ETag"));
  };
  EXPECT_EQ(page("/"), R"(<script src="assets/a.js"><a href="/">W/"1111111111111111-0")");
  EXPECT_EQ(page("/?find=/a/b"), page("/"));
  EXPECT_EQ(page("/datasets/local/papers?q=a"),
            R"(<script src="../../assets/a.js"><a href="/">W/"1111111111111111-2")");
  EXPECT_EQ(page("/datasets/a%2Fb/c/"),
            R"(<script src="../../../assets/a.js"><a href="/">W/"1111111111111111-3")");
}

TEST_F(StaticFilesTest, WhereThePageShowsNothingItIs404) {
  for (const char* target : {"/datasets", "/datasets/local/papers", "/index.html"})
    EXPECT_EQ(get(target).status, 200) << target;
  for (const char* target :
       {"/rowz", "/SPLITS", "/datasets/a", "/datasets/a/b/c", "/admin/metrics"}) {
    const Response response = get(target);
    EXPECT_EQ(response.status, 404) << target;
    EXPECT_TRUE(std::get<std::string>(response.body).starts_with("<script")) << target;
  }
}

TEST_F(StaticFilesTest, FilesThatAreMissingAndTheApiGetNone) {
  for (const char* target :
       {"/assets/old.js", "/assets/x", "/favicon.ico", "/a/b.map", "/api/v1/nothing", "/api"}) {
    EXPECT_EQ(get(target).status, 404) << target;
  }
}

TEST_F(StaticFilesTest, NoInlineScriptAndNoOtherHost) {
  const Response response = get("/");
  const std::string_view policy = response.headers.get("Content-Security-Policy");
  EXPECT_NE(policy.find("script-src 'self';"), std::string_view::npos);
  EXPECT_NE(policy.find("default-src 'self';"), std::string_view::npos);
  EXPECT_EQ(policy.find("http"), std::string_view::npos);
  EXPECT_EQ(response.headers.get("Referrer-Policy"), "same-origin");
}

TEST_F(StaticFilesTest, OnlyOriginsThatWereAllowedMayFrameThePage) {
  const auto ancestors = [](const StaticFiles& files) {
    const Response response = files.answer(Request{});
    const std::string_view policy = response.headers.get("Content-Security-Policy");
    return std::string(policy.substr(policy.find("frame-ancestors")));
  };
  EXPECT_EQ(ancestors(StaticFiles(sample_files())), "frame-ancestors 'self'");
  EXPECT_EQ(ancestors(StaticFiles(sample_files(), {"https://a.example", "https://b.example"})),
            "frame-ancestors 'self' https://a.example https://b.example");
}

TEST_F(StaticFilesTest, WithoutAPageTheAnswerSaysSo) {
  const StaticFiles none({});
  const Response response = none.answer(Request{});
  EXPECT_EQ(response.status, 404);
  EXPECT_NE(std::get<std::string>(response.body).find("without the web page"), std::string::npos);
}

TEST(EmbeddedPage, EveryFileInflatesToItsSizeAndThePageNamesOnlyFilesThatExist) {
  if (embedded_page().empty()) GTEST_SKIP() << "built without the web page";
  const StaticFiles files(embedded_page());
  for (const StaticFile& file : embedded_page()) {
    const auto content = gunzip(file.gzip, file.size);
    ASSERT_TRUE(content) << file.path;
    EXPECT_EQ(content->size(), file.size) << file.path;
    EXPECT_NE(content_type_of(file.path), "application/octet-stream") << file.path;
    if (file.path != "index.html") continue;
    for (std::size_t at = 0; (at = content->find("\"/assets/", at)) != std::string::npos; ++at) {
      Request request;
      const std::string target = content->substr(at + 1, content->find('"', at + 1) - at - 1);
      request.segments = parse_target(target)->segments;
      EXPECT_EQ(files.answer(request).status, 200) << target;
    }
  }
}

}  // namespace
}  // namespace vitrine::http
