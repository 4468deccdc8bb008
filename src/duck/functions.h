#pragma once
// The functions of DuckDB's C API that this room calls, each an object of the function's own name
// in namespace vitrine: the room's code calls duckdb_query(...) as if the library were linked,
// finds the object before the global declaration, and goes through the address that load_duckdb()
// put there. Signatures come from duckdb.h, so a wrong call does not compile; a function that is
// missing from the list below does not link.
//
// For this room's .cc files and private headers only.

#include <duckdb.h>

#include <span>

namespace vitrine::duck {

/// A name in the library and where it is. Requires of a call: load_duckdb() has succeeded.
struct LibrarySymbol {
  const char* name;
  void* address = nullptr;
};

template <typename Signature>
struct LibraryFunction;

template <typename R, typename... Arguments>
struct LibraryFunction<R(Arguments...)> : LibrarySymbol {
  R operator()(Arguments... arguments) const {
    return reinterpret_cast<R (*)(Arguments...)>(address)(arguments...);
  }
};

// clang-format off
#define VITRINE_DUCKDB_FUNCTIONS(DO) \
  DO(duckdb_array_type_array_size) \
  DO(duckdb_array_type_child_type) \
  DO(duckdb_array_vector_get_child) \
  DO(duckdb_bind_add_result_column) \
  DO(duckdb_bind_boolean) \
  DO(duckdb_bind_double) \
  DO(duckdb_bind_get_extra_info) \
  DO(duckdb_bind_int64) \
  DO(duckdb_bind_null) \
  DO(duckdb_bind_set_cardinality) \
  DO(duckdb_bind_set_error) \
  DO(duckdb_bind_uint64) \
  DO(duckdb_bind_value) \
  DO(duckdb_bind_varchar_length) \
  DO(duckdb_close) \
  DO(duckdb_column_count) \
  DO(duckdb_column_logical_type) \
  DO(duckdb_column_name) \
  DO(duckdb_connect) \
  DO(duckdb_create_array_type) \
  DO(duckdb_create_config) \
  DO(duckdb_create_decimal_type) \
  DO(duckdb_create_int64) \
  DO(duckdb_create_list_type) \
  DO(duckdb_create_list_value) \
  DO(duckdb_create_logical_type) \
  DO(duckdb_create_scalar_function) \
  DO(duckdb_create_struct_type) \
  DO(duckdb_create_table_function) \
  DO(duckdb_data_chunk_get_size) \
  DO(duckdb_data_chunk_get_vector) \
  DO(duckdb_data_chunk_set_size) \
  DO(duckdb_decimal_internal_type) \
  DO(duckdb_decimal_scale) \
  DO(duckdb_decimal_width) \
  DO(duckdb_destroy_config) \
  DO(duckdb_destroy_data_chunk) \
  DO(duckdb_destroy_logical_type) \
  DO(duckdb_destroy_pending) \
  DO(duckdb_destroy_prepare) \
  DO(duckdb_destroy_result) \
  DO(duckdb_destroy_scalar_function) \
  DO(duckdb_destroy_table_function) \
  DO(duckdb_destroy_value) \
  DO(duckdb_disconnect) \
  DO(duckdb_enum_dictionary_size) \
  DO(duckdb_enum_dictionary_value) \
  DO(duckdb_enum_internal_type) \
  DO(duckdb_execute_pending) \
  DO(duckdb_fetch_chunk) \
  DO(duckdb_free) \
  DO(duckdb_function_get_extra_info) \
  DO(duckdb_function_get_init_data) \
  DO(duckdb_function_set_error) \
  DO(duckdb_get_type_id) \
  DO(duckdb_init_get_extra_info) \
  DO(duckdb_init_set_error) \
  DO(duckdb_init_set_init_data) \
  DO(duckdb_init_set_max_threads) \
  DO(duckdb_interrupt) \
  DO(duckdb_list_type_child_type) \
  DO(duckdb_list_vector_get_child) \
  DO(duckdb_list_vector_get_size) \
  DO(duckdb_list_vector_reserve) \
  DO(duckdb_list_vector_set_size) \
  DO(duckdb_logical_type_get_alias) \
  DO(duckdb_logical_type_set_alias) \
  DO(duckdb_map_type_key_type) \
  DO(duckdb_map_type_value_type) \
  DO(duckdb_nparams) \
  DO(duckdb_open_ext) \
  DO(duckdb_pending_error) \
  DO(duckdb_pending_execute_task) \
  DO(duckdb_pending_prepared_streaming) \
  DO(duckdb_prepare) \
  DO(duckdb_prepare_error) \
  DO(duckdb_prepared_statement_column_count) \
  DO(duckdb_prepared_statement_column_logical_type) \
  DO(duckdb_prepared_statement_column_name) \
  DO(duckdb_query) \
  DO(duckdb_query_progress) \
  DO(duckdb_register_scalar_function) \
  DO(duckdb_register_table_function) \
  DO(duckdb_result_error) \
  DO(duckdb_scalar_function_add_parameter) \
  DO(duckdb_scalar_function_set_error) \
  DO(duckdb_scalar_function_set_function) \
  DO(duckdb_scalar_function_set_name) \
  DO(duckdb_scalar_function_set_return_type) \
  DO(duckdb_set_config) \
  DO(duckdb_struct_type_child_count) \
  DO(duckdb_struct_type_child_name) \
  DO(duckdb_struct_type_child_type) \
  DO(duckdb_struct_vector_get_child) \
  DO(duckdb_table_function_set_bind) \
  DO(duckdb_table_function_set_extra_info) \
  DO(duckdb_table_function_set_function) \
  DO(duckdb_table_function_set_init) \
  DO(duckdb_table_function_set_name) \
  DO(duckdb_union_type_member_count) \
  DO(duckdb_union_type_member_name) \
  DO(duckdb_union_type_member_type) \
  DO(duckdb_validity_row_is_valid) \
  DO(duckdb_validity_set_row_invalid) \
  DO(duckdb_vector_assign_string_element_len) \
  DO(duckdb_vector_ensure_validity_writable) \
  DO(duckdb_vector_get_data) \
  DO(duckdb_vector_get_validity) \
  DO(duckdb_vector_size)
// clang-format on

#define VITRINE_DECLARE(name) constinit inline LibraryFunction<decltype(::name)> name = {{#name}};
VITRINE_DUCKDB_FUNCTIONS(VITRINE_DECLARE)
#undef VITRINE_DECLARE

}  // namespace vitrine::duck
