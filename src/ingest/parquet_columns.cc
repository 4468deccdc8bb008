#include <algorithm>
#include <memory>
#include <set>

#include "base/sql_quote.h"
#include "duck/types.h"
#include "formats/row_file.h"
#include "ingest/column_match.h"
#include "ingest/common_type.h"
#include "ingest/declared_values.h"
#include "ingest/duration_units.h"
#include "ingest/heavy_rows.h"
#include "ingest/parquet_meaning.h"
#include "ingest/parquet_readable.h"
#include "ingest/source_columns.h"
#include "ingest/stored_form.h"
#include "ingest/vector_lengths.h"

namespace vitrine::ingest {
namespace {

/// A row group above either limit makes DuckDB scans and downloads by range needlessly coarse: such
/// files are written again with ours.
constexpr std::uint64_t kMaxKeptGroupBytes = std::uint64_t{64} << 20U;
constexpr std::uint64_t kMaxKeptGroupRows = 131'072;

/// The columns of a file, or of all, and for each the SQL of its stored form.
struct FileColumns {
  std::string name;             ///< Of the file.
  std::vector<fs::path> paths;  ///< What DuckDB reads.
  schema::Features features;
  std::vector<std::string> expressions;
  bool is_stored_form = true;  ///< No expression changes anything.
  std::vector<schema::NamedModel> models = {};
  std::vector<std::string> notices = {};
  RowGroups groups = {};
  std::shared_ptr<const void> copies = {};  ///< Of rows that are heavy.

  std::string from() const { return duck::read_parquet_sql(paths); }
};

/// `name` as a column of `type` is stored that is to be `feature`.
std::string stored(const std::string& name, const duck::ColumnType& type,
                   const schema::Feature& feature, const SqlOf& interval = {}) {
  const std::string expression = stored_expression(quote_identifier(name), type, interval);
  if (type.cell == duck::CellType::kTime && feature.dtype.starts_with("duration["))
    return "epoch_us(" + expression + ")";
  if (!is_stored_otherwise(type, feature)) return expression;
  return "CAST(" + expression + " AS " + storable_type(feature) + ")";
}

/// Column `i` of a file of which DuckDB has `type` under `name`.
void add_column(FileColumns& out, const ParquetColumn& column, const std::string& name,
                const duck::ColumnType& type, const ReadableFiles& all) {
  schema::FeatureField& field = out.features[out.expressions.size()];
  const bool is_int128 = field.type.is_value("int128");
  if (is_int128 || field.type.is_value("uint128")) {
    MendedColumn integer = mended_integer(column.name, quote_identifier(name), is_int128);
    field.type = std::move(integer.type);
    out.expressions.push_back(std::move(integer.expression));
  } else if (column.misreading == Misreading::kNone) {
    const SqlOf interval =
        column.has_int96 ? moment96_sql(all.moments.form_of(column.name)) : SqlOf();
    out.expressions.push_back(stored(name, type, field.type, interval));
  } else {
    MendedColumn mended_column =
        mended(column, quote_identifier(name), all.finer.contains(column.name));
    field.type = std::move(mended_column.type);
    out.expressions.push_back(std::move(mended_column.expression));
    if (!mended_column.notice.empty()) out.notices.push_back(std::move(mended_column.notice));
  }
  if (column.inside == Misreading::kMomentNs)
    out.notices.push_back("column \"" + column.name +
                          "\" holds nanoseconds of a zone inside: they are kept, in UTC");
  if (column.has_int96 && all.moments.form_of(column.name) == Moment96Form::kText)
    out.notices.push_back("column \"" + column.name +
                          "\" has moments of 96 bits that are kept as text: some have nanoseconds, "
                          "and some are outside of 1677 to 2262, where timestamp[ns] holds them");
  out.is_stored_form &= out.expressions.back() == quote_identifier(field.name);
}

/// Has a file of heavy rows read as copies of it in which no rows are, and its columns are stored
/// by their positions.
Status lighten(const SourceScan& scan, FileColumns& file) {
  Result<std::shared_ptr<const source::ScratchFolder>> folder = make_copies_folder(scan);
  if (!folder) return std::move(folder).error();
  std::string columns;
  for (std::size_t i = 0; i < file.expressions.size(); ++i) {
    columns += (i == 0 ? "" : ", ") + file.expressions[i] + " AS " + formats::position_name(i);
    file.expressions[i] = formats::position_name(i);
  }
  Result<std::vector<fs::path>> written = write_light(
      scan.connection, file.paths.front(), file.groups, columns, (*folder)->path(), scan.stop);
  if (!written) return std::move(written).error();
  file.paths = *std::move(written);
  file.copies = *std::move(folder);
  file.is_stored_form = false;
  return {};
}

/// Names of members of structs, at any depth, that end as DuckDB calls the second of two that
/// differ in case alone: "A_1".
void add_numbered_members(const schema::Feature& type, std::set<std::string>& names) {
  for (const schema::FeatureField& child : type.children) {
    const std::size_t digits = child.name.find_last_not_of("0123456789");
    const bool numbered =
        digits != std::string::npos && digits + 1 < child.name.size() && child.name[digits] == '_';
    if (type.kind == schema::Feature::Kind::kStruct && numbered) names.insert(child.name);
    add_numbered_members(child.type, names);
  }
}

/// Says which members of structs have another name than the file gives them.
Status say_renamed_members(const SourceScan& scan, FileColumns& file) {
  std::set<std::string> names;
  for (const schema::FeatureField& field : file.features) add_numbered_members(field.type, names);
  if (names.empty()) return {};
  Result<duck::QueryResult> own = scan.connection.query(
      "SELECT name FROM parquet_schema(" + quote_literal(file.paths.front().string()) + ")", {},
      scan.stop);
  if (!own) return std::move(own).error();
  duck::Chunk chunk;
  Result<bool> more = own->next(chunk);
  for (; more && *more; more = own->next(chunk)) {
    for (std::size_t i = 0; i < chunk.rows(); ++i)
      names.erase(std::string(chunk.column(0).text(i)));
  }
  if (!more) return std::move(more).error();
  std::vector<std::string> sentences;
  for (const std::string& name : names) {
    sentences.push_back("a member of a struct is called \"" + name +
                        "\": its own name differs from another's in case alone");
  }
  say_gathered(std::move(sentences), "members of structs have other names than the file gives them",
               file.notices);
  return {};
}

Result<FileColumns> describe(const SourceScan& scan, const source::SourceFile& file,
                             const ReadableFile& readable, const ReadableFiles& all) {
  FileColumns out{file.path.filename().string(), {readable.path}, {}, {}};
  out.is_stored_form = readable.path == file.path && !readable.is_miscounted;
  Result<duck::QueryResult> result =
      scan.connection.query("SELECT * FROM " + out.from() + " LIMIT 0", {}, scan.stop);
  if (!result) return std::move(result).error().in(out.name);
  const std::vector<duck::ColumnType> types = result->types();
  const schema::Features read = result->features();
  out.features = read;
  if (read.size() != readable.columns.size())
    return corrupt("its metadata and its columns differ in number").in(out.name);
  for (std::size_t i = 0; i < read.size(); ++i) {
    const ParquetColumn& column = readable.columns[i];
    out.features[i].name = column.name;
    if (column.has_int96)
      out.features[i].type = with_moments96(std::move(out.features[i].type), types[i],
                                            all.moments.form_of(column.name));
  }
  Result<ParquetMeaning> meaning =
      parquet_meaning(scan.connection, file.path, std::move(out.features), scan.stop);
  if (!meaning) return std::move(meaning).error().in(out.name);
  out.features = std::move(meaning->features);
  out.models = std::move(meaning->models);
  for (std::size_t i = 0; i < read.size(); ++i) {
    const ParquetColumn& column = readable.columns[i];
    add_column(out, column, read[i].name, types[i], all);
  }
  if (Status said = say_renamed_members(scan, out); !said)
    return std::move(said).error().in(out.name);
  Result<RowGroups> groups = row_groups(scan.connection, readable.path, scan.stop);
  if (!groups) return std::move(groups).error().in(out.name);
  out.groups = *std::move(groups);
  if (out.groups.are_heavy()) {
    if (Status status = lighten(scan, out); !status) return std::move(status).error().in(out.name);
  }
  return out;
}

struct CommonSchema {
  FileColumns columns;             ///< As all files together are read.
  bool is_same = true;             ///< Every file has just these columns in this order.
  std::vector<FileColumns> files;  ///< In the order of splits and files.
  std::vector<std::vector<std::size_t>> positions;  ///< Per file and column; npos: not there.
  std::vector<std::string> notices;
  std::vector<std::shared_ptr<const void>> copies;
};

/// The answer to a question about column `at` of a file.
Result<bool> ask(const SourceScan& scan, const FileColumns& file, const std::string& question) {
  Result<duck::QueryResult> result = scan.connection.query(
      "SELECT coalesce(" + question + ", false) FROM " + file.from(), {}, scan.stop);
  if (!result) return std::move(result).error().in(file.name);
  duck::Chunk chunk;
  const Result<bool> more = result->next(chunk);
  if (!more) return more.error();
  return *more && chunk.column(0).boolean(0);
}

/// Integers beside floats become floats: none of them may be beyond what a double holds.
Status check_exact(const SourceScan& scan, const FileColumns& file, std::size_t at,
                   const FileColumns& other) {
  const schema::FeatureField& column = file.features[at];
  if (!column.type.is_integer()) return {};
  const std::string& cell = file.expressions[at];
  const Result<bool> beyond = ask(
      scan, file, "bool_or(" + cell + " > 9007199254740992 OR " + cell + " < -9007199254740992)");
  if (!beyond) return beyond.error();
  if (!*beyond) return {};
  return invalid_argument("the files " + file.name + " and " + other.name +
                          " do not go together: column \"" + column.name + "\" is " +
                          schema::feature_label(column.type) +
                          " in one, with integers that the float64 of "
                          "the other would round");
}

/// The same inside of lists and structs, which become those of `both`.
Status check_exact_inside(const SourceScan& scan, const FileColumns& file, std::size_t at,
                          const schema::Feature& both, const FileColumns& other) {
  const schema::FeatureField& column = file.features[at];
  if (!may_lose(both, column.type)) return {};
  const std::string& cell = file.expressions[at];
  const auto cast = [](const std::string& value, const schema::Feature& type) {
    return "CAST(" + value + " AS " + storable_type(without_lengths(type)) + ")";
  };
  const Result<bool> lost =
      ask(scan, file,
          "bool_or(" + cast(cast(cell, both), column.type) + " IS DISTINCT FROM " + cell + ")");
  if (!lost) return lost.error();
  if (!*lost) return {};
  return invalid_argument("the files " + file.name + " and " + other.name +
                          " do not go together: column \"" + column.name + "\" is " +
                          schema::feature_label(column.type) +
                          " in one, with integers inside that the floats of the other would round");
}

/// A column that has no value in its file may have any type: it becomes null.
Result<bool> is_empty(const SourceScan& scan, FileColumns& file, std::size_t at) {
  Result<bool> empty = ask(scan, file, "count(" + file.expressions[at] + ") = 0");
  if (!empty || !*empty) return empty;
  file.features[at].type = schema::Feature::value("null");
  file.expressions[at] = "NULL";
  return empty;
}

/// Every column of `file` can stand beside the one that `before` has of it.
Status check_types(const SourceScan& scan, FileColumns& before, FileColumns& file) {
  for (std::size_t i = 0; i < file.features.size(); ++i) {
    const std::optional<std::size_t> at =
        schema::find_column(before.features, file.features[i].name);
    if (!at) continue;
    const schema::Feature own = before.features[*at].type;
    const schema::Feature& type = file.features[i].type;
    if (!go_together(own, type)) {
      Result<bool> empty = is_empty(scan, file, i);
      if (empty && !*empty) empty = is_empty(scan, before, *at);
      if (!empty) return empty.error();
      if (*empty) continue;
      return invalid_argument("the files " + before.name + " and " + file.name +
                              " do not go together: column \"" + file.features[i].name + "\" " +
                              conflict_of(own, type));
    }
    if (own != type && !own.children.empty()) {
      const schema::Feature both = wider(own, type);
      Status exact = check_exact_inside(scan, before, *at, both, file);
      if (exact) exact = check_exact_inside(scan, file, i, both, before);
      if (!exact) return exact;
    }
    if (own.is_float() == type.is_float()) continue;
    Status exact =
        type.is_float() ? check_exact(scan, before, *at, file) : check_exact(scan, file, i, before);
    if (!exact) return exact;
  }
  return {};
}

std::vector<source::SourceFile> all_files(const source::SourceConfig& config) {
  std::vector<source::SourceFile> files;
  for (const source::SourceSplit& split : config.splits)
    files.insert(files.end(), split.files.begin(), split.files.end());
  return files;
}

/// The schema in which all files of the config can be read.
Result<CommonSchema> common_schema(const SourceScan& scan) {
  ColumnMatch match;
  CommonSchema out;
  const std::vector<source::SourceFile> files = all_files(scan.config);
  Result<ReadableFiles> readable = make_readable(scan, files);
  if (!readable) return std::move(readable).error();
  out.copies.push_back(readable->copies);
  for (std::size_t i = 0; i < files.size(); ++i) {
    Result<FileColumns> own = describe(scan, files[i], readable->files[i], *readable);
    if (!own) return std::move(own).error();
    std::vector<std::string> names;
    for (const schema::FeatureField& field : own->features) names.push_back(field.name);
    if (Status status = match.add(own->name, names); !status) return std::move(status).error();
    for (FileColumns& before : out.files) {
      if (own->features == before.features) break;
      if (Status status = check_types(scan, before, *own); !status)
        return std::move(status).error();
    }
    out.copies.push_back(own->copies);
    out.files.push_back(*std::move(own));
    const FileColumns& first = out.files.front();
    const FileColumns& last = out.files.back();
    out.is_same &= last.features == first.features && last.expressions == first.expressions;
  }
  out.columns = out.files.front();
  for (const FileColumns& file : out.files) {
    for (const std::string& notice : file.notices) {
      if (std::ranges::find(out.notices, notice) == out.notices.end())
        out.notices.push_back(notice);
    }
  }
  if (out.is_same) return out;
  for (const std::string& notice : match.notices()) out.notices.push_back(notice);
  for (std::size_t i = 0; i < out.files.size(); ++i) out.positions.push_back(match.positions(i));
  out.columns = {};
  for (std::size_t column = 0; column < match.names().size(); ++column) {
    schema::Feature type = schema::Feature::value("null");
    for (std::size_t i = 0; i < out.files.size(); ++i) {
      const std::size_t at = out.positions[i][column];
      if (at != std::string::npos) type = wider(type, out.files[i].features[at].type);
    }
    out.columns.features.push_back({match.names()[column], std::move(type)});
    out.columns.expressions.push_back(formats::position_name(column));
  }
  return out;
}

/// The rows of one file as all files of the config are read: columns that it lacks are null.
std::string select_of_file(const CommonSchema& schema, std::size_t index) {
  std::string sql;
  for (std::size_t column = 0; column < schema.columns.features.size(); ++column) {
    const schema::FeatureField& field = schema.columns.features[column];
    const std::size_t at = schema.positions[index][column];
    const FileColumns& file = schema.files[index];
    const std::string value =
        at == std::string::npos
            ? "NULL"
            : in_units_of(file.expressions[at], field.type, file.features[at].type,
                          beyond_unit(file.name, field.name, field.type, file.features[at].type));
    sql += (sql.empty() ? "SELECT CAST(" : ", CAST(") + value + " AS " +
           storable_type(without_lengths(field.type)) + ") AS " + formats::position_name(column);
  }
  return sql + " FROM " + schema.files[index].from();
}

/// The FROM clause of each split.
std::vector<std::string> from_clauses(const source::SourceConfig& config,
                                      const CommonSchema& schema) {
  std::vector<std::string> out;
  std::size_t index = 0;
  for (const source::SourceSplit& split : config.splits) {
    std::vector<fs::path> paths;
    std::string sql;
    for (std::size_t i = 0; i < split.files.size(); ++i, ++index) {
      const std::vector<fs::path>& own = schema.files[index].paths;
      paths.insert(paths.end(), own.begin(), own.end());
      if (!schema.is_same)
        sql += (sql.empty() ? "(" : " UNION ALL ") + select_of_file(schema, index);
    }
    out.push_back(schema.is_same ? duck::read_parquet_sql(paths) : sql + ")");
  }
  return out;
}

/// The features that the writer left in the footer under the key `huggingface`, where they fit.
Result<schema::Features> footer_features(const SourceScan& scan, const schema::Features& schema) {
  const std::vector<source::SourceFile> first = {scan.config.splits.front().files.front()};
  Result<duck::QueryResult> result =
      scan.connection.query("SELECT decode(value) FROM parquet_kv_metadata(" +
                                sql_file_list(first) + ") WHERE decode(key) = 'huggingface'",
                            {}, scan.stop);
  if (!result) return std::move(result).error();
  duck::Chunk chunk;
  const Result<bool> more = result->next(chunk);
  if (!more || !*more || chunk.rows() == 0) return schema;
  return named_by_writer(chunk.column(0).text(0), schema);
}

}  // namespace

Result<SourceColumns> parquet_columns(const SourceScan& scan) {
  Result<CommonSchema> schema = common_schema(scan);
  if (!schema) return std::move(schema).error();
  SourceColumns out;
  out.notices = schema->notices;
  out.from = from_clauses(scan.config, *schema);
  Result<schema::Features> features = footer_features(scan, schema->columns.features);
  if (!features) return std::move(features).error();
  out.copies = std::make_shared<std::vector<std::shared_ptr<const void>>>(schema->copies);
  std::vector<std::string> read_names;
  for (const schema::FeatureField& field : *features) read_names.push_back(field.name);
  Status settled = settle_vector_lengths(scan, out.from, schema->columns.expressions,
                                         PromisedLengths::kTrusted, *features);
  if (!settled) return std::move(settled).error();

  const std::vector<std::string> names = storable_names(read_names, out.notices);
  out.keeps_parquet = schema->is_same && schema->columns.is_stored_form && names == read_names;
  for (std::size_t i = 0; i < names.size(); ++i) {
    out.columns.push_back({names[i], schema->columns.expressions[i], (*features)[i].type});
  }
  for (const FileColumns& own : schema->files)
    out.models.insert(out.models.end(), own.models.begin(), own.models.end());
  auto file = schema->files.begin();
  for (const source::SourceSplit& split : scan.config.splits) {
    std::uint64_t rows = 0;
    for (std::size_t i = 0; i < split.files.size(); ++i, ++file) {
      rows += file->groups.num_rows();
      out.file_rows.push_back(file->groups.num_rows());
      if (file->copies == nullptr)
        out.group_rows = std::max(out.group_rows, file->groups.largest_rows());
      out.keeps_parquet &= file->groups.largest_bytes <= kMaxKeptGroupBytes &&
                           file->groups.largest_rows() <= kMaxKeptGroupRows;
    }
    out.num_rows.push_back(rows);
  }
  return out;
}

}  // namespace vitrine::ingest
