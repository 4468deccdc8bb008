#pragma once
// Functions of SQL for float32 numbers that are kept as bytes, as numpy's tobytes() gives them.
// DuckDB has none that reads a number out of bytes. It shows duckdb.h: for this room alone.
//
//   vitrine_floats(BLOB)            the numbers of little-endian bytes, as FLOAT[]
//   vitrine_base64_floats(VARCHAR)  of their base64
//
// Both are null where there is no number, or bytes are left over, or the text is not base64.

#include "base/result.h"
#include "duck/functions.h"

namespace vitrine::duck::duck_c {

/// Makes them known to every connection of the connection's database.
Status add_float_functions(duckdb_connection connection);

}  // namespace vitrine::duck::duck_c
