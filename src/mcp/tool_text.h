#pragma once
// Answers as text for a model: JSON with long cells cut, and with what was left out said. Links
// begin with `site`, which may be empty.

#include <string>

#include "base/result.h"
#include "engine/engine.h"

namespace vitrine::mcp {

/// {"total", "rows": [{"row_idx", "link", "score", "row": {...}}], "mode", "facets", "left_out"}
/// Errors: corrupt, io.
Result<std::string> hits_text(const engine::SearchAnswer& answer, std::string_view site);
/// {"total", "facets"}
std::string facets_text(const engine::SearchAnswer& answer);
/// {"num_rows", "configs", "columns": [{"name", "type", "role", figures...}]}
/// Errors: corrupt.
Result<std::string> columns_text(const engine::ColumnReport& report);
/// {"columns": ["venue", "n"], "rows": [["IROS", 18237]], "truncated", "left_out"}
/// Errors: those of the run.
Result<std::string> table_text(sql::SqlRun run);
/// {"entries": [{"row_idx", "link", "title", "note", "status", "rating"}], "left_out"}
std::string reading_list_text(const store::DatasetName& dataset,
                              std::span<const engine::KeptRow> rows, std::string_view site);

}  // namespace vitrine::mcp
