#pragma once
// The process that runs one query and ends: a request (sql/request.h) on standard input, frames
// (sql/frames.h) on standard output. `vitrine sql-worker` is it; sql/sandbox.h starts it.

namespace vitrine::sql {

/// How the program is told to be a worker: its only argument.
inline constexpr const char* kSqlWorkerArgument = "sql-worker";

/// Runs the query to its end. Returns the exit code: 0 where the answer, be it an error, was told.
/// Requires: a process of its own, with one thread.
int run_sql_worker();

}  // namespace vitrine::sql
