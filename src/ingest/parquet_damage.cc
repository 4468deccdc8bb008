#include "ingest/parquet_damage.h"

#include <optional>
#include <string>
#include <utility>

#include "base/sql_quote.h"
#include "duck/types.h"

namespace vitrine {
namespace {

/// Reads every value of a column. Errors: DuckDB's.
Status read_column(Connection& connection, const std::string& from, const std::string& column,
                   const std::stop_token& stop) {
  Result<QueryResult> result = connection.query(
      "SELECT bit_xor(hash(" + quote_identifier(column) + ")) FROM " + from, {}, stop);
  if (!result) return std::move(result).error();
  Chunk chunk;
  const Result<bool> more = result->next(chunk);
  return more ? Status() : Status(more.error());
}

/// DuckDB's reason without its path, and what to do.
std::string reason_of(const Error& error) {
  const std::string& message = error.message();
  if (message.find("nvalid string encoding") != std::string::npos)
    return "holds text that is not UTF-8: write it as binary, or mend it";
  if (message.find("Invalid JSON") != std::string::npos)
    return "is declared as JSON and holds a text that is none: declare it as string, or mend it";
  const std::size_t reason = message.find("\": ");
  const bool has_path = message.starts_with("Failed to read file") && reason != std::string::npos;
  return "cannot be read (" + (has_path ? message.substr(reason + 3) : message) +
         "): copy or write the file again";
}

std::optional<Error> damage_of(Connection& connection, const SourceFile& file,
                               const std::stop_token& stop) {
  const std::string from = read_parquet_sql(std::span(&file.path, 1));
  Result<QueryResult> none = connection.query("SELECT * FROM " + from + " LIMIT 0", {}, stop);
  if (!none) return std::move(none).error().in(file.path.filename().string());
  for (const FeatureField& column : none->features()) {
    const Status status = read_column(connection, from, column.name, stop);
    if (status) continue;
    if (status.error().code() == ErrorCode::kCancelled) return status.error();
    return corrupt("column \"" + column.name + "\" " + reason_of(status.error()))
        .in(file.path.filename().string());
  }
  return std::nullopt;
}

}  // namespace

Error named_by_column(Connection& connection, const SourceConfig& config, Error error,
                      const std::stop_token& stop) {
  if (error.code() == ErrorCode::kCancelled || error.code() == ErrorCode::kTooLarge) return error;
  for (const SourceSplit& split : config.splits) {
    for (const SourceFile& file : split.files) {
      if (file.format != FileFormat::kParquet) return error;
      if (error.message().starts_with(file.path.filename().string())) return error;
      if (std::optional<Error> found = damage_of(connection, file, stop)) return *std::move(found);
    }
  }
  return error;
}

}  // namespace vitrine
