#include "ask/lenient_grammar.h"

#include <string>
#include <vector>

#include "ask/binder.h"
#include "ask/condition_parser.h"

namespace vitrine::ask {
namespace {

// Far above what orders anything further, far below what takes a minute to order by.
constexpr std::size_t kMaxSortKeys = 64;

}  // namespace

Result<Predicate> parse_where(std::string_view where, const schema::Features& features) {
  const Result<Condition> condition = parse_condition(where);
  if (!condition) return condition.error();
  return bind_condition(*condition, features);
}

Result<Order> parse_sort(std::string_view sort, const schema::Features& features) {
  const Result<std::vector<SortTerm>> terms = parse_sort_terms(sort);
  if (!terms) return terms.error();
  if (terms->size() > kMaxSortKeys) {
    return too_large("at most " + std::to_string(kMaxSortKeys) + " sort keys can be given, not " +
                     std::to_string(terms->size()));
  }
  return bind_order(*terms, features);
}

}  // namespace vitrine::ask
