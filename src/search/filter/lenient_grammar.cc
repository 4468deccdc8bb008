#include "search/filter/lenient_grammar.h"

#include <vector>

#include "search/filter/condition_parser.h"
#include "search/filter/sql_writer.h"

namespace vitrine {

Result<std::string> where_to_sql(std::string_view where, const Features& features) {
  const Result<filter::Condition> condition = filter::parse_condition(where);
  if (!condition) return condition.error();
  return filter::condition_sql(*condition, features);
}

Result<std::string> sort_to_sql(std::string_view sort, const Features& features) {
  const Result<std::vector<filter::SortKey>> keys = filter::parse_sort(sort);
  if (!keys) return keys.error();
  return filter::sort_sql(*keys, features);
}

}  // namespace vitrine
