#include "local/testing/split_fixture.h"

#include "ask/lenient_grammar.h"
#include "duck/database.h"
#include "duck/types.h"
#include "ingest/import.h"
#include "local/local_split.h"
#include "source/source.h"
#include "store/library.h"

namespace vitrine::local {

void SplitFixture::SetUp() {
  const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
  directory_ = fs::path(::testing::TempDir()) /
               (std::string("vitrine_") + test->test_suite_name() + "_" + test->name());
  fs::remove_all(directory_);
  fs::create_directories(directory_);
  sql_ = std::make_unique<RowSelector>(
      RowSelector::Options{.threads = 2, .temp_directory = directory_ / "tmp"});
}

void SplitFixture::TearDown() {
  sql_.reset();
  fs::remove_all(directory_);
}

std::shared_ptr<const BitmapSplit> SplitFixture::import(const std::string& name,
                                                        std::string_view json_lines,
                                                        std::string_view card) {
  const fs::path folder = directory_ / "source" / name;
  fs::create_directories(folder);
  EXPECT_TRUE(write_file_atomic(folder / "train.jsonl", json_lines));
  if (!card.empty()) {
    EXPECT_TRUE(write_file_atomic(folder / "README.md", card));
  }
  return import_folder(name);
}

std::shared_ptr<const BitmapSplit> SplitFixture::import_sql(const std::string& name,
                                                            const std::string& select) {
  const fs::path folder = directory_ / "source" / name;
  fs::create_directories(folder);
  duck::Database database = *duck::Database::open({1, 256U << 20U, {}});
  const Status written = duck::Connection::open(database)->execute(
      "COPY (" + select + ") TO " + quote_literal((folder / "train.parquet").string()));
  EXPECT_TRUE(written) << written.error().message();
  return import_folder(name);
}

std::shared_ptr<const BitmapSplit> SplitFixture::import_folder(const std::string& name) {
  const std::string arguments[] = {(directory_ / "source" / name).string()};
  const Result<source::Source> source =
      source::resolve_source(arguments, {.dataset_name = "local/" + name});
  EXPECT_TRUE(source) << source.error().message();
  const Result<store::Library> library = store::Library::open(directory_ / "home");
  EXPECT_TRUE(library) << library.error().message();
  const Result<ingest::ImportOutcome> outcome =
      ingest::import_source(*library, *source, {.threads = 2}, nullptr, {});
  EXPECT_TRUE(outcome) << outcome.error().message();
  Result<std::shared_ptr<const store::Snapshot>> snapshot =
      library->open_snapshot(outcome->dataset);
  EXPECT_TRUE(snapshot) << snapshot.error().message();
  Result<std::shared_ptr<const BitmapSplit>> split =
      LocalSplit::open(*std::move(snapshot), "default", "train", *sql_);
  EXPECT_TRUE(split) << split.error().message();
  return *std::move(split);
}

std::string SplitFixture::rows_where(const BitmapSplit& split, std::string_view where) {
  const Result<ask::Predicate> predicate = ask::parse_where(where, split.features());
  if (!predicate) return "error: " + predicate.error().message();
  const Result<std::shared_ptr<const search::RowSet>> rows = split.match(*predicate, {});
  if (!rows) return "error: " + rows.error().message();
  return listed((*rows)->page(0, split.num_rows()));
}

std::string listed(const std::vector<std::uint64_t>& rows) {
  std::string out;
  for (const std::uint64_t row : rows) out += (out.empty() ? "" : " ") + std::to_string(row);
  return out;
}

}  // namespace vitrine::local
