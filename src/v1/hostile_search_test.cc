// /api/v1/.../search asked what nobody should ask: every answer is rows or one clear sentence.

#include <gmock/gmock.h>

#include <random>

#include "v1/testing/v1_fixture.h"

namespace vitrine::v1 {
namespace {

namespace json = boost::json;

class HostileSearch : public V1Fixture {
 protected:
  void SetUp() override {
    V1Fixture::SetUp();
    import_papers();
  }

  api::TestReply search(const json::object& body) {
    return send(http::Method::kPost, kPath, serialize(body));
  }
  api::TestReply search(std::string_view parameters) {
    return get(std::string(kPath) + "?" + std::string(parameters));
  }
  /// The rows that `query` finds, in every mode.
  std::uint64_t total(std::string_view query, std::string_view mode = "hybrid") {
    const api::TestReply reply = search(json::object{{"q", query}, {"mode", mode}});
    EXPECT_EQ(reply.status, 200) << query.substr(0, 80) << reply.body.substr(0, 300);
    return reply.status == 200 ? reply.json().at("total").to_number<std::uint64_t>() : 0;
  }

  static constexpr std::string_view kPath = "/api/v1/datasets/local/papers/search";
};

std::string repeated(std::string_view piece, std::size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += piece;
  return text;
}

TEST_F(HostileSearch, LongQueriesAreAnswered) {
  for (const std::string_view mode : {"keyword", "hybrid"}) {
    EXPECT_EQ(total(std::string(100'000, 'a'), mode), 0U);
    for (const std::string_view piece : {"(", "-(", "\"", ")", "title:(", "a OR ", "NOT ", "\"a\" ",
                                         "w* ", "id:1.. ", "\xE4\xB8\xAD", "e\xCC\x81", "* - "})
      total(repeated(piece, 100'000), mode);
    std::string words;
    for (int i = 0; i < 5000; ++i) words += "word" + std::to_string(i) + " ";
    EXPECT_EQ(total(words, mode), 0U);
  }
}

TEST_F(HostileSearch, NullBytesAndIllFormedTextSeparateWordsOrAreRefused) {
  const std::uint64_t expected = total("reward");
  ASSERT_GT(expected, 0U);
  EXPECT_EQ(total(std::string_view("\0reward\0", 8)), expected);
  for (const std::string_view bytes : {"\xED\xA0\x80", "\xFF", "\xC0\x80", "\xF4\x90\x80\x80"}) {
    const std::string query = std::string(bytes) + "reward" + std::string(bytes);
    const api::TestReply reply = search(json::object{{"q", query}});
    EXPECT_THAT(reply.status, testing::AnyOf(200, 422)) << query;
    if (reply.status == 200) {
      EXPECT_EQ(reply.json().at("total").to_number<std::uint64_t>(), expected) << query;
    }
  }
}

TEST_F(HostileSearch, ALoneSurrogateInJsonIsRefusedOrReplaced) {
  for (const std::string_view text : {R"({"q": "\ud800 reward"})", R"({"q": "\udc00"})"}) {
    const api::TestReply reply = send(http::Method::kPost, kPath, std::string(text));
    EXPECT_THAT(reply.status, testing::AnyOf(200, 400, 422)) << reply.body;
  }
}

TEST_F(HostileSearch, PagesBeyondTheEndAreEmptyAndNoneCanBeAskedFor) {
  for (const std::string query : {"", "q=reward&", "like=0&", "sort=id&", "where=id>0&"}) {
    const json::value none = search(query + "limit=0").json();
    const json::value beyond = search(query + "offset=1000000000000").json();
    const json::value all = search(query + "limit=10000").json();
    EXPECT_TRUE(none.at("hits").as_array().empty()) << query;
    EXPECT_TRUE(beyond.at("hits").as_array().empty()) << query;
    EXPECT_EQ(all.at("hits").as_array().size(), all.at("total").to_number<std::size_t>()) << query;
    EXPECT_EQ(none.at("total"), all.at("total")) << query;
    EXPECT_EQ(beyond.at("total"), all.at("total")) << query;
  }
  EXPECT_EQ(search("offset=18446744073709551616").status, 200);
}

TEST_F(HostileSearch, ConditionsThatReachForFilesAreNoConditions) {
  for (const std::string_view where :
       {"id IN (SELECT 1)", "1=1; ATTACH 'x.db'", "title = read_text('/etc/passwd')",
        "EXISTS (FROM '/etc/passwd')", "id > 0 UNION SELECT 1", "COPY x TO 'y'",
        "title LIKE getenv('HOME')", "id > (SELECT max(range) FROM range(1000000000000))",
        "id > 0 -- ", "id = 0 /*", "pragma_version()", "'", "\"", ")", "((((", ""}) {
    const api::TestReply reply = search("where=" + api::url_encode(where));
    EXPECT_EQ(reply.status, where.empty() ? 200 : 422) << where << reply.body;
  }
  EXPECT_EQ(search(json::object{{"where", repeated("(", 100'000)}}).status, 422);
  EXPECT_EQ(search(json::object{{"where", "id = 1" + repeated(" OR id = 1", 100'000)}}).status,
            422);
}

TEST_F(HostileSearch, PatternsThatWouldBacktrackForeverEndInTime) {
  const std::string value = repeated("%a", 900);
  EXPECT_THAT(search(json::object{{"where", "title LIKE '" + value + "b'"}}).status,
              testing::AnyOf(200, 422));
}

TEST_F(HostileSearch, ABodyThatIsNoObjectOfParametersIsRefused) {
  for (const std::string_view body :
       {"", "[]", "1", "{", "{\"q\": {}}", "{\"like\": \"x\"}", "{\"limit\": 1e99}",
        "{\"vector\": [1, \"x\"]}", "{\"q\": 1}"}) {
    const api::TestReply reply = send(http::Method::kPost, kPath, std::string(body));
    EXPECT_THAT(reply.status, testing::AnyOf(400, 422, 200)) << body << reply.body;
    if (reply.status != 200) {
      EXPECT_FALSE(reply.error().empty()) << body;
    }
  }
  const std::string deep = repeated("[", 100'000);
  EXPECT_THAT(send(http::Method::kPost, kPath, "{\"like\": " + deep).status,
              testing::AnyOf(400, 422));
}

TEST_F(HostileSearch, BytesInAnyOrderAreAnsweredInEveryParameter) {
  std::mt19937 random(5);
  for (int round = 0; round < 1500; ++round) {
    std::string parameters;
    for (const std::string_view name :
         {"q", "where", "sort", "facets", "columns", "like", "vector", "mode", "limit"}) {
      if (random() % 3 != 0) continue;
      std::string value;
      for (std::size_t i = random() % 12; i > 0; --i)
        value += random() % 4 == 0 ? static_cast<char>(1 + random() % 127)
                                   : "ayt01,\"'()-*: "[random() % 14];
      parameters += std::string(name) + "=" + api::url_encode(value) + "&";
    }
    const api::TestReply reply = search(parameters);
    EXPECT_THAT(reply.status, testing::AnyOf(200, 400, 422)) << parameters << reply.body;
  }
}

}  // namespace
}  // namespace vitrine::v1
