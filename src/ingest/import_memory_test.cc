// What an import takes of memory at its peak, each in a process of its own, on a tenth or less of
// the files that bench/memory.py imports: many rows, long texts, few rows that are heavy.

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <functional>

#include "duck/database.h"
#include "duck/types.h"
#include "ingest/import.h"
#include "ingest/parquet_export.h"
#include "ingest/relation.h"
#include "source/source.h"
#include "store/artefacts.h"
#include "store/row_store.h"

namespace vitrine::ingest {
namespace {

#if defined(__has_feature)
constexpr bool kIsSanitized =
    __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);  // as clang says it
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kIsSanitized = true;
#else
constexpr bool kIsSanitized = false;
#endif

/// Below the GiB that imports of any size stay in. Heavy rows take 540 to 650 here, and 1,200 to
/// 1,370 where they are not written again.
constexpr std::uint64_t kMostMib = 896;

struct Ended {
  int status = -1;
  std::uint64_t peak_mib = 0;
};

/// Runs `work` in a process of its own.
Ended run(const std::function<bool()>& work) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(work() ? 0 : 1);
  Ended out;
  int status = 0;
  rusage usage{};
  if (child > 0 && ::wait4(child, &status, 0, &usage) == child) {
    out.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
    out.peak_mib = static_cast<std::uint64_t>(usage.ru_maxrss) / 1024;
  }
  return out;
}

bool write_parquet(const fs::path& file, const std::string& rows, const std::string& options) {
  Result<duck::Database> database = duck::Database::open({.threads = 1});
  if (!database) return false;
  Result<duck::Connection> connection = duck::Connection::open(*database);
  return connection &&
         connection->execute("COPY (" + rows + ") TO " + quote_literal(file.string()) +
                             " (FORMAT parquet" + options + ")");
}

bool import_file(const fs::path& file, const fs::path& home) {
  const Result<store::Library> library = store::Library::open(home);
  const std::array<std::string, 1> arguments = {file.string()};
  const Result<source::Source> source = source::resolve_source(arguments);
  return library && source && import_source(*library, *source, {.threads = 2}, nullptr, {});
}

/// Its rows as Parquet of ours, and nothing of the rest of an import.
bool convert_file(const fs::path& file, const fs::path& folder) {
  const std::array<std::string, 1> arguments = {file.string()};
  const Result<source::Source> source = source::resolve_source(arguments);
  Result<duck::Database> database =
      duck::Database::open({.threads = 4, .temp_directory = folder / "spill"});
  if (!source || !database) return false;
  Result<duck::Connection> connection = duck::Connection::open(*database);
  if (!connection) return false;
  const source::SourceConfig& config = source->configs[0];
  const Result<ConfigRelation> relation = make_relation(*connection, config, nullptr, {});
  if (!relation || relation->splits[0].keeps_parquet) return false;
  fs::create_directories(folder / "out");
  const Result<ExportedSplit> exported =
      export_parquet(*connection, config.splits[0], relation->splits[0], relation->features,
                     folder / "out", nullptr, {});
  return exported && exported->num_rows == relation->splits[0].num_rows;
}

class ImportMemory : public ::testing::Test {
 protected:
  void SetUp() override {
    if (kIsSanitized) GTEST_SKIP() << "sanitizers take memory of their own";
    folder_ = fs::path(::testing::TempDir()) / ("memory_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  /// Both processes begin small: this one has never held a database.
  void expect_bounded(const std::string& rows, const std::string& options) {
    const fs::path file = folder_ / "x.parquet";
    ASSERT_EQ(run([&] { return write_parquet(file, rows, options); }).status, 0);
    const Ended imported = run([&] { return import_file(file, folder_ / "home"); });
    EXPECT_EQ(imported.status, 0);
    EXPECT_LT(imported.peak_mib, kMostMib);
    RecordProperty("peak_mib", std::to_string(imported.peak_mib));
  }

  /// Whether the first column of the last of `num_rows` rows is `cell`.
  bool last_row_begins(std::uint64_t num_rows, std::string_view cell) const {
    const Result<store::Library> library = store::Library::open(folder_ / "home");
    if (!library) return false;
    const auto snapshot = library->open_snapshot({"local", "x"});
    if (!snapshot) return false;
    const Result<store::RowStore> rows = store::RowStore::open(
        (*snapshot)->index_file("default", "train",
                                store::artefact_filename(store::Artefact::kRows)),
        (*snapshot)->blocks());
    if (!rows || rows->num_rows() != num_rows) return false;
    bool is_same = false;
    const std::array<std::uint64_t, 1> last = {num_rows - 1};
    const Status read = rows->read(last, [&](std::uint64_t, std::span<const std::string_view> row) {
      is_same = row[0] == cell;
      return true;
    });
    return read && is_same;
  }

  fs::path folder_;
};

TEST_F(ImportMemory, ManyRowsAreBounded) {
  expect_bounded(
      "SELECT i AS id, i * 7919 % 1000003 AS k, i / 7 AS x, i / 3 AS y, 's' || (i % 10) AS a, "
      "'s' || (i % 200) AS b, 'u' || (i * 7919 % 400000) AS u, 'a note of word' || (i % 1000) AS "
      "note, TIMESTAMP '2000-01-01' + INTERVAL (i) SECOND AS ts, i % 2 = 0 AS ok FROM "
      "range(200000) t(i)",
      ", ROW_GROUP_SIZE 200000");
}

// Each thread that writes would hold a group: 600 MiB here, and more with every thread.
TEST_F(ImportMemory, LargeGroupsAreWrittenAgainWithoutHoldingThem) {
  const fs::path file = folder_ / "x.parquet";
  ASSERT_EQ(run([&] {
              return write_parquet(
                  file,
                  "SELECT i AS id, i * 7919 % 1000003 AS k, i / 7 AS x, i / 3 AS y, "
                  "'user number ' || (i * 7919 % 400000) AS u, 'a note of several "
                  "words, word ' || (i % 1000) AS note FROM range(2000000) t(i)",
                  ", ROW_GROUP_SIZE 1048576");
            }).status,
            0);
  const Ended converted = run([&] { return convert_file(file, folder_); });
  EXPECT_EQ(converted.status, 0);
  EXPECT_LT(converted.peak_mib, 300U);
  RecordProperty("peak_mib", std::to_string(converted.peak_mib));
}

TEST_F(ImportMemory, LongTextsAreBounded) {
  expect_bounded(
      "SELECT i AS id, i || repeat(' some words of a text', 1000) AS text FROM "
      "range(2000) t(i)",
      ", ROW_GROUP_SIZE 4096");
}

TEST_F(ImportMemory, HeavyRowsInOneGroupAreBounded) {
  expect_bounded(
      "SELECT i AS id, i || repeat(' some words of a text', 6000) AS text FROM "
      "range(2000) t(i)",
      ", ROW_GROUP_SIZE 2048, STRING_DICTIONARY_PAGE_SIZE_LIMIT 1");
}

TEST_F(ImportMemory, HeavyRowsBesideAColumnThatIsCalledAsTheirNumbersAreBounded) {
  expect_bounded(
      "SELECT i * 2 AS file_row_number, i || repeat(' some words of a text', 6000) AS text FROM "
      "range(2000) t(i)",
      ", ROW_GROUP_SIZE 2048, STRING_DICTIONARY_PAGE_SIZE_LIMIT 1");
  EXPECT_TRUE(last_row_begins(2000, "3998"));
}

// The file has a text once; the rows have it 2,000 times.
TEST_F(ImportMemory, HeavyRowsOfADictionaryAreBounded) {
  expect_bounded(
      "SELECT i AS id, i % 4 || repeat(' some words of a text', 6000) AS text FROM "
      "range(2000) t(i)",
      ", ROW_GROUP_SIZE 2048");
}

}  // namespace
}  // namespace vitrine::ingest
