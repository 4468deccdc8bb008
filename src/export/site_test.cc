#include "export/site.h"

#include <gtest/gtest.h>

#include "http/static_files.h"
#include "ingest/import.h"
#include "source/source.h"

namespace vitrine {
namespace {

// An answer of more than 100 MB is refused: the page of rows is halved until it is not.
TEST(Site, PagesOfLongRowsAreHalvedUntilTheyFit) {
  if (http::embedded_page().empty()) GTEST_SKIP() << "built without the web page";
  const fs::path folder = fs::path(::testing::TempDir()) / "vitrine_long_site";
  fs::remove_all(folder);
  fs::create_directories(folder / "site");
  constexpr int kRows = 36;
  std::string lines;
  for (int i = 0; i < kRows; ++i)
    lines += "{\"id\":" + std::to_string(i) + ",\"t\":\"" + std::string(3'000'000, 'a') + "\"}\n";
  ASSERT_TRUE(write_file_atomic(folder / "long.jsonl", lines));
  const Result<Library> library = Library::open(folder / "home");
  ASSERT_TRUE(library);
  const std::string arguments[] = {(folder / "long.jsonl").string()};
  const Result<Source> source = resolve_source(arguments, {});
  ASSERT_TRUE(source) << source.error().message();
  const auto imported = import_source(*library, *source, {.threads = 2}, nullptr, {});
  ASSERT_TRUE(imported) << imported.error().message();
  const auto snapshot = library->open_snapshot(imported->dataset);
  ASSERT_TRUE(snapshot);
  const Service service(*library);
  const Status written =
      write_site(service, *library, **snapshot, folder / "site", nullptr, std::stop_token());
  ASSERT_TRUE(written) << written.error().message();
  const fs::path rows = folder / "site" / "data" / "default" / "train";
  for (int i = 0; i < kRows; ++i)
    EXPECT_TRUE(fs::exists(rows / ("rows-" + std::to_string(i) + ".json"))) << i;
  fs::remove_all(folder);
}

}  // namespace
}  // namespace vitrine
