#include <algorithm>

#include "duck/types.h"
#include "ingest/csv_check.h"
#include "ingest/source_columns.h"

namespace vitrine {
namespace {

using TypeOverrides = std::vector<FeatureField>;

std::string read_csv(const std::vector<SourceFile>& files, std::string_view more) {
  const SourceFile& first = files.front();
  std::string sql = "read_csv(" + sql_file_list(files);
  sql += first.format == FileFormat::kTsv ? ", delim='\\t'" : ", delim=','";
  // Every row decides the types; a row that does not fit the header is an error, never dropped or
  // padded.
  sql +=
      ", skip=0, header=true, quote='\"', escape='\"', sample_size=-1, strict_mode=true, "
      "null_padding=false";
  sql += ", ignore_errors=false, max_line_size=134217728, buffer_size=134217728, encoding='utf-8'";
  sql += ", compression='" + std::string(sql_compression(first.compression)) + "'";
  sql += kWithoutPartitions;
  sql += more;
  return sql + ")";
}

std::string types_option(const TypeOverrides& types) {
  if (types.empty()) return "";
  std::string sql = ", types={";
  for (std::size_t i = 0; i < types.size(); ++i) {
    sql += (i == 0 ? "" : ",") + quote_literal(types[i].name) + ":" +
           quote_literal(storable_type(types[i].type));
  }
  return sql + "}";
}

std::vector<SourceFile> all_files(const SourceConfig& config) {
  std::vector<SourceFile> files;
  for (const SourceSplit& split : config.splits)
    files.insert(files.end(), split.files.begin(), split.files.end());
  return files;
}

/// Every record of every file has the header's number of fields, and all files have one header.
/// DuckDB is not left to find out: it takes a ragged line for a header, or for a comment above it.
Status check_files(const SourceScan& scan, const std::vector<SourceFile>& files) {
  std::string first_header;
  for (const SourceFile& file : files) {
    if (scan.stop.stop_requested()) return cancelled("stopped");
    Result<CsvSummary> summary = check_csv(file);
    if (!summary) return std::move(summary).error();
    if (&file == &files.front()) first_header = summary->header;
    if (summary->header != first_header) {
      return invalid_argument("the files " + files.front().path.filename().string() + " and " +
                              file.path.filename().string() +
                              " do not go together: their headers differ");
    }
  }
  return {};
}

Result<Features> describe(const SourceScan& scan, const std::string& from) {
  Result<QueryResult> result =
      scan.connection.query("SELECT * FROM " + from + " LIMIT 0", {}, scan.stop);
  if (!result) return std::move(result).error();
  return result->features();
}

/// Integers too long for int64 are detected as float64, which would round them: those columns are
/// read exactly. Cost: one more pass, if there is a float64 column at all.
Result<TypeOverrides> exact_integers(const SourceScan& scan, const Features& detected,
                                     const std::vector<SourceFile>& files) {
  TypeOverrides out;
  std::string checks;
  std::vector<std::string> names;
  for (const FeatureField& field : detected) {
    if (!field.type.is_value("float64") || scan.declared(field.name) != nullptr) continue;
    const std::string column = "trim(" + quote_identifier(field.name) + ")";
    checks += (checks.empty() ? "" : ", ") +
              ("coalesce(max(length(" + column + ")) FILTER (NOT regexp_full_match(" + column +
               ", '-?[0-9]*')), 0) = 0") +
              ", coalesce(max(length(ltrim(" + column + ", '-'))), 0)";
    names.push_back(field.name);
  }
  if (names.empty()) return out;
  Result<QueryResult> result = scan.connection.query(
      "SELECT " + checks + " FROM " + read_csv(files, ", all_varchar=true"), {}, scan.stop);
  if (!result) return std::move(result).error();
  Chunk chunk;
  Result<bool> more = result->next(chunk);
  if (!more) return std::move(more).error();
  for (std::size_t i = 0; i < names.size() && *more; ++i) {
    if (!chunk.column(2 * i).boolean(0)) continue;
    const bool fits = chunk.column(2 * i + 1).int64(0) <= 38;
    out.push_back({names[i], Feature::value(fits ? "decimal128(38, 0)" : "string")});
  }
  return out;
}

}  // namespace

Result<SourceColumns> csv_columns(const SourceScan& scan) {
  const std::vector<SourceFile> files = all_files(scan.config);
  if (Status status = check_files(scan, files); !status) return std::move(status).error();
  Result<Features> detected = describe(scan, read_csv(files, ""));
  if (!detected) return std::move(detected).error();
  Result<TypeOverrides> types = exact_integers(scan, *detected, files);
  if (!types) return std::move(types).error();
  for (const FeatureField& field : *detected) {
    const Feature* declared = scan.declared(field.name);
    if (declared == nullptr || declared->kind == Feature::Kind::kOther) continue;
    if (declared->kind == Feature::Kind::kValue) types->push_back({field.name, *declared});
    const bool classes = declared->kind == Feature::Kind::kClassLabel;
    if (classes && !field.type.is_integer())
      types->push_back({field.name, Feature::value("string")});
  }
  SourceColumns out;
  std::vector<std::string> read_names;
  for (const FeatureField& field : *detected) read_names.push_back(field.name);
  const std::vector<std::string> names = storable_names(read_names, out.notices);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const FeatureField& field = (*detected)[i];
    const auto override_of = std::ranges::find(*types, field.name, &FeatureField::name);
    out.columns.push_back({names[i], quote_identifier(field.name),
                           override_of == types->end() ? field.type : override_of->type});
  }
  // The types are settled: reading again must not sniff them anew, split by split.
  TypeOverrides all;
  for (std::size_t i = 0; i < names.size(); ++i)
    all.push_back({read_names[i], out.columns[i].type});
  for (const SourceSplit& split : scan.config.splits) {
    out.from.push_back(read_csv(split.files, types_option(all)));
  }
  return out;
}

}  // namespace vitrine
