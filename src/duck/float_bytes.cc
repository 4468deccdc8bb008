#include "duck/float_bytes.h"

#include <bit>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "base/base64.h"
#include "duck/handles.h"

namespace vitrine::duck::duck_c {
namespace {

static_assert(std::endian::native == std::endian::little);

std::optional<std::string> plain_bytes(std::string_view cell) {
  return std::string(cell);
}

using Decode = std::optional<std::string> (*)(std::string_view);

std::string_view cell_of(duckdb_vector vector, idx_t row) {
  const auto& cell = static_cast<const duckdb_string_t*>(duckdb_vector_get_data(vector))[row];
  const bool is_inlined = cell.value.inlined.length <= sizeof cell.value.inlined.inlined;
  return {is_inlined ? cell.value.inlined.inlined : cell.value.pointer.ptr,
          cell.value.inlined.length};
}

/// Appends the numbers to the list vector; false where there are none.
bool append_floats(duckdb_vector output, idx_t row, const std::optional<std::string>& bytes) {
  const idx_t begin = duckdb_list_vector_get_size(output);
  auto& entry = static_cast<duckdb_list_entry*>(duckdb_vector_get_data(output))[row];
  entry = {begin, 0};
  if (!bytes || bytes->empty() || bytes->size() % sizeof(float) != 0) return false;
  entry.length = bytes->size() / sizeof(float);
  if (duckdb_list_vector_reserve(output, begin + entry.length) != DuckDBSuccess) return false;
  auto* const members =
      static_cast<float*>(duckdb_vector_get_data(duckdb_list_vector_get_child(output)));
  std::memcpy(members + begin, bytes->data(), bytes->size());
  return duckdb_list_vector_set_size(output, begin + entry.length) == DuckDBSuccess;
}

template <Decode decode>
void read_floats(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) {
  const Status done = guarded([&]() -> Status {
    const duckdb_vector cells = duckdb_data_chunk_get_vector(input, 0);
    std::uint64_t* const present = duckdb_vector_get_validity(cells);
    for (idx_t row = 0; row < duckdb_data_chunk_get_size(input); ++row) {
      const bool is_null = present != nullptr && !duckdb_validity_row_is_valid(present, row);
      if (append_floats(output, row, is_null ? std::nullopt : decode(cell_of(cells, row))))
        continue;
      duckdb_vector_ensure_validity_writable(output);
      duckdb_validity_set_row_invalid(duckdb_vector_get_validity(output), row);
    }
    return {};
  });
  if (!done) duckdb_scalar_function_set_error(info, done.error().message().c_str());
}

Status add(duckdb_connection connection, const char* name, duckdb_type parameter,
           duckdb_scalar_function_t function) {
  const ScalarFunctionHandle made(duckdb_create_scalar_function());
  const TypeHandle cell(duckdb_create_logical_type(parameter));
  const TypeHandle number(duckdb_create_logical_type(DUCKDB_TYPE_FLOAT));
  const TypeHandle list(duckdb_create_list_type(number.get()));
  duckdb_scalar_function_set_name(made.get(), name);
  duckdb_scalar_function_add_parameter(made.get(), cell.get());
  duckdb_scalar_function_set_return_type(made.get(), list.get());
  duckdb_scalar_function_set_function(made.get(), function);
  if (duckdb_register_scalar_function(connection, made.get()) != DuckDBSuccess)
    return internal_error(std::string("DuckDB takes no function ") + name);
  return {};
}

}  // namespace

Status add_float_functions(duckdb_connection connection) {
  Status added = add(connection, "vitrine_floats", DUCKDB_TYPE_BLOB, read_floats<plain_bytes>);
  if (!added) return added;
  return add(connection, "vitrine_base64_floats", DUCKDB_TYPE_VARCHAR, read_floats<decode_base64>);
}

}  // namespace vitrine::duck::duck_c
