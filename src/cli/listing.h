#pragma once
// Listing: what a command tells of a library or a dataset, as rows of named columns, in every form
// of --format but json, which is the API's answer.

#include <optional>
#include <string>
#include <vector>

#include "cli/row_output.h"

namespace vitrine::cli {

struct Listing {
  struct ListedColumn {
    std::string name;
    std::string type;  ///< DuckDB's: "VARCHAR", "BIGINT".
  };
  std::vector<ListedColumn> columns;
  std::vector<std::vector<std::optional<std::string>>> rows;  ///< Each as long as `columns`.
};

/// Requires: jsonl, csv, parquet or arrow. Errors: those of standard output.
Status print_listing(const Listing& listing, OutputFormat format);

}  // namespace vitrine::cli
