#pragma once
// The gate for SQL that a stranger wrote: what passes can only read the tables it was given.
//
// DuckDB's own locks are not enough: COPY overwrites a file that may be read, EXPLAIN ANALYZE runs
// a COPY, and `SELECT ... FROM enable_logging(...)` writes files and ends the process although it
// is a SELECT. So a statement is judged by its syntax tree, as DuckDB's parser has it
// (json_serialize_sql), against lists of what is allowed: one statement, queries only; tables by
// name; table functions that only compute; scalar functions that neither read the session nor run
// SQL given as text. lock_down() then closes file access underneath, so that each layer stands if
// the other has a hole.
//
// Not covered: how long a query runs (stop it) and how much memory its strings take (the engine's
// limit does not count them: `repeat('x', 4000000000)`). For that run it in a child process with
// RLIMIT_AS; nothing here needs more than the connection that it is given.

#include <span>
#include <string>
#include <string_view>

#include "base/file.h"
#include "base/result.h"
#include "duck/database.h"

namespace vitrine::duck {

/// Longest statement that is looked at, in bytes.
inline constexpr std::size_t kMaxSqlBytes = 50000;

/// Whether `sql` is one query that reads nothing but `tables` (names as in the catalogue, compared
/// without case) and its own WITH clauses. Nothing of it is run or bound.
/// Errors: invalid_argument saying what is not allowed, or where the syntax is wrong; too_large.
/// Cost: under a millisecond for everyday queries.
Status check_select(Connection& connection, std::string_view sql,
                    std::span<const std::string> tables);

/// Closes the connection's whole database for good: no file but `readable` (absolute, exactly as
/// the views name them) can be opened, no extension loaded, no setting changed. Create views first,
/// open connections that shall show progress() before.
Status lock_down(Connection& connection, std::span<const fs::path> readable);

}  // namespace vitrine::duck
