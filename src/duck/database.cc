#include "duck/database.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <thread>
#include <utility>

#include "base/utf8.h"
#include "duck/float_bytes.h"
#include "duck/library.h"
#include "duck/query_state.h"
#include "duck/types.h"

namespace vitrine::duck {

using duck_c::ConfigHandle;
using duck_c::guarded;
using duck_c::PendingHandle;
using duck_c::StatementHandle;
using duck_c::TypeHandle;
using duck_c::ValueHandle;

struct Database::State {
  duck_c::DatabaseHandle handle;
  std::shared_ptr<MemoryLimit> memory = std::make_shared<MemoryLimit>();
};

namespace {

using Setting = std::pair<const char*, std::string>;

std::vector<Setting> settings_for(const DatabaseOptions& options) {
  std::vector<Setting> settings = {
      {"memory_limit", std::to_string(options.memory_limit_bytes) + "B"},
      // Empty is "no spilling"; left alone, an in-memory database would spill into ./.tmp.
      {"temp_directory", options.temp_directory.string()},
      {"autoinstall_known_extensions", "false"},
      {"autoload_known_extensions", "false"},
      {"allow_community_extensions", "false"},
      // Reads ~/.duckdb otherwise.
      {"allow_persistent_secrets", "false"},
  };
  if (options.plans_are_simple)
    settings.emplace_back("disabled_optimizers", "join_order,statistics_propagation");
  if (options.threads > 0) settings.emplace_back("threads", std::to_string(options.threads));
  return settings;
}

Status bind_list(duckdb_prepared_statement statement, idx_t index,
                 const std::vector<std::int64_t>& numbers) {
  const TypeHandle type(duckdb_create_logical_type(DUCKDB_TYPE_BIGINT));
  std::vector<ValueHandle> owners;
  std::vector<duckdb_value> values;
  owners.reserve(numbers.size());
  values.reserve(numbers.size());
  for (const std::int64_t number : numbers) {
    values.push_back(owners.emplace_back(duckdb_create_int64(number)).get());
  }
  const ValueHandle list(duckdb_create_list_value(type.get(), values.data(), values.size()));
  if (duckdb_bind_value(statement, index, list.get()) != DuckDBSuccess) {
    return invalid_argument("parameter " + std::to_string(index) + " cannot be a list");
  }
  return {};
}

struct Binder {
  duckdb_prepared_statement statement;
  idx_t index;

  Status done(duckdb_state state) const {
    if (state == DuckDBSuccess) return {};
    return invalid_argument("parameter " + std::to_string(index) + " cannot be bound");
  }
  Status operator()(std::monostate) const { return done(duckdb_bind_null(statement, index)); }
  Status operator()(bool v) const { return done(duckdb_bind_boolean(statement, index, v)); }
  Status operator()(std::int64_t v) const { return done(duckdb_bind_int64(statement, index, v)); }
  Status operator()(std::uint64_t v) const { return done(duckdb_bind_uint64(statement, index, v)); }
  Status operator()(double v) const { return done(duckdb_bind_double(statement, index, v)); }
  Status operator()(const std::string& v) const {
    if (!is_valid_utf8(v)) {
      return invalid_argument("parameter " + std::to_string(index) + " is not valid UTF-8");
    }
    return done(duckdb_bind_varchar_length(statement, index, v.data(), v.size()));
  }
  Status operator()(const std::vector<std::int64_t>& v) const {
    return bind_list(statement, index, v);
  }
};

Result<StatementHandle> prepare(duckdb_connection connection, std::string_view sql) {
  if (sql.find('\0') != std::string_view::npos) {
    return invalid_argument("the query holds a NUL character");
  }
  if (!is_valid_utf8(sql)) return invalid_argument("the query is not valid UTF-8");
  StatementHandle statement;
  const std::string text(sql);
  if (duckdb_prepare(connection, text.c_str(), statement.out()) != DuckDBSuccess) {
    // Nothing but this and its destruction may be asked of a statement that failed.
    const char* error = duckdb_prepare_error(statement.get());
    return sql_error(error == nullptr ? "" : error);
  }
  return statement;
}

Status bind_all(duckdb_prepared_statement statement, std::span<const SqlValue> parameters) {
  const idx_t expected = duckdb_nparams(statement);
  if (expected != parameters.size()) {
    return invalid_argument("the query has " + std::to_string(expected) + " parameters, not " +
                            std::to_string(parameters.size()));
  }
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (Status bound = std::visit(Binder{statement, i + 1}, parameters[i]); !bound) return bound;
  }
  return {};
}

/// Works on a statement until its result can be read; false if it failed. DuckDB's own waiting
/// turns round while other threads have all of the work: it took 6 % of the CPU of an import.
bool work_until_ready(duckdb_pending_result pending) {
  constexpr std::chrono::microseconds kShortestNap(20);
  constexpr std::chrono::microseconds kLongestNap(1000);
  std::chrono::microseconds nap = kShortestNap;
  while (true) {
    const duckdb_pending_state state = duckdb_pending_execute_task(pending);
    if (state == DUCKDB_PENDING_RESULT_NOT_READY) {
      nap = kShortestNap;
    } else if (state == DUCKDB_PENDING_NO_TASKS_AVAILABLE) {
      std::this_thread::sleep_for(nap);
      nap = std::min(nap * 2, kLongestNap);
    } else {
      return state != DUCKDB_PENDING_ERROR;
    }
  }
}

Result<duckdb_result> start(duckdb_prepared_statement statement, const std::stop_token& stop) {
  PendingHandle pending;
  if (duckdb_pending_prepared_streaming(statement, pending.out()) != DuckDBSuccess) {
    const char* error = duckdb_pending_error(pending.get());
    return sql_error(error == nullptr ? "" : error);
  }
  // Starting a statement clears the connection's interrupt flag, so one that came before is lost.
  if (stop.stop_requested()) return cancelled("the query was stopped");
  if (!work_until_ready(pending.get())) {
    const char* error = duckdb_pending_error(pending.get());
    return sql_error(error == nullptr ? "" : error);
  }
  duckdb_result result = {};
  if (duckdb_execute_pending(pending.get(), &result) != DuckDBSuccess) {
    const char* text = duckdb_result_error(&result);
    Error error = sql_error(text == nullptr ? "" : text);
    duckdb_destroy_result(&result);
    return error;
  }
  return result;
}

Status read_columns(QueryResult::State& state) {
  std::vector<ColumnType> types;
  const idx_t count = duckdb_column_count(&state.result);
  for (idx_t i = 0; i < count; ++i) {
    const char* name = duckdb_column_name(&state.result, i);
    const TypeHandle logical(duckdb_column_logical_type(&state.result, i));
    Result<ColumnType> type = duck_c::read_type(logical.get());
    if (!type) return std::move(type).error().in(name);
    state.features.push_back({name, feature_of(*type)});
    types.push_back(*std::move(type));
  }
  state.types = std::make_shared<const std::vector<ColumnType>>(std::move(types));
  return {};
}

}  // namespace

Database::Database(std::unique_ptr<State> state) : state_(std::move(state)) {}
Database::~Database() = default;
Database::Database(Database&& other) noexcept = default;
Database& Database::operator=(Database&& other) noexcept = default;

Result<Database> Database::open(const DatabaseOptions& options) {
  if (Status loaded = load_duckdb(); !loaded) return std::move(loaded).error();
  return guarded([&]() -> Result<Database> {
    ConfigHandle config;
    if (duckdb_create_config(config.out()) != DuckDBSuccess) {
      return internal_error("DuckDB gives no configuration");
    }
    for (const auto& [name, value] : settings_for(options)) {
      if (duckdb_set_config(config.get(), name, value.c_str()) != DuckDBSuccess) {
        return invalid_argument(std::string("DuckDB refuses ") + name + " = " + value);
      }
    }
    auto state = std::make_unique<State>();
    state->memory->bytes = options.memory_limit_bytes;
    char* text = nullptr;
    if (duckdb_open_ext(nullptr, state->handle.out(), config.get(), &text) != DuckDBSuccess) {
      Error error = sql_error(text == nullptr ? "" : text);
      duckdb_free(text);
      return error;
    }
    duck_c::ConnectionHandle connection;
    if (duckdb_connect(state->handle.get(), connection.out()) != DuckDBSuccess)
      return internal_error("DuckDB opens no connection");
    if (Status added = duck_c::add_float_functions(connection.get()); !added)
      return std::move(added).error();
    return Database(std::move(state));
  });
}

Connection::Connection(std::shared_ptr<State> state) : state_(std::move(state)) {}
Connection::~Connection() = default;
Connection::Connection(Connection&& other) noexcept = default;
Connection& Connection::operator=(Connection&& other) noexcept = default;

Result<Connection> Connection::open(Database& database) {
  return guarded([&]() -> Result<Connection> {
    auto state = std::make_shared<State>();
    if (duckdb_connect(database.state_->handle.get(), state->handle.out()) != DuckDBSuccess) {
      return internal_error("DuckDB opens no connection");
    }
    state->memory = database.state_->memory;
    // progress() needs both; under a locked configuration there is none, which hurts nobody.
    for (const char* sql :
         {"SET enable_progress_bar = true", "SET enable_progress_bar_print = false"}) {
      duckdb_query(state->handle.get(), sql, nullptr);
    }
    return Connection(std::move(state));
  });
}

Result<QueryResult> Connection::query(std::string_view sql, std::span<const SqlValue> parameters,
                                      std::stop_token stop) {
  return guarded([&]() -> Result<QueryResult> {
    auto state = std::make_unique<QueryResult::State>(state_, std::move(stop));
    if (state->stop.stop_requested()) return cancelled("the query was stopped");
    Result<StatementHandle> statement = prepare(state_->handle.get(), sql);
    if (!statement) return std::move(statement).error();
    state->statement = *std::move(statement);
    if (Status bound = bind_all(state->statement.get(), parameters); !bound) {
      return std::move(bound).error();
    }
    Result<duckdb_result> result = start(state->statement.get(), state->stop);
    if (!result) return std::move(result).error();
    state->result = *result;
    state->has_result = true;
    if (Status read = read_columns(*state); !read) return std::move(read).error();
    return QueryResult(std::move(state));
  });
}

Status Connection::execute(std::string_view sql, std::span<const SqlValue> parameters,
                           std::stop_token stop) {
  Result<QueryResult> result = query(sql, parameters, std::move(stop));
  if (!result) return std::move(result).error();
  Chunk chunk;
  while (true) {
    Result<bool> more = result->next(chunk);
    if (!more) return std::move(more).error();
    if (!*more) return {};
  }
}

Result<schema::Features> Connection::describe(std::string_view sql) {
  return guarded([&]() -> Result<schema::Features> {
    Result<StatementHandle> statement = prepare(state_->handle.get(), sql);
    if (!statement) return std::move(statement).error();
    schema::Features features;
    const idx_t count = duckdb_prepared_statement_column_count(statement->get());
    for (idx_t i = 0; i < count; ++i) {
      const char* raw = duckdb_prepared_statement_column_name(statement->get(), i);
      const std::string name = raw == nullptr ? "" : raw;
      duckdb_free(const_cast<char*>(raw));
      const TypeHandle logical(duckdb_prepared_statement_column_logical_type(statement->get(), i));
      Result<ColumnType> type = duck_c::read_type(logical.get());
      if (!type) return std::move(type).error().in(name);
      features.push_back({name, feature_of(*type)});
    }
    return features;
  });
}

Status Connection::beyond_limit(std::uint64_t bytes, const std::function<Status()>& work) {
  MemoryLimit& memory = *state_->memory;
  const auto set_limit = [&](std::uint64_t beyond) {
    return execute("SET memory_limit = '" + std::to_string(memory.bytes + beyond) + "B'");
  };
  {
    const MutexLock lock(memory.mutex);
    if (bytes > memory.most_beyond()) {
      if (Status status = set_limit(bytes); !status) return status;
    }
    memory.beyond.insert(bytes);
  }
  Status done = work();
  const MutexLock lock(memory.mutex);
  memory.beyond.erase(memory.beyond.find(bytes));
  // DuckDB refuses a limit below what it holds and cannot give back; nothing is lost by that.
  if (bytes > memory.most_beyond()) (void)set_limit(memory.most_beyond());
  return done;
}

void Connection::interrupt() {
  duckdb_interrupt(state_->handle.get());
}

std::optional<double> Connection::progress() const {
  const duckdb_query_progress_type progress = duckdb_query_progress(state_->handle.get());
  if (progress.percentage < 0) return std::nullopt;
  return progress.percentage / 100.0;
}

std::uint64_t Connection::rows_read() const {
  return state_->rows_read->load(std::memory_order_relaxed);
}

}  // namespace vitrine::duck
