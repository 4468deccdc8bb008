#include "ask/lenient_grammar.h"

#include <vector>

#include "ask/binder.h"
#include "ask/condition_parser.h"

namespace vitrine::ask {

Result<Predicate> parse_where(std::string_view where, const Features& features) {
  const Result<Condition> condition = parse_condition(where);
  if (!condition) return condition.error();
  return bind_condition(*condition, features);
}

Result<Order> parse_sort(std::string_view sort, const Features& features) {
  const Result<std::vector<SortTerm>> terms = parse_sort_terms(sort);
  if (!terms) return terms.error();
  return bind_order(*terms, features);
}

}  // namespace vitrine::ask
