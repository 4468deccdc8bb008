#pragma once
// SqlConsole: a database of its own in which the tables given can be queried, and nothing else of
// the machine can be reached (duck/sql_gate.h says how). Not thread safe.

#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "duck/database.h"
#include "sql/request.h"

namespace vitrine::sql {

class SqlConsole {
 public:
  /// `writable`: what `query` results may be copied to besides, or empty. Errors: those of the
  /// tables' files. Cost: 20 to 50 ms.
  static Result<SqlConsole> open(std::span<const SqlTable> tables,
                                 const duck::DatabaseOptions& options,
                                 const fs::path& writable = {});

  /// Starts one query, if it is one and reads nothing but the tables. Errors: invalid_argument,
  /// too_large; as Connection::query().
  Result<duck::QueryResult> query(const std::string& sql, const std::stop_token& stop);

  /// Names and types of the columns that `sql` would have. Errors: as query().
  Result<schema::Features> describe(const std::string& sql);

  /// Writes the rows of `sql` to the path that open() was given, in one of DuckDB's COPY formats:
  /// "FORMAT csv". Errors: as query(), io.
  Status copy(const std::string& sql, std::string_view format, const std::stop_token& stop = {});

 private:
  SqlConsole(duck::Database database, duck::Connection connection, fs::path writable);
  /// The query without comments, semicolons and whatever else could end it early.
  Result<std::string> canonical(const std::string& sql);

  duck::Database database_;
  duck::Connection connection_;
  std::vector<std::string> tables_;
  fs::path writable_;
};

}  // namespace vitrine::sql
