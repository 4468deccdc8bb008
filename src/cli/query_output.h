#pragma once
// Query output: the rows of a statement on stdout, in a form of --format.

#include <span>
#include <stop_token>
#include <string>

#include "base/result.h"
#include "cli/row_output.h"
#include "sql/request.h"

namespace vitrine::cli {

/// Errors: as SqlConsole::query(), and those of standard output.
Status print_query(std::span<const sql::SqlTable> tables, const std::string& statement,
                   OutputFormat format, const std::stop_token& stop);

}  // namespace vitrine::cli
