#include "local/chosen_rows.h"

#include "duck/types.h"
#include "local/predicate_sql.h"
#include "local/split_relation.h"
#include "schema/hub_metadata.h"

namespace vitrine::local {
namespace {

constexpr std::string_view kPlaceColumn = "__vitrine_place";

/// The column, cast where its type has an SQL name.
std::string column_sql(const schema::FeatureField& column, ColumnTypes types) {
  std::string name = quote_identifier(column.name);
  if (types == ColumnTypes::kOfFiles) return name;
  const Result<std::string> type = duck::sql_type(column.type);
  return type ? "CAST(" + name + " AS " + *type + ") AS " + name : name;
}

}  // namespace

std::string chosen_rows_sql(const search::Split& split, std::span<const std::uint64_t> rows,
                            std::span<const std::size_t> columns, ColumnTypes types) {
  const std::string row = quote_identifier(kRowColumn);
  const std::string place = quote_identifier(kPlaceColumn);
  std::string list;
  for (const std::uint64_t one : rows) list += (list.empty() ? "" : ",") + std::to_string(one);
  std::string names;
  for (const std::size_t column : columns) {
    if (!names.empty()) names += ", ";
    names += column_sql(split.features()[column], types);
  }
  return "SELECT " + names + " FROM (SELECT unnest([" + list + "]::UBIGINT[]) AS " + row +
         ", unnest(range(" + std::to_string(rows.size()) + ")) AS " + place + ") JOIN (" +
         split_relation_sql(split, kRowColumn) + ") USING (" + row + ") ORDER BY " + place;
}

std::string features_metadata(const schema::Features& features,
                              std::span<const std::size_t> columns) {
  schema::Features chosen;
  for (const std::size_t column : columns) chosen.push_back(features[column]);
  return schema::hub_metadata(chosen);
}

}  // namespace vitrine::local
