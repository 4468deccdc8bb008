#include "search/text_conditions.h"

#include "ask/column_range.h"

namespace vitrine::search {

text::TextQuery text_query(const Split& split, std::string words) {
  text::TextQuery query{std::move(words)};
  query.columns = ask::range_columns(split.features());
  return query;
}

text::QueryNames query_names(const Split& split, std::span<const text::TextField> fields) {
  text::QueryNames names;
  for (const text::TextField& field : fields) names.fields.push_back(field.name);
  names.columns = ask::range_columns(split.features());
  return names;
}

}  // namespace vitrine::search
