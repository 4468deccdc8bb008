#include "hub/parquet_files.h"

#include <gmock/gmock.h>

#include "hub/testing/hub_fixture.h"

namespace vitrine::hub {
namespace {

constexpr std::string_view kFile =
    "/datasets/local/papers/resolve/refs%2Fconvert%2Fparquet/default/train/0000.parquet";

class ParquetFiles : public HubFixture {
 protected:
  void SetUp() override {
    HubFixture::SetUp();
    import_papers();
  }
};

TEST_F(ParquetFiles, TheShortFormListsByConfigAndSplit) {
  const std::string api = "/api/datasets/local/papers/parquet";
  const std::string url =
      "\"http://vitrine.test/api/datasets/local/papers/parquet/default/train/0.parquet\"";
  EXPECT_EQ(get(api).body, "{\"default\":{\"train\":[" + url + "]}}");
  EXPECT_EQ(get(api + "/default").body, "{\"train\":[" + url + "]}");
  EXPECT_EQ(get(api + "/default/train").body, "[" + url + "]");
  const api::TestReply file = get(api + "/default/train/0.parquet");
  EXPECT_EQ(file.status, 302);
  EXPECT_EQ(file.headers.get("Location"), kFile);
  for (const char* path :
       {"/nope", "/default/nope", "/default/train/1.parquet", "/default/train/x.parquet",
        "/default/train/-1.parquet", "/default/train/99999999999999999999.parquet"}) {
    EXPECT_EQ(get(api + path).status, 404) << path;
  }
}

}  // namespace
}  // namespace vitrine::hub
