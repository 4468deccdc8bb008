// Columns of the files that formats/ reads. Files that nearly fit make one table: columns in
// another order, or that a file lacks, and numbers of other widths.

#include <algorithm>
#include <span>

#include "duck/types.h"
#include "ingest/column_match.h"
#include "ingest/common_type.h"
#include "ingest/declared_values.h"
#include "ingest/duration_units.h"
#include "ingest/row_files.h"
#include "ingest/source_columns.h"
#include "ingest/vector_lengths.h"

namespace vitrine::ingest {
namespace {

struct OpenFile {
  std::string name;
  formats::RowFile rows;
  std::vector<std::size_t> positions = {};  ///< Of the table's columns; npos: not there.
};

/// Files in the order of splits, and the columns that they have together.
struct Table {
  std::vector<OpenFile> files;
  schema::Features features;
};

Result<std::vector<OpenFile>> open_files(const SourceScan& scan, SourceColumns& out) {
  std::vector<OpenFile> files;
  for (const source::SourceSplit& split : scan.config.splits) {
    for (const source::SourceFile& file : split.files) {
      if (scan.stop.stop_requested()) return cancelled("stopped");
      Result<formats::RowFile> opened = open_row_file(file, scan.config.reading);
      if (!opened) return std::move(opened).error();
      const std::string name = file.path.filename().string();
      out.models.insert(out.models.end(), opened->models.begin(), opened->models.end());
      for (const std::string& notice : opened->notices) out.notices.push_back(name + ": " + notice);
      files.push_back({name, *std::move(opened)});
    }
  }
  return files;
}

/// The type of one column in all files. Errors: invalid_argument with two files that conflict.
Result<schema::Feature> column_type(const std::vector<OpenFile>& files, std::size_t column) {
  schema::Feature type = schema::Feature::value("null");
  const OpenFile* first = nullptr;
  for (const OpenFile& file : files) {
    const std::size_t at = file.positions[column];
    if (at == std::string::npos) continue;
    const schema::FeatureField& own = file.rows.features[at];
    if (!go_together(type, own.type)) {
      return invalid_argument("the files " + first->name + " and " + file.name +
                              " do not go together: column \"" + own.name + "\" " +
                              conflict_of(type, own.type));
    }
    if (first == nullptr || type.is_value("null")) first = &file;
    type = wider(type, own.type);
  }
  return type;
}

Result<Table> make_table(const SourceScan& scan, SourceColumns& out) {
  Result<std::vector<OpenFile>> files = open_files(scan, out);
  if (!files) return std::move(files).error();
  Table table{*std::move(files), {}};
  ColumnMatch match;
  for (const OpenFile& file : table.files) {
    std::vector<std::string> names;
    for (const schema::FeatureField& field : file.rows.features) names.push_back(field.name);
    if (Status status = match.add(file.name, names); !status) return std::move(status).error();
  }
  for (std::size_t i = 0; i < table.files.size(); ++i)
    table.files[i].positions = match.positions(i);
  for (std::string& notice : match.notices()) out.notices.push_back(std::move(notice));
  for (std::size_t column = 0; column < match.names().size(); ++column) {
    Result<schema::Feature> type = column_type(table.files, column);
    if (!type) return std::move(type).error();
    table.features.push_back({match.names()[column], *std::move(type)});
  }
  return table;
}

/// A file's cell as the table has it. An integer that a double would round stops the import.
std::string cell(const OpenFile& file, std::size_t column, const schema::FeatureField& field) {
  const std::string type = storable_type(without_lengths(field.type));
  const std::size_t at = file.positions[column];
  if (at == std::string::npos) return "CAST(NULL AS " + type + ")";
  const schema::Feature& found = file.rows.features[at].type;
  const std::string value = in_units_of(formats::position_name(at), field.type, found,
                                        beyond_unit(file.name, field.name, field.type, found));
  const schema::Feature own = without_lengths(with_units_of(field.type, found));
  const std::string rounds = loses_value(value, without_lengths(field.type), own);
  const std::string cast = "CAST(" + value + " AS " + type + ")";
  if (rounds.empty()) return cast;
  return "CASE WHEN " + rounds + " THEN error(" +
         quote_literal(file.name + ": column \"" + field.name + "\" has integers" +
                       (own.children.empty() ? "" : " inside") +
                       " that the floats of another file would round") +
         ") ELSE " + cast + " END";
}

/// The FROM clause of a split: neighbours with the same columns are read as one.
Result<std::string> split_from(const SourceScan& scan, const Table& table,
                               std::span<const OpenFile> files) {
  std::string sql;
  for (std::size_t i = 0; i < files.size();) {
    const OpenFile& first = files[i];
    std::vector<std::shared_ptr<const duck::RowSource>> parts;
    for (; i < files.size() && files[i].rows.features == first.rows.features; ++i)
      parts.push_back(files[i].rows.rows);
    const Result<std::string> from = scan.connection.add_rows(chain_rows(std::move(parts)));
    if (!from) return from.error();
    std::string select;
    for (std::size_t c = 0; c < table.features.size(); ++c) {
      select += (c == 0 ? "SELECT " : ", ") + cell(first, c, table.features[c]) + " AS " +
                formats::position_name(c);
    }
    sql += (sql.empty() ? "(" : " UNION ALL ") + select + " FROM " + *from;
  }
  return sql + ")";
}

/// 0 where a file does not tell.
std::uint64_t rows_of(std::span<const OpenFile> files) {
  std::uint64_t sum = 0;
  for (const OpenFile& file : files) {
    const std::optional<std::uint64_t> rows = file.rows.rows->num_rows();
    if (!rows) return 0;
    sum += *rows;
  }
  return sum;
}

}  // namespace

Result<SourceColumns> row_columns(const SourceScan& scan) {
  SourceColumns out;
  Result<Table> table = make_table(scan, out);
  if (!table) return std::move(table).error();
  std::span<const OpenFile> rest = table->files;
  for (const source::SourceSplit& split : scan.config.splits) {
    const std::span<const OpenFile> own = rest.first(split.files.size());
    rest = rest.subspan(own.size());
    Result<std::string> from = split_from(scan, *table, own);
    if (!from) return std::move(from).error();
    out.from.push_back(*std::move(from));
    out.num_rows.push_back(rows_of(own));
  }
  for (const OpenFile& file : table->files) {
    const std::optional<std::uint64_t> rows = file.rows.rows->num_rows();
    if (rows) out.file_rows.push_back(*rows);
  }
  if (out.file_rows.size() < table->files.size()) out.file_rows.clear();
  schema::Features features =
      named_by_writer(table->files.front().rows.hub_metadata, std::move(table->features));
  std::vector<std::string> names;
  std::vector<std::string> expressions;
  for (std::size_t i = 0; i < features.size(); ++i) {
    names.push_back(features[i].name);
    expressions.push_back(formats::position_name(i));
  }
  Status settled =
      settle_vector_lengths(scan, out.from, expressions, PromisedLengths::kChecked, features);
  if (!settled) return std::move(settled).error();
  names = storable_names(names, out.notices);
  for (std::size_t i = 0; i < features.size(); ++i)
    out.columns.push_back({names[i], expressions[i], features[i].type});
  return out;
}

}  // namespace vitrine::ingest
