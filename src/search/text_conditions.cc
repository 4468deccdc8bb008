#include "search/text_conditions.h"

#include "ask/column_range.h"

namespace vitrine {

ColumnMatcher column_matcher(const SplitReader& split, SqlRows& sql) {
  return [&split, &sql](const ColumnCondition& condition,
                        const std::stop_token& stop) -> Result<RowBits> {
    const Result<std::shared_ptr<const RowSet>> rows =
        sql.matching(split,
                     ask::range_predicate(split.features(), condition.column,
                                          {condition.value, condition.low, condition.high}),
                     stop);
    if (!rows) return rows.error();
    return RowBits((*rows)->words().begin(), (*rows)->words().end());
  };
}

TextQuery text_query(const SplitReader& split, SqlRows& sql, std::string words) {
  TextQuery query{std::move(words)};
  query.columns = ask::range_columns(split.features());
  query.match_column = column_matcher(split, sql);
  return query;
}

QueryNames query_names(const SplitReader& split, const TextIndex& index) {
  QueryNames names;
  for (const TextField& field : index.fields()) names.fields.push_back(field.name);
  names.columns = ask::range_columns(split.features());
  return names;
}

}  // namespace vitrine
