#include "duck/row_source.h"

#include <atomic>
#include <limits>

#include "base/utf8.h"
#include "duck/database.h"
#include "duck/handles.h"
#include "duck/query_state.h"

namespace vitrine::duck {
namespace {

using duck_c::TypeHandle;

duckdb_vector vector_of(void* vector) {
  return static_cast<duckdb_vector>(vector);
}

duckdb_data_chunk chunk_of(void* chunk) {
  return static_cast<duckdb_data_chunk>(chunk);
}

/// What DuckDB keeps of a source, and of one scan of it.
struct Registered {
  std::shared_ptr<const RowSource> source;
  std::shared_ptr<std::atomic<std::uint64_t>> rows_read;
};

struct Scan {
  std::unique_ptr<RowReader> reader;
};

template <typename T>
void destroy(void* object) {
  delete static_cast<T*>(object);  // NOLINT(cppcoreguidelines-owning-memory): DuckDB was its owner
}

/// Runs `work`, which returns a Status, and gives its failure or exception to `fail`.
template <typename Work, typename Fail>
void reported(Work work, Fail fail) {
  const Status status = duck_c::guarded(work);
  if (!status) fail(reader_error_text(status.error()).c_str());
}

void bind(duckdb_bind_info info) {
  reported(
      [&]() -> Status {
        const auto* registered = static_cast<const Registered*>(duckdb_bind_get_extra_info(info));
        for (const RowColumn& column : registered->source->columns()) {
          const Result<TypeHandle> type = duck_c::make_type(column.type);
          if (!type) return Error(type.error()).in(column.name);
          duckdb_bind_add_result_column(info, column.name.c_str(), type->get());
        }
        if (const std::optional<std::uint64_t> rows = registered->source->num_rows())
          duckdb_bind_set_cardinality(info, *rows, true);
        return {};
      },
      [&](const char* text) { duckdb_bind_set_error(info, text); });
}

void init(duckdb_init_info info) {
  reported(
      [&]() -> Status {
        const auto* registered = static_cast<const Registered*>(duckdb_init_get_extra_info(info));
        duckdb_init_set_max_threads(info, 1);
        Result<std::unique_ptr<RowReader>> reader = registered->source->open();
        if (!reader) return std::move(reader).error();
        auto scan = std::make_unique<Scan>(Scan{*std::move(reader)});
        duckdb_init_set_init_data(info, scan.release(), destroy<Scan>);
        return {};
      },
      [&](const char* text) { duckdb_init_set_error(info, text); });
}

void fill(duckdb_function_info info, duckdb_data_chunk output) {
  reported(
      [&]() -> Status {
        const auto* registered =
            static_cast<const Registered*>(duckdb_function_get_extra_info(info));
        auto* scan = static_cast<Scan*>(duckdb_function_get_init_data(info));
        RowChunk chunk(output, registered->source->columns());
        const Result<std::size_t> rows = scan->reader->read(chunk);
        if (!rows) return rows.error();
        registered->rows_read->fetch_add(*rows, std::memory_order_relaxed);
        duckdb_data_chunk_set_size(output, *rows);
        return {};
      },
      [&](const char* text) { duckdb_function_set_error(info, text); });
}

}  // namespace

ColumnWriter::ColumnWriter(void* vector, const ColumnType& type, std::uint64_t& bytes)
    : vector_(vector),
      data_(duckdb_vector_get_data(vector_of(vector))),
      type_(&type),
      bytes_(&bytes) {}

void ColumnWriter::null(std::size_t row) {
  duckdb_vector_ensure_validity_writable(vector_of(vector_));
  duckdb_validity_set_row_invalid(duckdb_vector_get_validity(vector_of(vector_)), row);
  // A list that is null still has a place in its child, and a struct has one in each.
  if (type_->cell == CellType::kList)
    static_cast<duckdb_list_entry*>(data_)[row] = {duckdb_list_vector_get_size(vector_of(vector_)),
                                                   0};
  if (type_->cell == CellType::kStruct) {
    for (std::size_t i = 0; i < type_->children.size(); ++i) child(i).null(row);
  }
  if (type_->cell == CellType::kArray) {
    ColumnWriter members = child();
    for (std::size_t i = 0; i < type_->length; ++i) members.null(row * type_->length + i);
  }
}

Status ColumnWriter::text(std::size_t row, std::string_view bytes) {
  if (type_->cell == CellType::kString && !is_valid_utf8(bytes))
    return corrupt("a text is not valid UTF-8");
  checked_text(row, bytes);
  return {};
}

void ColumnWriter::checked_text(std::size_t row, std::string_view bytes) {
  duckdb_vector_assign_string_element_len(vector_of(vector_), row, bytes.data(), bytes.size());
  *bytes_ += sizeof(duckdb_string_t) + bytes.size();
}

Result<std::size_t> ColumnWriter::list(std::size_t row, std::size_t length) {
  const std::size_t offset = duckdb_list_vector_get_size(vector_of(vector_));
  if (length > std::size_t{std::numeric_limits<std::int32_t>::max()} - offset)
    return too_large("a list of " + std::to_string(length) + " members is too long");
  if (duckdb_list_vector_reserve(vector_of(vector_), offset + length) != DuckDBSuccess ||
      duckdb_list_vector_set_size(vector_of(vector_), offset + length) != DuckDBSuccess)
    return internal_error("DuckDB makes no room for a list");
  static_cast<duckdb_list_entry*>(data_)[row] = {offset, length};
  *bytes_ += sizeof(duckdb_list_entry);
  return offset;
}

ColumnWriter ColumnWriter::child(std::size_t i) const {
  duckdb_vector vector = vector_of(vector_);
  if (type_->cell == CellType::kStruct)
    return {duckdb_struct_vector_get_child(vector, i), type_->children[i], *bytes_};
  vector = type_->cell == CellType::kArray ? duckdb_array_vector_get_child(vector)
                                           : duckdb_list_vector_get_child(vector);
  return {vector, type_->children.front(), *bytes_};
}

RowChunk::RowChunk(void* chunk, const std::vector<RowColumn>& columns)
    : chunk_(chunk), columns_(&columns) {}

std::size_t RowChunk::capacity() const {
  return duckdb_vector_size();
}

ColumnWriter RowChunk::column(std::size_t i) {
  return {duckdb_data_chunk_get_vector(chunk_of(chunk_), i), (*columns_)[i].type, bytes_};
}

Result<std::string> Connection::add_rows(std::shared_ptr<const RowSource> source) {
  static std::atomic<std::uint64_t> serial = 0;
  return duck_c::guarded([&]() -> Result<std::string> {
    const std::string name = "vitrine_rows_" + std::to_string(++serial);
    const duck_c::TableFunctionHandle function(duckdb_create_table_function());
    duckdb_table_function_set_name(function.get(), name.c_str());
    auto registered =
        std::make_unique<Registered>(Registered{std::move(source), state_->rows_read});
    duckdb_table_function_set_extra_info(function.get(), registered.release(), destroy<Registered>);
    duckdb_table_function_set_bind(function.get(), bind);
    duckdb_table_function_set_init(function.get(), init);
    duckdb_table_function_set_function(function.get(), fill);
    // A result that was left before its end keeps its transaction until the next statement, which
    // then rolls it back, and the function with it.
    duckdb_query(state_->handle.get(), "SELECT 1", nullptr);
    if (duckdb_register_table_function(state_->handle.get(), function.get()) != DuckDBSuccess)
      return internal_error("DuckDB takes no table function " + name);
    return name + "()";
  });
}

}  // namespace vitrine::duck
