#include "search/text_conditions.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "base/ascii.h"
#include "duck/types.h"

namespace vitrine {
namespace {

bool is_time(const Feature& type) {
  return type.dtype.starts_with("date") || type.dtype.starts_with("timestamp");
}

bool is_scalar(const Feature& type) {
  return type.kind == Feature::Kind::kClassLabel ||
         (type.kind == Feature::Kind::kValue && type.dtype != "binary" && sql_type(type));
}

/// The code of the class of this name, in any case.
std::optional<std::size_t> code_of(const Feature& type, std::string_view name) {
  const auto same = [&](const std::string& one) { return ascii_lower(one) == ascii_lower(name); };
  const auto found = std::ranges::find_if(type.names, same);
  if (found == type.names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - type.names.begin());
}

bool is_year(std::string_view text) {
  return text.size() == 4 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// `text` as SQL of the column's type; NULL at run time if it is none.
std::string value_sql(const Feature& type, const std::string& text, bool is_high) {
  if (type.kind == Feature::Kind::kClassLabel) {
    if (const std::optional<std::size_t> code = code_of(type, text)) return std::to_string(*code);
  }
  std::string literal = quote_literal(text);
  if (is_time(type) && is_year(text))
    literal = quote_literal(text + (is_high ? "-12-31 23:59:59.999999" : "-01-01"));
  return "TRY_CAST(" + literal + " AS " + *sql_type(type) + ")";
}

std::string scalar_sql(const std::string& column, const Feature& type,
                       const ColumnCondition& condition) {
  if (condition.value) {
    if (is_time(type) && is_year(*condition.value)) {
      return column + " BETWEEN " + value_sql(type, *condition.value, false) + " AND " +
             value_sql(type, *condition.value, true);
    }
    return column + " = " + value_sql(type, *condition.value, false);
  }
  if (!condition.low && !condition.high) return column + " IS NOT NULL";
  std::string sql;
  if (condition.low) sql = column + " >= " + value_sql(type, *condition.low, false);
  if (condition.low && condition.high) sql += " AND ";
  if (condition.high) sql += column + " <= " + value_sql(type, *condition.high, true);
  return sql;
}

}  // namespace

std::vector<std::string> condition_columns(const Features& features) {
  std::vector<std::string> names;
  for (const FeatureField& field : features) {
    const bool of_scalars = field.type.kind == Feature::Kind::kList && !field.type.is_vector() &&
                            is_scalar(field.type.item());
    if (of_scalars || is_scalar(field.type)) names.push_back(field.name);
  }
  return names;
}

std::string condition_sql(const Features& features, const ColumnCondition& condition) {
  const std::optional<std::size_t> position = find_column(features, condition.column);
  if (!position) return "false";
  const Feature& type = features[*position].type;
  const std::string column = quote_identifier(condition.column);
  if (type.kind != Feature::Kind::kList) return scalar_sql(column, type, condition);
  if (!condition.value && !condition.low && !condition.high) return "len(" + column + ") > 0";
  return "len(list_filter(" + column +
         ", lambda member: " + scalar_sql("member", type.item(), condition) + ")) > 0";
}

ColumnMatcher column_matcher(const SplitReader& split, SqlRows& sql) {
  return [&split, &sql](const ColumnCondition& condition,
                        const std::stop_token& stop) -> Result<RowBits> {
    const Result<std::shared_ptr<const RowSet>> rows =
        sql.matching(split, condition_sql(split.features(), condition), stop);
    if (!rows) return rows.error();
    return RowBits((*rows)->words().begin(), (*rows)->words().end());
  };
}

TextQuery text_query(const SplitReader& split, SqlRows& sql, std::string words) {
  TextQuery query{std::move(words)};
  query.columns = condition_columns(split.features());
  query.match_column = column_matcher(split, sql);
  return query;
}

QueryNames query_names(const SplitReader& split, const TextIndex& index) {
  QueryNames names;
  for (const TextField& field : index.fields()) names.fields.push_back(field.name);
  names.columns = condition_columns(split.features());
  return names;
}

}  // namespace vitrine
