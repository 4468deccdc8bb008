#pragma once
// Parser of the lenient grammar (lenient_grammar.h has its rules): text to Condition. It knows the
// shape of conditions and nothing of columns and types. Pure functions; cost linear in the text.

#include <string_view>
#include <vector>

#include "ask/condition.h"
#include "base/result.h"

namespace vitrine::ask {

/// Errors: invalid_argument with the position and what was expected there; too_large above 100 kB,
/// 64 levels or 10,000 nodes.
Result<Condition> parse_condition(std::string_view text);

/// At least one key. Errors: as above.
Result<std::vector<SortTerm>> parse_sort_terms(std::string_view text);

}  // namespace vitrine::ask
