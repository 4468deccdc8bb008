#pragma once
// Database and Connection: DuckDB, in memory, behind our own types.
//
// A Database is an engine with its threads and memory limit; it holds no data of its own: queries
// read files (`read_parquet([...])`) and views. A Connection runs one query at a time. Failures are
// values whose message is one sentence: DuckDB's own text without its class, source excerpt and
// hints. How they are classed:
//   invalid_argument  syntax, unknown names, wrong types, values that do not convert
//   corrupt           a data file whose content is not what its format promises
//   not_found, io     files;  too_large  over the memory limit;  cancelled  stopped
//   unsupported       DuckDB cannot do it, or it needs an extension (none is ever loaded)
//
// Thread safety: a Database may be shared. A Connection serves one thread at a time, except for
// interrupt() and progress(), which any thread may call.
// Cost: opening a database 10 to 40 ms, the first also loads DuckDB (library.h); a connection 0.1
// ms. A result is worked out up to 1 MB ahead of its reader, keeping about one thread busy; `SET
// streaming_buffer_size = '64MB'` on a connection that reads whole tables lets two threads halve
// the time (0.22 to 0.13 s for 92,299 papers).

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/file.h"
#include "base/result.h"
#include "duck/query_result.h"
#include "duck/row_source.h"

namespace vitrine::duck {

struct DatabaseOptions {
  int threads = 0;  ///< 0: one per core.
  /// What DuckDB gives its operators. Strings in flight come on top.
  std::uint64_t memory_limit_bytes = 1ULL << 30U;
  /// Where operators spill that outgrow the limit; empty: they fail with too_large instead.
  fs::path temp_directory = {};
  /// For queries that only read, cast and write: plans without what joins and estimates need, which
  /// takes time by the square of the columns (each is looked up by its name among all).
  bool plans_are_simple = false;
};

class Database {
 public:
  /// An empty in-memory database that loads no extension and reads no configuration of the user's.
  static Result<Database> open(const DatabaseOptions& options = {});

  ~Database();
  Database(Database&& other) noexcept;
  Database& operator=(Database&& other) noexcept;

 private:
  friend class Connection;
  struct State;
  explicit Database(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// A value for a `?` or `$n` of a query.
using SqlValue = std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double,
                              std::string, std::vector<std::int64_t>>;

class Connection {
 public:
  /// The connection keeps the engine alive: `database` may go first.
  static Result<Connection> open(Database& database);

  ~Connection();
  Connection(Connection&& other) noexcept;
  Connection& operator=(Connection&& other) noexcept;

  /// Starts one statement. A request on `stop`, also a later one while the result is pulled, ends
  /// it with cancelled: at once while rows flow, within about 2 s in the middle of heavy
  /// expressions.
  Result<QueryResult> query(std::string_view sql, std::span<const SqlValue> parameters = {},
                            std::stop_token stop = {});
  Result<QueryResult> query(std::string_view sql, std::stop_token stop) {
    return query(sql, {}, std::move(stop));
  }

  /// Runs one statement to its end and drops its rows.
  Status execute(std::string_view sql, std::span<const SqlValue> parameters = {},
                 std::stop_token stop = {});
  Status execute(std::string_view sql, std::stop_token stop) {
    return execute(sql, {}, std::move(stop));
  }

  /// Names and types of the statement's columns, without running it.
  Result<schema::Features> describe(std::string_view sql);

  /// Makes a RowSource a table of every connection of this database, for its lifetime; returns what
  /// to write behind FROM. Requires: no result of this connection is being read.
  Result<std::string> add_rows(std::shared_ptr<const RowSource> source);

  /// Does `work` while the whole database may take `bytes` more than its limit: for statements of
  /// which DuckDB counts more than they touch. Of several at once the largest holds. Afterwards the
  /// limit is what it was, or as it is where what is still held does not fit below. Errors: those
  /// of `work`. Requires: no result of this connection is being read, before and behind `work`.
  Status beyond_limit(std::uint64_t bytes, const std::function<Status()>& work);

  /// Makes the statement that is running, if any, end with cancelled.
  void interrupt();
  /// How far the running statement is, 0 to 1, by DuckDB's own estimate; nothing if it has none.
  std::optional<double> progress() const;
  /// Rows that the sources of add_rows() have handed out, in all statements so far: DuckDB's
  /// estimate knows nothing of them. Any thread may ask.
  std::uint64_t rows_read() const;

  struct State;

 private:
  explicit Connection(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

}  // namespace vitrine::duck
