#pragma once
// DuckDB's error texts as Errors.

#include <string>
#include <string_view>

#include "base/error.h"

namespace vitrine::duck {

/// The Error for a text such as "Binder Error: Referenced column "x" not found in FROM
/// clause!\nCandidate bindings: ...\n\nLINE 1: ...". The class comes from the text's prefix,
/// because half of the C API hands out nothing else. An empty text gives internal. The text of a
/// connection with `errors_as_json` also says where: " (at character 8)" is put behind the message.
Error sql_error(std::string_view text);

/// Whether the error says that the memory limit was reached.
bool is_out_of_memory(const Error& error);

/// How the failure of a RowSource goes through DuckDB, which knows texts alone: sql_error() makes
/// the same error of it again.
std::string reader_error_text(const Error& error);

}  // namespace vitrine::duck
