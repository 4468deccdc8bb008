#include "search/text_conditions.h"

#include "ask/column_range.h"

namespace vitrine {

TextQuery text_query(const Split& split, std::string words) {
  TextQuery query{std::move(words)};
  query.columns = ask::range_columns(split.features());
  return query;
}

QueryNames query_names(const Split& split, std::span<const TextField> fields) {
  QueryNames names;
  for (const TextField& field : fields) names.fields.push_back(field.name);
  names.columns = ask::range_columns(split.features());
  return names;
}

}  // namespace vitrine
