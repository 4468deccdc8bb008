#include "local/split_relation.h"

#include "base/json_parse.h"
#include "duck/types.h"

namespace vitrine::local {
namespace {

std::string parquet_sql(const search::Split& split, std::string_view row_column) {
  std::string sql;
  std::uint64_t first_row = 0;
  const std::vector<fs::path> files = split.parquet_files();
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (i > 0) sql += " UNION ALL ";
    sql += "SELECT * EXCLUDE (file_row_number), file_row_number + " + std::to_string(first_row) +
           " AS " + quote_identifier(row_column) + " FROM " +
           duck::read_parquet_sql(std::span(&files[i], 1), ", file_row_number=true");
    first_row += split.split().parquet_files[i].num_rows;
  }
  return sql;
}

/// A cell as an SQL constant: a text, or a number as it is written.
std::string constant_sql(const std::string& json) {
  const Result<boost::json::value> value = parse_json(json);
  const boost::json::string* text = value ? value->if_string() : nullptr;
  return text != nullptr ? quote_literal(std::string(*text)) : quote_literal(json);
}

/// The rows that have a value, and the values.
std::string added_sql(const search::AddedColumn& column, std::string_view row_column) {
  std::string rows;
  std::string values;
  for (const search::AddedCell& cell : column.cells) {
    if (!rows.empty()) {
      rows += ',';
      values += ',';
    }
    rows += std::to_string(cell.row);
    values += constant_sql(cell.json);
  }
  const std::string type = column.field.type.is_float() ? "DOUBLE" : "VARCHAR";
  return "SELECT unnest([" + rows + "]::BIGINT[]) AS " + quote_identifier(row_column) +
         ", unnest([" + values + "]::" + type + "[]) AS " + quote_identifier(column.field.name);
}

/// Joins each added column to what stands before it.
std::string joins_sql(const search::AddedColumns& added, std::string_view row_column) {
  std::string sql;
  for (const search::AddedColumn& column : added.columns) {
    sql += " LEFT JOIN (" + added_sql(column, row_column) + ") USING (" +
           quote_identifier(row_column) + ")";
  }
  return sql;
}

}  // namespace

std::string split_relation_sql(const search::Split& split, std::string_view row_column) {
  const std::string sql = parquet_sql(split, row_column);
  const search::AddedColumns* added = split.added_columns();
  if (added == nullptr) return sql;
  return "SELECT * FROM (" + sql + ")" + joins_sql(*added, row_column);
}

std::string added_relation_sql(const search::AddedColumns& added, std::uint64_t num_rows,
                               std::string_view row_column) {
  return "SELECT * FROM (SELECT r AS " + quote_identifier(row_column) + " FROM range(" +
         std::to_string(num_rows) + ") AS t(r))" + joins_sql(added, row_column);
}

}  // namespace vitrine::local
