#pragma once
// Row output: rows on stdout in the forms that --format names, for programs and files.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli/arguments.h"
#include "schema/features.h"

namespace vitrine::cli {

enum class OutputFormat : std::uint8_t { kTable, kJson, kJsonLines, kCsv, kParquet, kArrow };

/// As --format has them, in the order of OutputFormat.
inline constexpr std::string_view kOutputFormats[] = {"table", "json",    "jsonl",
                                                      "csv",   "parquet", "arrow"};

/// What --format or --json ask for; without them a table.
OutputFormat output_format(const Arguments& arguments);

/// Errors: invalid_argument where bytes that are no text would go to a terminal.
Status check_output(OutputFormat format);

/// Rows as lines of text: an object a row, or CSV as row_csv.h has it with a line of names. They go
/// to stdout some at a time.
class TextRows {
 public:
  /// `columns`: positions in `features`. Requires: kJsonLines or kCsv.
  TextRows(OutputFormat format, const schema::Features& features,
           std::span<const std::size_t> columns);

  /// A row, as JSON cells of the columns. Errors: io, such as a closed pipe.
  Status add(std::span<const std::string_view> cells);
  /// Writes what is left.
  Status finish();

 private:
  OutputFormat format_;
  std::vector<std::string> keys_;
  std::string waiting_;
};

}  // namespace vitrine::cli
