#pragma once
// The two grammars for conditions and sort keys, where this build has them.

#if __has_include("search/filter/hub_grammar.h") && __has_include("search/filter/lenient_grammar.h")
#include "search/filter/hub_grammar.h"
#include "search/filter/lenient_grammar.h"
#else
#include <string>
#include <string_view>

#include "base/result.h"
#include "schema/features.h"

namespace vitrine {

inline Result<std::string> no_grammar(std::string_view, const Features&) {
  return unsupported("Conditions and sort keys are not understood by this build.");
}
inline constexpr auto hub_where_to_sql = no_grammar;
inline constexpr auto hub_orderby_to_sql = no_grammar;
inline constexpr auto where_to_sql = no_grammar;
inline constexpr auto sort_to_sql = no_grammar;

}  // namespace vitrine
#endif
