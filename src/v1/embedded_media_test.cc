// Media by address: what the rows say in place of bytes, and what an address answers.

#include "v1/embedded_media.h"

#include "base/base64.h"
#include "v1/testing/v1_fixture.h"

namespace vitrine::v1 {
namespace {

/// The first bytes of a PNG, and of a script that calls itself one.
constexpr const char* kPicture = "iVBORw0KGgoAAAANSUhEUgAAAAE=";
/// A PNG of one pixel.
constexpr const char* kWhole =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg"
    "==";
constexpr const char* kScript = "PHN2ZyBvbmxvYWQ9ImEoKSIvPg==";

constexpr const char* kCard =
    "---\ndataset_info:\n  features:\n  - name: id\n    dtype: int64\n  - name: a photo\n"
    "    dtype: image\n---\n";

class V1Media : public V1Fixture {
 protected:
  void SetUp() override {
    V1Fixture::SetUp();
    const auto row = [](int id, const std::string& cell) {
      return R"({"id":)" + std::to_string(id) + R"(,"a photo":)" + cell + "}\n";
    };
    const auto file = [](const std::string& bytes) {
      return R"({"bytes":")" + bytes + R"(","path":"a.png"})";
    };
    import("local/photos",
           {{"train.jsonl", row(0, file(kPicture)) + row(1, file(kScript)) + row(2, "null") +
                                row(3, file("iVBORw0KGgo!")) + row(4, file(kWhole))},
            {"README.md", kCard}});
  }

  static constexpr const char* kSearch = "/api/v1/datasets/local/photos/search";
  static constexpr const char* kMedium =
      "/api/v1/datasets/local/photos/rows/0/media?field=a%20photo";
};

TEST_F(V1Media, RowsHaveTheirBytesUnlessAddressesAreAskedFor) {
  const boost::json::value plain = get(kSearch).json();
  EXPECT_EQ(plain.at("hits").at(0).at("row").at("a photo").at("bytes"), kPicture);
  const boost::json::value hits = get(std::string(kSearch) + "?media=address").json().at("hits");
  const boost::json::value& cell = hits.at(0).at("row").at("a photo");
  EXPECT_EQ(cell.at("type"), "image/png");
  EXPECT_FALSE(cell.as_object().contains("bytes"));
  EXPECT_EQ(hits.at(1).at("row").at("a photo").at("bytes"), kScript) << "nothing to show";
  EXPECT_TRUE(hits.at(2).at("row").at("a photo").is_null());
  const std::string row = "/api/v1/datasets/local/photos/rows/0";
  EXPECT_EQ(get(row + "?media=address").json().at("row").at("a photo"), cell);
  EXPECT_EQ(get(row).json().at("row").at("a photo").at("bytes"), kPicture);
  EXPECT_EQ(get(row + "?media=inline").status, 422);
  EXPECT_EQ(get(std::string(kSearch) + "?media=inline").status, 422);
}

TEST_F(V1Media, AnAddressAnswersTheBytesForGood) {
  const boost::json::value hits = get(std::string(kSearch) + "?media=address").json().at("hits");
  const std::string address(hits.at(0).at("row").at("a photo").at("src").as_string());
  const api::TestReply reply = get(address);
  EXPECT_EQ(reply.status, 200) << address;
  EXPECT_EQ(reply.body, *decode_base64(kPicture));
  EXPECT_EQ(reply.headers.get("Content-Type"), "image/png");
  EXPECT_EQ(reply.headers.get("X-Content-Type-Options"), "nosniff");
  EXPECT_NE(reply.headers.get("Cache-Control").find("immutable"), std::string::npos);
  EXPECT_FALSE(reply.headers.get("ETag").empty());
  EXPECT_EQ(get(kMedium).body, reply.body);
  EXPECT_EQ(get(kMedium).headers.get("Cache-Control"), "no-cache") << "the next import changes it";
}

TEST_F(V1Media, ThumbnailsAreSmallAndKeptWhereTheAddressNamesTheSnapshot) {
  const std::string plain = "/api/v1/datasets/local/photos/rows/4/thumbnail?field=a%20photo";
  const api::TestReply reply = get(plain + "&size=64");
  ASSERT_EQ(reply.status, 200) << reply.body;
  EXPECT_EQ(reply.headers.get("Content-Type"), "image/webp");
  EXPECT_EQ(reply.body.substr(8, 4), "WEBP");
  EXPECT_EQ(reply.headers.get("Cache-Control"), "no-cache");
  const std::string snapshot = snapshot_directory("local/photos").filename();
  const api::TestReply kept = get(plain + "&size=64&snapshot=" + snapshot);
  EXPECT_NE(kept.headers.get("Cache-Control").find("immutable"), std::string::npos);
  EXPECT_EQ(kept.headers.get("ETag"), reply.headers.get("ETag"));
  EXPECT_NE(get(plain).headers.get("ETag"), reply.headers.get("ETag")) << "another size";
  http::Headers has;
  has.set("If-None-Match", std::string(reply.headers.get("ETag")));
  EXPECT_EQ(get(plain + "&size=64", has).body, "") << "made for nobody";
}

TEST_F(V1Media, ThumbnailsThatCannotBeMadeSayWhy) {
  const std::string rows = "/api/v1/datasets/local/photos/rows/";
  const api::TestReply damaged = get(rows + "0/thumbnail?field=a%20photo");
  EXPECT_EQ(damaged.status, 422);
  EXPECT_EQ(damaged.error_code(), "DamagedPicture");
  EXPECT_NE(damaged.error().find("PNG file cannot be decoded"), std::string::npos);
  EXPECT_EQ(get(rows + "1/thumbnail?field=a%20photo").status, 404) << "a drawing in a cell";
  EXPECT_EQ(get(rows + "2/thumbnail?field=a%20photo").status, 404) << "no file";
  EXPECT_EQ(get(rows + "4/thumbnail?field=a%20photo&size=65").status, 422) << "of a closed list";
  EXPECT_EQ(get(rows + "4/thumbnail").error_code(), "MissingRequiredParameter");
}

TEST_F(V1Media, ThumbnailsOfMediaFiles) {
  import("local/folder", {{"a.png", *decode_base64(kWhole)},
                          {"b.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>"}});
  const std::string files = "/api/v1/datasets/local/folder/thumbnails/default/train/";
  const api::TestReply reply = get(files + "a.png");
  ASSERT_EQ(reply.status, 200) << reply.body;
  EXPECT_EQ(reply.body.substr(8, 4), "WEBP");
  EXPECT_EQ(reply.headers.get("Cache-Control"), "no-cache");
  const std::string snapshot = snapshot_directory("local/folder").filename();
  EXPECT_NE(
      get(files + "a.png?snapshot=" + snapshot).headers.get("Cache-Control").find("immutable"),
      std::string::npos);
  EXPECT_EQ(get(files + "b.svg").status, 415);
  EXPECT_EQ(get(files + "c.png").status, 404);
  EXPECT_EQ(get(files + "a.png?size=999").status, 422);
}

TEST_F(V1Media, WhatIsNoFileToShowIsNotServed) {
  const std::string rows = "/api/v1/datasets/local/photos/rows/";
  for (const char* target :
       {"1/media?field=a%20photo", "2/media?field=a%20photo", "3/media?field=a%20photo",
        "0/media?field=id", "0/media?field=no", "9/media?field=a%20photo"}) {
    const api::TestReply reply = get(rows + target);
    EXPECT_EQ(reply.status, 404) << target;
    EXPECT_FALSE(reply.error().empty()) << target;
  }
  EXPECT_EQ(get(rows + "0/media").error_code(), "MissingRequiredParameter");
}

}  // namespace
}  // namespace vitrine::v1
