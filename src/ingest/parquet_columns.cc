#include <algorithm>

#include "duck/types.h"
#include "ingest/column_match.h"
#include "ingest/common_type.h"
#include "ingest/parquet_meaning.h"
#include "ingest/source_columns.h"
#include "ingest/stored_form.h"
#include "ingest/vector_lengths.h"

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
  const SourceFile* file = nullptr;
  Features features;
  std::vector<std::string> expressions;
  bool is_stored_form = true;  ///< No expression changes anything.

  std::string name() const { return file->path.filename().string(); }
};

/// `name` as a column of `type` is stored that is to be `feature`.
std::string stored(const std::string& name, const ColumnType& type, const Feature& feature) {
  const std::string expression = stored_expression(quote_identifier(name), type);
  if (!holds_null_type(feature)) return expression;
  return "CAST(" + expression + " AS " + storable_type(feature) + ")";
}

Result<FileColumns> describe(const SourceScan& scan, const SourceFile& file) {
  const std::string name = file.path.filename().string();
  Result<QueryResult> result =
      scan.connection.query("SELECT * FROM " + read_parquet({file}) + " LIMIT 0", {}, scan.stop);
  if (!result) return std::move(result).error().in(name);
  const std::vector<ColumnType> types = result->types();
  Result<Features> features =
      with_parquet_meaning(scan.connection, file.path, result->features(), scan.stop);
  if (!features) return std::move(features).error().in(name);
  FileColumns out{&file, *std::move(features), {}, true};
  for (std::size_t i = 0; i < out.features.size(); ++i) {
    const FeatureField& field = out.features[i];
    out.expressions.push_back(stored(field.name, types[i], field.type));
    out.is_stored_form &= out.expressions.back() == quote_identifier(field.name);
  }
  return out;
}

struct CommonSchema {
  FileColumns columns;             ///< As all files together are read.
  bool is_same = true;             ///< Every file has just these columns in this order.
  std::vector<FileColumns> files;  ///< In the order of splits and files.
  std::vector<std::vector<std::size_t>> positions;  ///< Per file and column; npos: not there.
  std::vector<std::string> notices;
};

/// Integers beside floats become floats: none of them may be beyond what a double holds.
Status check_exact(const SourceScan& scan, const FileColumns& file, const FeatureField& column,
                   const FileColumns& other) {
  if (!column.type.is_integer()) return {};
  const std::string name = quote_identifier(column.name);
  Result<QueryResult> result =
      scan.connection.query("SELECT coalesce(bool_or(" + name + " > 9007199254740992 OR " + name +
                                " < -9007199254740992), false) FROM " + read_parquet({*file.file}),
                            {}, scan.stop);
  if (!result) return std::move(result).error().in(file.name());
  Chunk chunk;
  const Result<bool> more = result->next(chunk);
  if (!more) return more.error();
  if (!*more || !chunk.column(0).boolean(0)) return {};
  return invalid_argument("the files " + file.name() + " and " + other.name() +
                          " do not go together: column \"" + column.name + "\" is " +
                          feature_label(column.type) +
                          " in one, with integers that the float64 of "
                          "the other would round");
}

/// Every column of `file` can stand beside the one that `first` has of it.
Status check_types(const SourceScan& scan, const FileColumns& first, const FileColumns& file) {
  for (const FeatureField& column : file.features) {
    const std::optional<std::size_t> at = find_column(first.features, column.name);
    if (!at) continue;
    const FeatureField& own = first.features[*at];
    if (own.type.is_value("null") || column.type.is_value("null")) continue;
    if (!go_together(own.type, column.type)) {
      return invalid_argument("the files " + first.name() + " and " + file.name() +
                              " do not go together: column \"" + column.name + "\" is " +
                              feature_label(own.type) + " in one and " +
                              feature_label(column.type) + " in the other");
    }
    if (own.type.is_float() == column.type.is_float()) continue;
    Status exact = column.type.is_float() ? check_exact(scan, first, own, file)
                                          : check_exact(scan, file, column, first);
    if (!exact) return exact;
  }
  return {};
}

std::vector<SourceFile> all_files(const SourceConfig& config) {
  std::vector<SourceFile> files;
  for (const SourceSplit& split : config.splits)
    files.insert(files.end(), split.files.begin(), split.files.end());
  return files;
}

/// The schema in which all files of the config can be read.
Result<CommonSchema> common_schema(const SourceScan& scan) {
  ColumnMatch match;
  CommonSchema out;
  const std::vector<SourceFile> files = all_files(scan.config);
  for (const SourceFile& file : files) {
    Result<FileColumns> own = describe(scan, file);
    if (!own) return std::move(own).error();
    std::vector<std::string> names;
    for (const FeatureField& field : own->features) names.push_back(field.name);
    if (Status status = match.add(own->name(), names); !status) return std::move(status).error();
    for (const FileColumns& before : out.files) {
      if (own->features == before.features) break;
      if (Status status = check_types(scan, before, *own); !status)
        return std::move(status).error();
    }
    out.files.push_back(*std::move(own));
    const FileColumns& first = out.files.front();
    const FileColumns& last = out.files.back();
    out.is_same &= last.features == first.features && last.expressions == first.expressions;
  }
  out.columns = out.files.front();
  for (FileColumns& file : out.files) file.file = nullptr;  // `files` ends here
  out.columns.file = nullptr;
  if (out.is_same) return out;
  out.notices = match.notices();
  for (std::size_t i = 0; i < out.files.size(); ++i) out.positions.push_back(match.positions(i));
  out.columns = {};
  for (std::size_t column = 0; column < match.names().size(); ++column) {
    Feature type = Feature::value("null");
    for (std::size_t i = 0; i < out.files.size(); ++i) {
      const std::size_t at = out.positions[i][column];
      if (at != std::string::npos) type = wider(type, out.files[i].features[at].type);
    }
    out.columns.features.push_back({match.names()[column], std::move(type)});
    out.columns.expressions.push_back(quote_identifier(match.names()[column]));
  }
  return out;
}

/// The rows of one file as all files of the config are read: columns that it lacks are null.
std::string select_of_file(const SourceFile& file, const CommonSchema& schema, std::size_t index) {
  std::string sql;
  for (std::size_t column = 0; column < schema.columns.features.size(); ++column) {
    const FeatureField& field = schema.columns.features[column];
    const std::size_t at = schema.positions[index][column];
    const std::string value =
        at == std::string::npos ? "NULL" : schema.files[index].expressions[at];
    sql += (sql.empty() ? "SELECT CAST(" : ", CAST(") + value + " AS " +
           storable_type(without_lengths(field.type)) + ") AS " + quote_identifier(field.name);
  }
  return sql + " FROM " + read_parquet({file});
}

/// The FROM clause of each split.
std::vector<std::string> from_clauses(const SourceConfig& config, const CommonSchema& schema) {
  std::vector<std::string> out;
  std::size_t index = 0;
  for (const SourceSplit& split : config.splits) {
    if (schema.is_same) {
      out.push_back(read_parquet(split.files));
      continue;
    }
    std::string sql;
    for (const SourceFile& file : split.files)
      sql += (sql.empty() ? "(" : " UNION ALL ") + select_of_file(file, schema, index++);
    out.push_back(sql + ")");
  }
  return out;
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
  return named_by_writer(chunk.column(0).text(0), schema);
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
  Result<CommonSchema> schema = common_schema(scan);
  if (!schema) return std::move(schema).error();
  SourceColumns out;
  out.notices = schema->notices;
  out.from = from_clauses(scan.config, *schema);
  Result<Features> features = footer_features(scan, schema->columns.features);
  if (!features) return std::move(features).error();
  std::vector<std::string> read_names;
  std::vector<std::string> expressions;
  for (const FeatureField& field : *features) {
    read_names.push_back(field.name);
    expressions.push_back(quote_identifier(field.name));
  }
  Status settled =
      settle_vector_lengths(scan, out.from, expressions, PromisedLengths::kTrusted, *features);
  if (!settled) return std::move(settled).error();

  const std::vector<std::string> names = storable_names(read_names, out.notices);
  out.keeps_parquet = schema->is_same && schema->columns.is_stored_form && names == read_names;
  for (std::size_t i = 0; i < names.size(); ++i) {
    out.columns.push_back({names[i], schema->columns.expressions[i], (*features)[i].type});
  }
  for (const SourceSplit& split : scan.config.splits) {
    const Result<RowGroups> groups = row_groups(scan, split);
    if (!groups) return groups.error();
    out.num_rows.push_back(groups->num_rows);
    if (groups->largest_bytes > kMaxKeptGroupBytes || groups->largest_rows > kMaxKeptGroupRows) {
      out.keeps_parquet = false;
    }
  }
  return out;
}

}  // namespace vitrine
