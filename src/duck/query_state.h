#pragma once
// What a Connection and its running QueryResult share. For this room's .cc files only.

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <stop_token>
#include <vector>

#include "base/thread_annotations.h"
#include "duck/database.h"
#include "duck/handles.h"
#include "duck/query_result.h"

namespace vitrine::duck {

/// What a database may take. Shared by its connections.
struct MemoryLimit {
  std::uint64_t bytes = 0;
  Mutex mutex;
  /// What beyond_limit() is asked for at the moment.
  std::multiset<std::uint64_t> beyond VITRINE_GUARDED_BY(mutex);

  std::uint64_t most_beyond() const VITRINE_REQUIRES(mutex) {
    return beyond.empty() ? 0 : *beyond.rbegin();
  }
};

struct Connection::State {
  duck_c::ConnectionHandle handle;
  std::shared_ptr<MemoryLimit> memory;
  /// Shared with the database, which keeps the sources.
  std::shared_ptr<std::atomic<std::uint64_t>> rows_read =
      std::make_shared<std::atomic<std::uint64_t>>(0);
};

struct QueryResult::State {
  struct Interrupt {
    duckdb_connection connection;
    void operator()() const { duckdb_interrupt(connection); }
  };

  State(std::shared_ptr<Connection::State> owner, std::stop_token token)
      : connection(std::move(owner)), stop(std::move(token)) {
    watch.emplace(stop, Interrupt{connection->handle.get()});
  }
  ~State();
  State(State&&) = delete;
  State& operator=(State&&) = delete;

  // Destroyed last to first: once `watch` is gone nothing can interrupt the connection.
  std::shared_ptr<Connection::State> connection;
  std::stop_token stop;
  duck_c::StatementHandle statement;
  bool has_result = false;
  duckdb_result result = {};
  schema::Features features;
  std::shared_ptr<const std::vector<ColumnType>> types;
  std::optional<std::stop_callback<Interrupt>> watch;
};

}  // namespace vitrine::duck
