#include "sql/console.h"

#include <array>

#include "duck/sql_gate.h"
#include "duck/types.h"

namespace vitrine::sql {

SqlConsole::SqlConsole(duck::Database database, duck::Connection connection, fs::path writable)
    : database_(std::move(database)),
      connection_(std::move(connection)),
      writable_(std::move(writable)) {}

Result<SqlConsole> SqlConsole::open(std::span<const SqlTable> tables,
                                    const duck::DatabaseOptions& options,
                                    const fs::path& writable) {
  Result<duck::Database> database = duck::Database::open(options);
  if (!database) return std::move(database).error();
  Result<duck::Connection> connection = duck::Connection::open(*database);
  if (!connection) return std::move(connection).error();
  SqlConsole console(*std::move(database), *std::move(connection), writable);
  std::vector<fs::path> reachable;
  for (const SqlTable& table : tables) {
    reachable.insert(reachable.end(), table.files.begin(), table.files.end());
    const std::string view = "CREATE VIEW " + quote_identifier(table.name) + " AS SELECT * FROM " +
                             duck::read_parquet_sql(table.files);
    if (Status made = console.connection_.execute(view); !made) return std::move(made).error();
    console.tables_.push_back(table.name);
  }
  if (!writable.empty()) reachable.push_back(writable);
  // Errors that say where in the query they are.
  if (Status set = console.connection_.execute("SET errors_as_json = true"); !set)
    return std::move(set).error();
  if (Status locked = duck::lock_down(console.connection_, reachable); !locked)
    return std::move(locked).error();
  return console;
}

Result<duck::QueryResult> SqlConsole::query(const std::string& sql, const std::stop_token& stop) {
  if (Status allowed = duck::check_select(connection_, sql, tables_); !allowed)
    return std::move(allowed).error();
  return connection_.query(sql, stop);
}

Result<schema::Features> SqlConsole::describe(const std::string& sql) {
  if (Status allowed = duck::check_select(connection_, sql, tables_); !allowed)
    return std::move(allowed).error();
  return connection_.describe(sql);
}

Result<std::string> SqlConsole::canonical(const std::string& sql) {
  const std::array<duck::SqlValue, 1> parameters = {sql};
  Result<duck::QueryResult> result =
      connection_.query("SELECT json_deserialize_sql(json_serialize_sql($1::VARCHAR))", parameters);
  if (!result) return std::move(result).error();
  duck::Chunk chunk;
  Result<bool> more = result->next(chunk);
  if (!more) return std::move(more).error();
  if (!*more || chunk.column(0).is_null(0)) return internal_error("DuckDB did not write the query");
  return std::string(chunk.column(0).text(0));
}

Status SqlConsole::copy(const std::string& sql, std::string_view format,
                        const std::stop_token& stop) {
  if (Status allowed = duck::check_select(connection_, sql, tables_); !allowed) return allowed;
  const Result<std::string> query = canonical(sql);
  if (!query) return query.error();
  return connection_.execute("COPY (" + *query + ") TO " + quote_literal(writable_.string()) +
                                 " (" + std::string(format) + ", USE_TMP_FILE false)",
                             stop);
}

}  // namespace vitrine::sql
