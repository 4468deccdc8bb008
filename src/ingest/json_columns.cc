#include <algorithm>
#include <cctype>
#include <set>

#include "duck/types.h"
#include "ingest/json_records.h"
#include "ingest/json_schema.h"
#include "ingest/source_columns.h"

namespace vitrine {
namespace {

constexpr std::uint64_t kProgressEveryRecords = 4096;
/// DuckDB allocates a multiple of this per thread: no more than the longest record asks for.
constexpr std::size_t kDefaultObjectBytes = std::size_t{16} << 20U;

Error at_line(Error error, const SourceFile& file, std::uint64_t line) {
  return std::move(error).in(file.path.filename().string() + " line " + std::to_string(line));
}

/// Adds one file to the scan; returns its number of records.
Result<std::uint64_t> scan_file(const SourceFile& file, JsonSchemaScan& schema,
                                const SourceScan& scan, ProgressUpdate& update) {
  Result<std::unique_ptr<ByteReader>> reader = ByteReader::open(file);
  if (!reader) return std::move(reader).error();
  JsonRecords records(*std::move(reader), file.format == FileFormat::kJsonLines);
  const std::uint64_t bytes_before = update.bytes;
  JsonRecord record;
  for (std::uint64_t count = 0;; ++count) {
    Result<bool> more = records.next(record);
    if (!more) return std::move(more).error().in(file.path.filename().string());
    if (!*more) {
      update.bytes = bytes_before + file.size_bytes;
      return count;
    }
    if (Status status = schema.add(record.text); !status) {
      return at_line(std::move(status).error(), file, record.line);
    }
    if (count % kProgressEveryRecords == 0) {
      if (scan.stop.stop_requested()) return cancelled("stopped");
      update.rows = schema.records();
      update.bytes = bytes_before + records.consumed();
      if (scan.progress != nullptr) scan.progress->update(update);
    }
  }
}

/// The type in which a field is read: as the card says, unless it names classes, whose labels or
/// codes are converted afterwards.
Feature read_type(const Feature& inferred, const Feature* declared) {
  if (declared == nullptr || is_kept_as_it_comes(*declared)) return without_lengths(inferred);
  if (declared->kind != Feature::Kind::kClassLabel) return without_lengths(*declared);
  return inferred.is_integer() ? Feature::value("int64") : Feature::value("string");
}

/// An RFC 6901 pointer to a top-level member.
std::string json_pointer(std::string_view key) {
  std::string out = "/";
  for (const char c : key) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

std::string from_clause(const SourceSplit& split, const Features& read, std::size_t longest,
                        bool as_objects) {
  std::string sql = as_objects ? "read_json_objects(" : "read_json(";
  sql += sql_file_list(split.files);
  sql += kWithoutPartitions;
  const bool lines = split.files.front().format == FileFormat::kJsonLines;
  sql += lines ? ", format='newline_delimited'" : ", format='auto'";
  sql += ", compression='" + std::string(sql_compression(split.files.front().compression)) + "'";
  sql += ", maximum_object_size=" +
         std::to_string(std::max(kDefaultObjectBytes, longest + longest / 4 + 1024));
  if (!as_objects) {
    sql += ", records='true', columns={";
    for (std::size_t i = 0; i < read.size(); ++i) {
      sql += (i == 0 ? "" : ",") + quote_literal(read[i].name) + ":" +
             quote_literal(storable_type(read[i].type));
    }
    sql += "}";
  }
  return sql + ")";
}

}  // namespace

Result<SourceColumns> json_columns(const SourceScan& scan) {
  SourceColumns out;
  JsonSchemaScan schema;
  ProgressUpdate update;
  update.stage = "reading";
  for (const SourceSplit& split : scan.config.splits) {
    for (const SourceFile& file : split.files) update.bytes_total += file.size_bytes;
  }
  for (const SourceSplit& split : scan.config.splits) {
    std::uint64_t rows = 0;
    for (const SourceFile& file : split.files) {
      Result<std::uint64_t> count = scan_file(file, schema, scan, update);
      if (!count) return std::move(count).error();
      rows += *count;
    }
    out.num_rows.push_back(rows);
  }
  const Features inferred = schema.features();
  if (inferred.empty()) {
    return invalid_argument(scan.config.splits.front().files.front().path.filename().string() +
                            " has no records with fields: there is no column to show");
  }

  std::vector<std::string> keys;
  Features read;
  for (const FeatureField& field : inferred) {
    keys.push_back(field.name);
    read.push_back({field.name, read_type(field.type, scan.declared(field.name))});
  }
  const std::vector<std::string> names = storable_names(keys, out.notices);
  // Keys that cannot be column names side by side are picked out of whole objects: slower, and
  // rare.
  const bool as_objects = names != keys;
  for (std::size_t i = 0; i < read.size(); ++i) {
    std::string expression = quote_identifier(read[i].name);
    if (as_objects) {
      const std::string member = "json_extract(json, " + quote_literal(json_pointer(keys[i])) + ")";
      expression = "CAST(" + member + " AS " + storable_type(read[i].type) + ")";
      if (read[i].type.is_value("string")) expression = "(" + member + " ->> '$')";
    }
    const bool same = read[i].type == without_lengths(inferred[i].type);
    out.columns.push_back(
        {names[i], std::move(expression), same ? inferred[i].type : read[i].type});
  }
  for (const SourceSplit& split : scan.config.splits) {
    out.from.push_back(from_clause(split, read, schema.longest_record(), as_objects));
  }
  return out;
}

}  // namespace vitrine
