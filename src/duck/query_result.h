#pragma once
// QueryResult: the rows of a running query, pulled chunk by chunk.
//
// The result streams: DuckDB works as the chunks are pulled, a little ahead, and nothing is
// gathered. So an error can come late, from next(), and a result keeps its Connection busy until it
// is drained or destroyed: running another query on the same connection ends it.
//
//   Chunk chunk;
//   for (;;) {
//     const Result<bool> more = result.next(chunk);
//     if (!more) return more.error();
//     if (!*more) break;
//     for (std::size_t row = 0; row < chunk.rows(); ++row) use(chunk.column(0).text(row));
//   }
//
// Not thread safe.

#include <cstddef>
#include <memory>
#include <vector>

#include "base/result.h"
#include "duck/column_view.h"
#include "schema/features.h"

namespace vitrine::duck {

/// Some consecutive rows of a result. Owns the memory that its views look at, and may outlive the
/// result.
class Chunk {
 public:
  Chunk() = default;
  ~Chunk();
  Chunk(Chunk&& other) noexcept;
  Chunk& operator=(Chunk&& other) noexcept;

  /// The columns of all `parts` in their order: rows that were read a few columns at a time.
  /// Requires: at least one part, all of as many rows.
  static Chunk side_by_side(std::vector<Chunk> parts);

  /// 0 before the first next().
  std::size_t rows() const { return rows_; }
  std::size_t columns() const;
  /// Requires: i < columns().
  ColumnView column(std::size_t i) const;

 private:
  friend class QueryResult;
  std::vector<Chunk> parts_;  ///< Empty: chunk_ has all columns.
  void* chunk_ = nullptr;
  std::size_t rows_ = 0;
  std::shared_ptr<const std::vector<ColumnType>> types_;
};

class QueryResult {
 public:
  struct State;
  explicit QueryResult(std::unique_ptr<State> state);  ///< Made by Connection::query.
  ~QueryResult();
  QueryResult(QueryResult&& other) noexcept;
  QueryResult& operator=(QueryResult&& other) noexcept;

  std::size_t column_count() const;
  /// Names and types of the columns. Names need not be unique.
  const schema::Features& features() const;
  const std::vector<ColumnType>& types() const;

  /// Fills `chunk` with the next rows, at least one; false at the end. Errors: whatever the query
  /// runs into; cancelled once stop was requested.
  Result<bool> next(Chunk& chunk);

 private:
  std::unique_ptr<State> state_;
};

}  // namespace vitrine::duck
