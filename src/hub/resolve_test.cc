// /datasets/{owner}/{name}/resolve/...

#include <gmock/gmock.h>

#include "base/digest.h"
#include "hub/testing/hub_fixture.h"

namespace vitrine::hub {
namespace {

constexpr std::string_view kFile =
    "/datasets/local/papers/resolve/refs%2Fconvert%2Fparquet/default/train/0000.parquet";

class ResolvedFile : public HubFixture {
 protected:
  void SetUp() override {
    HubFixture::SetUp();
    import_papers();
  }

  std::int64_t downloads() {
    return get("/api/datasets/local/papers").json().at("downloads").as_int64();
  }
};

TEST_F(ResolvedFile, AFileIsSentWithTheHashOfItsContentAsTag) {
  const api::TestReply reply = get(kFile);
  EXPECT_EQ(reply.status, 200);
  const fs::path path =
      snapshot_directory("local/papers") / "parquet" / "default" / "train" / "0000.parquet";
  EXPECT_EQ(reply.headers.get("ETag"), '"' + *sha256_file(path) + '"');
  EXPECT_EQ(reply.headers.get("X-Linked-Etag"), reply.headers.get("ETag"));
  EXPECT_EQ(reply.headers.get("X-Linked-Size"), std::to_string(fs::file_size(path)));
  EXPECT_EQ(reply.headers.get("X-Repo-Commit").size(), 40U);
  EXPECT_EQ(reply.headers.get("Content-Type"), "application/vnd.apache.parquet");
  EXPECT_EQ(
      get("/datasets/local/papers/resolve/refs/convert/parquet/default/train/0000.parquet").status,
      200);
}

TEST_F(ResolvedFile, TheSnapshotIsARevisionTooAndOthersAreNot) {
  const std::string id = *engine_->library().current_id({"local", "papers"});
  EXPECT_EQ(get("/datasets/local/papers/resolve/" + id + "/default/train/0000.parquet").status,
            200);
  const api::TestReply other = get("/datasets/local/papers/resolve/v1/default/train/0000.parquet");
  EXPECT_EQ(other.status, 404);
  EXPECT_EQ(other.error_code(), "RevisionNotFound");
  EXPECT_EQ(get("/datasets/local/none/resolve/main/README.md").error_code(), "RepoNotFound");
}

TEST_F(ResolvedFile, NothingButTheListedFilesCanBeReached) {
  const std::string base = "/datasets/local/papers/resolve/refs%2Fconvert%2Fparquet/";
  for (const char* path : {"default/train/0001.parquet", "default/nope/0000.parquet",
                           "nope/train/0000.parquet", "default/train/..%2F..%2F..%2Fmanifest.json",
                           "default/..%2Ftrain/0000.parquet", "default/train/0000.parquet%2F"}) {
    EXPECT_EQ(get(base + path).status, 404) << path;
    EXPECT_EQ(get(base + path).error_code(), "EntryNotFound") << path;
  }
}

TEST_F(ResolvedFile, OnlyDownloadsOfAllCount) {
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

TEST_F(ResolvedFile, CountsSurviveAnImport) {
  get(kFile);
  import("local/papers", {{"a.jsonl", "{\"n\":1}\n"}});
  EXPECT_EQ(downloads(), 1);
}

TEST_F(ResolvedFile, RawParquetIsThePointerThatGitHolds) {
  const api::TestReply raw = get("/datasets/local/papers/raw/main/default/train/0000.parquet");
  EXPECT_EQ(raw.status, 200);
  EXPECT_TRUE(raw.body.starts_with("version https://git-lfs.github.com/spec/v1\noid sha256:"));
  EXPECT_TRUE(get("/datasets/local/papers/raw/main/README.md").body.starts_with("---\n"));
  EXPECT_EQ(get("/datasets/local/papers/raw/main/absent").error_code(), "EntryNotFound");
}

TEST_F(ResolvedFile, TheCardIsOfTheMainBranchAlone) {
  EXPECT_EQ(get("/datasets/local/papers/resolve/main/README.md").status, 200);
  EXPECT_EQ(get("/datasets/local/papers/resolve/refs%2Fconvert%2Fparquet/README.md").status, 404);
}

}  // namespace
}  // namespace vitrine::hub
