#include "ingest/parquet_damage.h"

#include <optional>
#include <string>
#include <utility>

#include "base/sql_quote.h"
#include "duck/types.h"

namespace vitrine::ingest {
namespace {

/// What DuckDB says of a moment that it cannot tell: it names no column.
bool is_of_a_moment(const Error& error) {
  const std::string& message = error.message();
  return message.find("out of range in timestamp") != std::string::npos ||
         message.find("Could not convert Timestamp(") != std::string::npos;
}

/// Reads every value of a column, and tells it where moments are at fault. Errors: DuckDB's.
Status read_column(duck::Connection& connection, const std::string& from, const std::string& column,
                   bool tells, const std::stop_token& stop) {
  const std::string value = quote_identifier(column) + (tells ? "::VARCHAR" : "");
  Result<duck::QueryResult> result =
      connection.query("SELECT bit_xor(hash(" + value + ")) FROM " + from, {}, stop);
  if (!result) return std::move(result).error();
  duck::Chunk chunk;
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
  if (is_of_a_moment(error)) {
    return "holds a moment that is beyond all that can be told, as numpy's NaT is (-2^63): write "
           "it "
           "as null";
  }
  // DELTA_BYTE_ARRAY of decimals, which parquet-mr's second version writes.
  if (message.find("encoding is only supported") != std::string::npos)
    return "is written in an encoding that is not read: write it in another (pyarrow's usual "
           "use_dictionary=True)";
  const std::size_t reason = message.find("\": ");
  const bool has_path = message.starts_with("Failed to read file") && reason != std::string::npos;
  return "cannot be read (" + (has_path ? message.substr(reason + 3) : message) +
         "): copy or write the file again";
}

std::optional<Error> damage_of(duck::Connection& connection, const source::SourceFile& file,
                               bool is_moment, const std::stop_token& stop) {
  const std::string from = duck::read_parquet_sql(std::span(&file.path, 1));
  Result<duck::QueryResult> none = connection.query("SELECT * FROM " + from + " LIMIT 0", {}, stop);
  if (!none) return std::move(none).error().in(file.path.filename().string());
  for (const schema::FeatureField& column : none->features()) {
    const Status status = read_column(connection, from, column.name, is_moment, stop);
    if (status) continue;
    if (status.error().code() == ErrorCode::kCancelled) return status.error();
    return corrupt("column \"" + column.name + "\" " + reason_of(status.error()))
        .in(file.path.filename().string());
  }
  return std::nullopt;
}

}  // namespace

Error named_by_column(duck::Connection& connection, const source::SourceConfig& config, Error error,
                      const std::stop_token& stop) {
  if (error.code() == ErrorCode::kCancelled || error.code() == ErrorCode::kTooLarge) return error;
  for (const source::SourceSplit& split : config.splits) {
    for (const source::SourceFile& file : split.files) {
      if (file.format != source::FileFormat::kParquet) return error;
      const bool is_moment = is_of_a_moment(error);
      if (!is_moment && error.message().starts_with(file.path.filename().string())) return error;
      if (std::optional<Error> found = damage_of(connection, file, is_moment, stop))
        return *std::move(found);
    }
  }
  return error;
}

}  // namespace vitrine::ingest
