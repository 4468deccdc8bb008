#pragma once
// SqlSandbox: a person's SQL, run where it can do no harm: in a process of its own that sees the
// tables' files and nothing else (sql/confinement.h, duck/sql_gate.h), has a limit for its memory
// and one for its time, and is killed when nobody waits for it any more. However a query ends, the
// caller's process goes on.
//
//   Result<SqlRun> run = sandbox.start(request, stop);
//   if (!run) return run.error();                     // run.position() says where
//   while (*run->next(bytes)) ...
//
// Thread safe; a run belongs to one thread at a time. Cost: 60 to 90 ms to start the process and
// its engine; the rest is the query's.

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/file.h"
#include "base/result.h"
#include "sql/request.h"

namespace vitrine::sql {

struct SqlSandboxOptions {
  fs::path program = "/proc/self/exe";  ///< Becomes a worker by kSqlWorkerArgument.
  std::chrono::milliseconds time_limit{30'000};
  /// Of a query whose rows become a file: its reader may be slow.
  std::chrono::milliseconds file_time_limit{600'000};
  int max_running = 4;           ///< Queries at once.
  int max_running_per_user = 2;  ///< Of them those of one user.
};

struct SqlSummary {
  std::uint64_t rows = 0;
  bool truncated = false;  ///< There were more rows than were asked for.
};

/// A query that runs. Destroying it ends it.
class SqlRun {
 public:
  ~SqlRun();
  SqlRun(SqlRun&& other) noexcept;
  SqlRun& operator=(SqlRun&&) = delete;

  /// A JSON array of {"name", "type", "feature"}.
  const std::string& columns() const { return columns_; }

  /// Appends more of the answer; false at its end. Errors: what the query runs into; cancelled when
  /// stopped or over its time; too_large over its memory.
  Result<bool> next(std::string& out);

  /// Requires: next() said false.
  const SqlSummary& summary() const { return summary_; }

 private:
  friend class SqlSandbox;
  class Process;
  explicit SqlRun(std::unique_ptr<Process> process);

  std::unique_ptr<Process> process_;
  std::string columns_;
  SqlSummary summary_;
};

class SqlSandbox {
 public:
  explicit SqlSandbox(SqlSandboxOptions options = {});
  ~SqlSandbox();

  /// Starts a query of `user` and waits until its columns are known. On an error `position`, if
  /// given, is where. Errors: invalid_argument, too_large, cancelled; unavailable when too many
  /// run; io.
  Result<SqlRun> start(const SqlRequest& request, std::string_view user, std::stop_token stop,
                       std::optional<SqlPosition>* position = nullptr);

 private:
  class Slots;

  SqlSandboxOptions options_;
  std::shared_ptr<Slots> slots_;
};

}  // namespace vitrine::sql
