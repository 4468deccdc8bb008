#include "search/text_conditions.h"

#include "ask/column_range.h"

namespace vitrine {

ColumnMatcher column_matcher(const Split& split) {
  return
      [&split](const ColumnCondition& condition, const std::stop_token& stop) -> Result<RowBits> {
        const Result<std::shared_ptr<const RowSet>> rows =
            split.match(ask::range_predicate(split.features(), condition.column,
                                             {condition.value, condition.low, condition.high}),
                        stop);
        if (!rows) return rows.error();
        return RowBits((*rows)->words().begin(), (*rows)->words().end());
      };
}

TextQuery text_query(const Split& split, std::string words) {
  TextQuery query{std::move(words)};
  query.columns = ask::range_columns(split.features());
  query.match_column = column_matcher(split);
  return query;
}

QueryNames query_names(const Split& split, std::span<const TextField> fields) {
  QueryNames names;
  for (const TextField& field : fields) names.fields.push_back(field.name);
  names.columns = ask::range_columns(split.features());
  return names;
}

}  // namespace vitrine
