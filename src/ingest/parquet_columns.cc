#include <algorithm>

#include "base/json_parse.h"
#include "duck/types.h"
#include "ingest/parquet_meaning.h"
#include "ingest/source_columns.h"
#include "ingest/stored_form.h"

namespace vitrine {
namespace {

/// A row group above either limit makes DuckDB scans and downloads by range needlessly coarse: such
/// files are written again with ours.
constexpr std::uint64_t kMaxKeptGroupBytes = std::uint64_t{64} << 20U;
constexpr std::uint64_t kMaxKeptGroupRows = 131'072;

std::string read_parquet(const std::vector<SourceFile>& files) {
  std::vector<fs::path> paths;
  for (const SourceFile& file : files) paths.push_back(file.path);
  return read_parquet_sql(paths);
}

/// The columns of a file, or of all, and for each the SQL of its stored form.
struct FileColumns {
  Features features;
  std::vector<std::string> expressions;
  bool is_stored_form = true;  ///< No expression changes anything.
};

Result<FileColumns> describe(const SourceScan& scan, const SourceFile& file) {
  Result<QueryResult> result =
      scan.connection.query("SELECT * FROM " + read_parquet({file}) + " LIMIT 0", {}, scan.stop);
  if (!result) return std::move(result).error().in(file.path.filename().string());
  const std::vector<ColumnType> types = result->types();
  Result<Features> features =
      with_parquet_meaning(scan.connection, file.path, result->features(), scan.stop);
  if (!features) return std::move(features).error().in(file.path.filename().string());
  FileColumns out{*std::move(features), {}, true};
  for (std::size_t i = 0; i < out.features.size(); ++i) {
    const auto& [name, type] = out.features[i];
    const std::string column = quote_identifier(name);
    std::string stored = stored_expression(column, types[i]);
    if (holds_null_type(type)) stored = "CAST(" + stored + " AS " + storable_type(type) + ")";
    out.is_stored_form &= stored == column;
    out.expressions.push_back(std::move(stored));
  }
  return out;
}

std::string difference(const Features& a, const Features& b) {
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (a[i].name != b[i].name)
      return "column " + std::to_string(i + 1) + " is \"" + a[i].name + "\" in one and \"" +
             b[i].name + "\" in the other";
    if (a[i].type != b[i].type) {
      return "column \"" + a[i].name + "\" is " + feature_label(a[i].type) + " in one and " +
             feature_label(b[i].type) + " in the other";
    }
  }
  return "one has " + std::to_string(a.size()) + " columns and the other " +
         std::to_string(b.size());
}

/// The schema that all files of the config share.
Result<FileColumns> common_schema(const SourceScan& scan) {
  const SourceFile* first = nullptr;
  FileColumns schema;
  for (const SourceSplit& split : scan.config.splits) {
    for (const SourceFile& file : split.files) {
      Result<FileColumns> own = describe(scan, file);
      if (!own) return own;
      if (first == nullptr) {
        first = &file;
        schema = *std::move(own);
      } else if (schema.features != own->features) {
        return invalid_argument("the files " + first->path.filename().string() + " and " +
                                file.path.filename().string() + " do not go together: " +
                                difference(schema.features, own->features));
      } else {
        schema.is_stored_form &= own->is_stored_form;
      }
    }
  }
  return schema;
}

/// The features that the writer left in the footer under the key `huggingface`, where they fit.
Result<Features> footer_features(const SourceScan& scan, const Features& schema) {
  const std::vector<SourceFile> first = {scan.config.splits.front().files.front()};
  Result<QueryResult> result =
      scan.connection.query("SELECT decode(value) FROM parquet_kv_metadata(" +
                                sql_file_list(first) + ") WHERE decode(key) = 'huggingface'",
                            {}, scan.stop);
  if (!result) return std::move(result).error();
  Chunk chunk;
  const Result<bool> more = result->next(chunk);
  if (!more || !*more || chunk.rows() == 0) return schema;
  const Result<boost::json::value> json = parse_json(chunk.column(0).text(0));
  if (!json) return schema;
  const boost::json::value* info = find_member(*json, "info");
  const boost::json::value* features = info == nullptr ? nullptr : find_member(*info, "features");
  if (features == nullptr) return schema;
  const Result<Features> parsed = parse_features(boost::json::serialize(*features));
  if (!parsed) return schema;
  Features out = schema;
  for (FeatureField& field : out) {
    const std::optional<std::size_t> at = find_column(*parsed, field.name);
    if (at && fits((*parsed)[*at].type, field.type)) field.type = (*parsed)[*at].type;
  }
  return out;
}

/// Lists of floats of one length in every row of every split become vectors, short ones where their
/// name says so.
Status size_vectors(const SourceScan& scan, Features& features) {
  for (FeatureField& field : features) {
    if (field.type.kind != Feature::Kind::kList || field.type.length ||
        !field.type.item().is_float())
      continue;
    const std::string column = quote_identifier(field.name);
    std::string lengths;
    for (const SourceSplit& split : scan.config.splits) {
      lengths += (lengths.empty() ? "" : " UNION ALL ") +
                 ("SELECT min(len(" + column + ")) AS low, max(len(" + column +
                  ")) AS high, coalesce(bool_or(list_count(" + column + ") <> len(" + column +
                  ")), false) AS holes FROM ") +
                 read_parquet(split.files);
    }
    Result<QueryResult> result = scan.connection.query(
        "SELECT min(low)::BIGINT, max(high)::BIGINT, bool_or(holes) FROM (" + lengths + ")", {},
        scan.stop);
    if (!result) return std::move(result).error();
    Chunk chunk;
    const Result<bool> more = result->next(chunk);
    if (!more) return more.error();
    if (!*more || chunk.column(0).is_null(0) || chunk.column(2).boolean(0)) continue;
    const std::int64_t low = chunk.column(0).int64(0);
    const std::int64_t least = names_vector(field.name) ? 2 : kLeastVectorLength;
    if (low == chunk.column(1).int64(0) && low >= least && low <= 65'536)
      field.type.length = static_cast<std::uint32_t>(low);
  }
  return {};
}

struct RowGroups {
  std::uint64_t num_rows = 0;
  std::uint64_t largest_bytes = 0;
  std::uint64_t largest_rows = 0;
};

Result<RowGroups> row_groups(const SourceScan& scan, const SourceSplit& split) {
  Result<QueryResult> result = scan.connection.query(
      "SELECT coalesce(sum(rows), 0)::BIGINT, coalesce(max(bytes), 0)::BIGINT, coalesce(max(rows), "
      "0)::BIGINT FROM "
      "(SELECT max(row_group_num_rows) AS rows, sum(total_uncompressed_size) AS bytes FROM "
      "parquet_metadata(" +
          sql_file_list(split.files) + ") GROUP BY file_name, row_group_id)",
      {}, scan.stop);
  if (!result) return std::move(result).error();
  Chunk chunk;
  const Result<bool> more = result->next(chunk);
  if (!more) return more.error();
  const auto value = [&](std::size_t column) {
    return static_cast<std::uint64_t>(chunk.column(column).int64(0));
  };
  return RowGroups{value(0), value(1), value(2)};
}

}  // namespace

Result<SourceColumns> parquet_columns(const SourceScan& scan) {
  const Result<FileColumns> schema = common_schema(scan);
  if (!schema) return schema.error();
  Result<Features> features = footer_features(scan, schema->features);
  if (!features) return std::move(features).error();
  if (Status status = size_vectors(scan, *features); !status) return std::move(status).error();

  SourceColumns out;
  std::vector<std::string> read_names;
  for (const FeatureField& field : *features) read_names.push_back(field.name);
  const std::vector<std::string> names = storable_names(read_names, out.notices);
  out.keeps_parquet = schema->is_stored_form && names == read_names;
  for (std::size_t i = 0; i < names.size(); ++i) {
    out.columns.push_back({names[i], schema->expressions[i], (*features)[i].type});
  }
  for (const SourceSplit& split : scan.config.splits) {
    const Result<RowGroups> groups = row_groups(scan, split);
    if (!groups) return groups.error();
    out.num_rows.push_back(groups->num_rows);
    out.from.push_back(read_parquet(split.files));
    if (groups->largest_bytes > kMaxKeptGroupBytes || groups->largest_rows > kMaxKeptGroupRows) {
      out.keeps_parquet = false;
    }
  }
  return out;
}

}  // namespace vitrine
