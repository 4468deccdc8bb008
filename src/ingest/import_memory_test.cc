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
#include "source/source.h"

namespace vitrine {
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
  Result<Database> database = Database::open({.threads = 1});
  if (!database) return false;
  Result<Connection> connection = Connection::open(*database);
  return connection &&
         connection->execute("COPY (" + rows + ") TO " + quote_literal(file.string()) +
                             " (FORMAT parquet" + options + ")");
}

bool import_file(const fs::path& file, const fs::path& home) {
  const Result<Library> library = Library::open(home);
  const std::array<std::string, 1> arguments = {file.string()};
  const Result<Source> source = resolve_source(arguments);
  return library && source && import_source(*library, *source, {.threads = 2}, nullptr, {});
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

}  // namespace
}  // namespace vitrine
