#include "cluster/not_finite.h"

#include <string>

#include "duck/query_result.h"
#include "duck/types.h"
#include "schema/column.h"

namespace vitrine::cluster {
namespace {

bool is_list_of_floats(const schema::Feature& type) {
  return schema::kind_of(type) == schema::ColumnKind::kList &&
         schema::form_of(type.item()) == schema::ScalarForm::kFloat;
}

/// SELECT of row, column, member and value; empty for a column without floats.
std::string select_of(const schema::FeatureField& field, std::size_t column,
                      std::string_view relation, std::string_view row) {
  const std::string name = quote_identifier(field.name);
  const std::string position = std::to_string(column);
  const std::string from = " FROM " + std::string(relation);
  if (schema::form_of(field.type) == schema::ScalarForm::kFloat) {
    return "SELECT " + std::string(row) + " AS r, " + position + " AS c, 0 AS m, " + name +
           "::DOUBLE AS v" + from + " WHERE NOT isfinite(" + name + ")";
  }
  if (!is_list_of_floats(field.type)) return {};
  return "SELECT r, " + position + ", i - 1, v FROM (SELECT " + std::string(row) +
         " AS r, unnest(" + name + "::DOUBLE[]) AS v, generate_subscripts(" + name +
         "::DOUBLE[], 1) AS i" + from + ") WHERE NOT isfinite(v)";
}

}  // namespace

Result<std::vector<NotFinite>> find_not_finite(duck::Connection& connection,
                                               std::string_view relation,
                                               std::string_view row_column,
                                               const schema::Features& features,
                                               const std::stop_token& stop) {
  std::string union_sql;
  for (std::size_t i = 0; i < features.size(); ++i) {
    const std::string select = select_of(features[i], i, relation, quote_identifier(row_column));
    if (!select.empty()) union_sql += (union_sql.empty() ? "" : " UNION ALL ") + select;
  }
  std::vector<NotFinite> found;
  if (union_sql.empty()) return found;
  Result<duck::QueryResult> result = connection.query(
      "SELECT r::UBIGINT, c::UBIGINT, m::UBIGINT, v FROM (" + union_sql + ") ORDER BY ALL", stop);
  if (!result) return std::move(result).error();
  duck::Chunk chunk;
  while (true) {
    const Result<bool> more = result->next(chunk);
    if (!more) return more.error();
    if (!*more) return found;
    for (std::size_t row = 0; row < chunk.rows(); ++row) {
      found.push_back({chunk.column(0).uint64(row), chunk.column(1).uint64(row),
                       chunk.column(2).uint64(row), chunk.column(3).float64(row)});
    }
  }
}

}  // namespace vitrine::cluster
