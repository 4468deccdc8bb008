#include "server/parquet_files.h"

#include <gmock/gmock.h>

#include "server/test_library.h"

namespace vitrine {
namespace {

constexpr std::string_view kFile =
    "/datasets/local/papers/resolve/refs%2Fconvert%2Fparquet/default/train/0000.parquet";

class ParquetFiles : public LibraryFixture {
 protected:
  void SetUp() override {
    LibraryFixture::SetUp();
    import_papers();
  }

  std::int64_t downloads() {
    return get("/api/v1/datasets/local/papers").json().at("downloads_last_month").as_int64();
  }
};

TEST_F(ParquetFiles, AFileIsSentWithTheHashOfItsContentAsTag) {
  const TestReply reply = get(kFile);
  EXPECT_EQ(reply.status, 200);
  const fs::path path =
      snapshot_directory("local/papers") / "parquet" / "default" / "train" / "0000.parquet";
  EXPECT_EQ(reply.headers.get("ETag"), '"' + hash_file(path)->hex() + '"');
  EXPECT_EQ(reply.headers.get("Content-Type"), "application/vnd.apache.parquet");
  EXPECT_EQ(
      get("/datasets/local/papers/resolve/refs/convert/parquet/default/train/0000.parquet").status,
      200);
}

TEST_F(ParquetFiles, TheSnapshotIsARevisionTooAndOthersAreNot) {
  const std::string id = *catalogue_->library().current_id({"local", "papers"});
  EXPECT_EQ(get("/datasets/local/papers/resolve/" + id + "/default/train/0000.parquet").status,
            200);
  EXPECT_EQ(get("/datasets/local/papers/resolve/main/default/train/0000.parquet").status, 404);
}

TEST_F(ParquetFiles, NothingButTheListedFilesCanBeReached) {
  const std::string base = "/datasets/local/papers/resolve/refs%2Fconvert%2Fparquet/";
  for (const char* path : {"default/train/0001.parquet", "default/nope/0000.parquet",
                           "nope/train/0000.parquet", "default/train/..%2F..%2F..%2Fmanifest.json",
                           "default/..%2Ftrain/0000.parquet", "default/train/0000.parquet%2F"}) {
    EXPECT_EQ(get(base + path).status, 404) << path;
  }
}

TEST_F(ParquetFiles, OnlyDownloadsOfAllCount) {
  EXPECT_EQ(downloads(), 0);
  get(kFile);
  get(kFile);
  EXPECT_EQ(downloads(), 2);
  http::Headers range;
  range.add("Range", "bytes=0-3");
  get(kFile, range);
  http::Headers known;
  known.add("If-None-Match", "\"x\"");
  get(kFile, known);
  get("/datasets/local/papers/resolve/refs%2Fconvert%2Fparquet/default/train/0009.parquet");
  EXPECT_EQ(downloads(), 2);
}

TEST_F(ParquetFiles, CountsSurviveAnImport) {
  get(kFile);
  import("local/papers", {{"a.jsonl", "{\"n\":1}\n"}});
  EXPECT_EQ(downloads(), 1);
}

TEST_F(ParquetFiles, TheShortFormListsByConfigAndSplit) {
  const std::string api = "/api/datasets/local/papers/parquet";
  const std::string url =
      "\"http://vitrine.test/api/datasets/local/papers/parquet/default/train/0.parquet\"";
  EXPECT_EQ(get(api).body, "{\"default\":{\"train\":[" + url + "]}}");
  EXPECT_EQ(get(api + "/default").body, "{\"train\":[" + url + "]}");
  EXPECT_EQ(get(api + "/default/train").body, "[" + url + "]");
  const TestReply file = get(api + "/default/train/0.parquet");
  EXPECT_EQ(file.status, 302);
  EXPECT_EQ(file.headers.get("Location"), kFile);
  for (const char* path :
       {"/nope", "/default/nope", "/default/train/1.parquet", "/default/train/x.parquet",
        "/default/train/-1.parquet", "/default/train/99999999999999999999.parquet"}) {
    EXPECT_EQ(get(api + path).status, 404) << path;
  }
}

TEST_F(ParquetFiles, HealthAndMetricsAnswer) {
  EXPECT_EQ(get("/healthcheck").body, "ok");
  EXPECT_EQ(get("/metrics").status, 200);
}

}  // namespace
}  // namespace vitrine
