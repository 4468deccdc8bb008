// /api/v1/.../map and /map/points.

#include <gmock/gmock.h>

#include <cmath>
#include <cstring>

#include "http/delivery.h"
#include "v1/testing/v1_fixture.h"

namespace vitrine::v1 {
namespace {

class V1Map : public V1Fixture {
 protected:
  static constexpr std::string_view kMap = "/api/v1/datasets/local/papers/map";

  /// The answer when the map has been made.
  api::TestReply ready(std::string_view target = kMap) {
    api::TestReply reply = get(target);
    if (reply.status != 202) return reply;
    maps_->wait_until_idle();
    return get(target);
  }

  http::Response send(http::Method method, std::vector<std::string> segments) {
    http::Request request;
    request.method = method;
    request.segments = std::move(segments);
    request.headers.add("Host", "vitrine.test");
    return router_->answer(router_->match(method, request.segments), request);
  }
  std::string points() {
    const http::Response response =
        send(http::Method::kGet, {"api", "v1", "datasets", "local", "papers", "map", "points"});
    EXPECT_EQ(response.status, 200);
    const auto* body = std::get_if<http::SharedBytes>(&response.body);
    return body == nullptr ? std::string() : std::string(body->bytes);
  }
  fs::path map_file() const {
    return snapshot_directory("local/papers") / "derived/default/train/map-7.vtm";
  }
};

float float_at(const std::string& bytes, std::size_t offset) {
  float value = 0;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

TEST_F(V1Map, IsMadeOnTheFirstRequestAndKept) {
  import_papers();
  EXPECT_FALSE(fs::exists(map_file()));
  const api::TestReply first = get(kMap);
  EXPECT_EQ(first.status, 202);
  EXPECT_EQ(first.headers.get("Retry-After"), "1");
  EXPECT_EQ(first.headers.get("Cache-Control"), "no-store");
  const boost::json::value map = ready().json();
  EXPECT_EQ(map.at("state"), "ready");
  EXPECT_EQ(map.at("column"), "embedding");
  EXPECT_EQ(map.at("num_rows"), 5);
  EXPECT_EQ(map.at("num_points"), 3);
  EXPECT_EQ(map.at("num_left_out"), 2);
  EXPECT_EQ(map.at("num_bytes"), 50);
  EXPECT_TRUE(fs::exists(map_file()));

  open_anew();
  EXPECT_EQ(get(kMap).status, 200);
}

TEST_F(V1Map, PointsAreNumbersWithATag) {
  import_papers();
  ASSERT_EQ(ready().status, 200);
  const std::string bytes = points();
  ASSERT_EQ(bytes.size(), 50U);
  for (const std::size_t row : {0, 1, 4}) EXPECT_FALSE(std::isnan(float_at(bytes, row * 8)));
  for (const std::size_t row : {2, 3}) {
    EXPECT_TRUE(std::isnan(float_at(bytes, row * 8)));
    EXPECT_EQ(bytes.substr(40 + row * 2, 2), "\xff\xff");
  }
  const api::TestReply reply = get(std::string(kMap) + "/points");
  const std::string checksum(ready().json().at("checksum").as_string());
  EXPECT_EQ(reply.headers.get("ETag"), '"' + checksum + '"');
  EXPECT_EQ(reply.headers.get("Content-Type"), "application/octet-stream");
}

TEST_F(V1Map, ADamagedMapIsMadeAgainWithTheSameBytes) {
  import_papers();
  ASSERT_EQ(ready().status, 200);
  const std::string before = points();
  std::string file = *read_file(map_file());
  file[70] = static_cast<char>(file[70] ^ 1);
  ASSERT_TRUE(write_file_atomic(map_file(), file));
  open_anew();
  EXPECT_EQ(get(kMap).status, 202);
  ASSERT_EQ(ready().status, 200);
  EXPECT_EQ(points(), before);
}

TEST_F(V1Map, AnAreaIsAConditionLikeAnyOther) {
  import_papers();
  const auto search = [&](std::string_view where) {
    return get("/api/v1/datasets/local/papers/search?where=" + api::url_encode(where));
  };
  constexpr std::string_view kAll = "INSIDE(embedding, -999, -999, 999, -999, 999, 999, -999, 999)";
  EXPECT_THAT(search(kAll).error(), testing::HasSubstr("has not been made yet"));
  ASSERT_EQ(ready().status, 200);
  EXPECT_EQ(search(kAll).json().at("total"), 3);
  EXPECT_EQ(search(std::string(kAll) + " AND id > 1").json().at("total"), 2);
  EXPECT_EQ(search("NOT " + std::string(kAll)).json().at("total"), 2);
  EXPECT_EQ(search("id = 99 OR " + std::string(kAll)).json().at("total"), 3);

  const std::string bytes = points();
  const auto around = [&](std::size_t row) {
    std::string where = "INSIDE(\"embedding\"";
    for (const auto& [dx, dy] : {std::pair(-1, -1), {1, -1}, {0, 1}}) {
      where += ", " + std::to_string(float_at(bytes, row * 8) + static_cast<float>(dx) * 1e-3F);
      where += ", " + std::to_string(float_at(bytes, row * 8 + 4) + static_cast<float>(dy) * 1e-3F);
    }
    return where + ")";
  };
  for (const std::size_t row : {0, 1, 4}) {
    const boost::json::value found = search(around(row)).json();
    EXPECT_EQ(found.at("total"), 1);
    EXPECT_EQ(found.at("hits").at(0).at("row_idx"), row);
  }
}

TEST_F(V1Map, AnAreaThatIsNoneIsRefusedInWords) {
  import_papers();
  const auto error = [&](std::string_view where) {
    return get("/api/v1/datasets/local/papers/search?where=" + api::url_encode(where)).error();
  };
  EXPECT_THAT(error("INSIDE(title, 1, 2, 3, 4, 5, 6)"), testing::HasSubstr("column of vectors"));
  EXPECT_THAT(error("INSIDE(1, 2, 3, 4, 5, 6)"), testing::HasSubstr("column of vectors first"));
  EXPECT_THAT(error("INSIDE(embedding, 1, 2, 3, 4)"), testing::HasSubstr("3 to 200 corners"));
  EXPECT_THAT(error("INSIDE(embedding, 1, 2, 3, 4, 5)"), testing::HasSubstr("corners"));
  EXPECT_THAT(error("INSIDE(embedding, 1, 2, 3, 4, 5, id)"), testing::HasSubstr("takes numbers"));
}

TEST_F(V1Map, ATextThatLooksLikeAnAreaIsAText) {
  import_papers();
  const std::string text = "title = '\"\x01inside 7 0,0,1,0,1,1\"'";
  EXPECT_EQ(
      get("/api/v1/datasets/local/papers/search?where=" + api::url_encode(text)).json().at("total"),
      0);
}

TEST_F(V1Map, WithoutVectorsAndTextItSaysWhatToDo) {
  import("local/papers", {{"a.jsonl", "{\"n\":1}\n"}});
  const api::TestReply reply = get(kMap);
  EXPECT_EQ(reply.status, 404);
  EXPECT_THAT(reply.error(), testing::HasSubstr("No column of this split holds vectors"));
  EXPECT_THAT(reply.error(), testing::HasSubstr("import it again"));
}

TEST_F(V1Map, OtherColumnsAndPlacesAreRefused) {
  import_papers();
  EXPECT_EQ(get(std::string(kMap) + "?column=title").error(),
            "Parameter 'column': \"title\" is no column of vectors");
  EXPECT_EQ(get(std::string(kMap) + "?column=title").status, 422);
  EXPECT_EQ(get(std::string(kMap) + "?split=nope").status, 404);
  EXPECT_EQ(get("/api/v1/datasets/local/none/map").status, 404);
  EXPECT_EQ(ready(std::string(kMap) + "?column=embedding&config=default").status, 200);
}

TEST_F(V1Map, ACancelledMapIsNotMade) {
  // Large enough to be under way when the second request comes.
  std::string rows;
  for (int i = 0; i < 3'000; ++i) {
    rows += "{\"vector\":[" + std::to_string(i % 7) + ".5," + std::to_string(i % 11) + ".25," +
            std::to_string(i) + "]}\n";
  }
  import("local/papers", {{"a.jsonl", rows}});
  const std::vector<std::string> path = {"api", "v1", "datasets", "local", "papers", "map"};
  ASSERT_EQ(get(kMap).status, 202);
  http::Response cancelled = send(http::Method::kDelete, path);
  EXPECT_EQ(std::get<std::string>(cancelled.body), R"({"cancelled":true})");
  cancelled = send(http::Method::kDelete, path);
  EXPECT_EQ(std::get<std::string>(cancelled.body), R"({"cancelled":false})");
  const fs::path derived = snapshot_directory("local/papers") / "derived";
  open_anew();  // waits for what is under way
  EXPECT_FALSE(fs::exists(derived));
}

}  // namespace
}  // namespace vitrine::v1
