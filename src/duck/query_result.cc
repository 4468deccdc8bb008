#include "duck/query_result.h"

#include <cassert>
#include <utility>

#include "duck/query_state.h"

namespace vitrine::duck {

Chunk::~Chunk() {
  if (chunk_ == nullptr) return;
  auto* chunk = static_cast<duckdb_data_chunk>(chunk_);
  duckdb_destroy_data_chunk(&chunk);
}

Chunk::Chunk(Chunk&& other) noexcept
    : parts_(std::move(other.parts_)),
      chunk_(std::exchange(other.chunk_, nullptr)),
      rows_(std::exchange(other.rows_, 0)),
      types_(std::move(other.types_)) {}

Chunk& Chunk::operator=(Chunk&& other) noexcept {
  std::swap(parts_, other.parts_);
  std::swap(chunk_, other.chunk_);
  std::swap(rows_, other.rows_);
  std::swap(types_, other.types_);
  return *this;
}

Chunk Chunk::side_by_side(std::vector<Chunk> parts) {
  Chunk out;
  out.rows_ = parts.front().rows();
  out.parts_ = std::move(parts);
  return out;
}

std::size_t Chunk::columns() const {
  std::size_t count = types_ ? types_->size() : 0;
  for (const Chunk& part : parts_) count += part.columns();
  return count;
}

ColumnView Chunk::column(std::size_t i) const {
  assert(i < columns());
  for (const Chunk& part : parts_) {
    const std::size_t own = part.columns();
    if (i < own) return part.column(i);
    i -= own;
  }
  return {duckdb_data_chunk_get_vector(static_cast<duckdb_data_chunk>(chunk_), i), (*types_)[i]};
}

QueryResult::State::~State() {
  watch.reset();
  if (has_result) duckdb_destroy_result(&result);
}

QueryResult::QueryResult(std::unique_ptr<State> state) : state_(std::move(state)) {}
QueryResult::~QueryResult() = default;
QueryResult::QueryResult(QueryResult&& other) noexcept = default;
QueryResult& QueryResult::operator=(QueryResult&& other) noexcept = default;

std::size_t QueryResult::column_count() const {
  return state_->features.size();
}

const schema::Features& QueryResult::features() const {
  return state_->features;
}

const std::vector<ColumnType>& QueryResult::types() const {
  return *state_->types;
}

Result<bool> QueryResult::next(Chunk& chunk) {
  return duck_c::guarded([&]() -> Result<bool> {
    chunk = Chunk();
    while (true) {
      if (state_->stop.stop_requested()) return cancelled("the query was stopped");
      duckdb_data_chunk next = duckdb_fetch_chunk(state_->result);
      if (next == nullptr) break;
      Chunk filled;
      filled.chunk_ = next;
      filled.rows_ = duckdb_data_chunk_get_size(next);
      filled.types_ = state_->types;
      if (filled.rows_ == 0) continue;
      chunk = std::move(filled);
      return true;
    }
    if (const char* text = duckdb_result_error(&state_->result); text != nullptr && *text != '\0') {
      return sql_error(text);
    }
    return false;
  });
}

}  // namespace vitrine::duck
