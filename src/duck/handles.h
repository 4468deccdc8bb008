#pragma once
// DuckDB's C handles as owners. It shows duckdb.h, as functions.h does: include it from this room's
// .cc files only.

#include <exception>
#include <memory>
#include <new>
#include <utility>

#include "base/result.h"
#include "duck/column_view.h"
#include "duck/functions.h"
#include "duck/sql_error.h"

namespace vitrine::duck::duck_c {

/// Owns a C handle H that is given back by the library's function `void Destroy(H*)`.
template <typename H, const auto& Destroy>
class Handle {
 public:
  Handle() = default;
  explicit Handle(H handle) : handle_(handle) {}
  ~Handle() { reset(); }
  Handle(Handle&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }

  H get() const { return handle_; }
  /// Where a C function shall put a new handle. Requires: empty.
  H* out() { return &handle_; }
  void reset() {
    if (handle_ != nullptr) Destroy(&handle_);
    handle_ = nullptr;
  }

 private:
  H handle_ = nullptr;
};

using DatabaseHandle = Handle<duckdb_database, duckdb_close>;
using ConfigHandle = Handle<duckdb_config, duckdb_destroy_config>;
using ConnectionHandle = Handle<duckdb_connection, duckdb_disconnect>;
using StatementHandle = Handle<duckdb_prepared_statement, duckdb_destroy_prepare>;
using PendingHandle = Handle<duckdb_pending_result, duckdb_destroy_pending>;
using TypeHandle = Handle<duckdb_logical_type, duckdb_destroy_logical_type>;
using ValueHandle = Handle<duckdb_value, duckdb_destroy_value>;
using ScalarFunctionHandle = Handle<duckdb_scalar_function, duckdb_destroy_scalar_function>;
using TableFunctionHandle = Handle<duckdb_table_function, duckdb_destroy_table_function>;

/// The type tree of a column. Errors: unsupported for the few types that have no cells to read.
Result<ColumnType> read_type(duckdb_logical_type type);
/// The way back. Errors: unsupported for types that nothing here writes: bits, enums, maps, unions.
Result<TypeHandle> make_type(const ColumnType& type);

/// Calls `work`, which returns a Result, and turns what DuckDB throws through its C API into one.
template <typename Work>
auto guarded(Work work) -> decltype(work()) {
  try {
    return work();
  } catch (const std::bad_alloc&) {
    return too_large("the query needs more memory than there is");
  } catch (const std::exception& error) {
    return sql_error(error.what());
  }
}

}  // namespace vitrine::duck::duck_c
