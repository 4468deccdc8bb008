#pragma once
// Query terms: free text to the index terms that it asks for.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace vitrine {

/// Of a longer query only this much is read: enough for a page of text pasted into the search box,
/// and a bound on what one request can cost.
inline constexpr std::size_t kMaxQueryBytes = 128U << 10U;
inline constexpr std::size_t kMaxQueryTerms = 1024;  ///< Distinct ones; later ones are ignored.
inline constexpr std::uint32_t kMaxTermCount = 64;

struct QueryTerm {
  std::string term;
  std::uint32_t count;  ///< How often the query says it, at most kMaxTermCount.

  bool operator==(const QueryTerm&) const = default;
};

/// The distinct terms of `query` in order of first appearance. Every query is valid; one without
/// words has no terms. Errors: invalid_argument for an unknown language.
Result<std::vector<QueryTerm>> query_terms(std::string_view query, const std::string& language);

}  // namespace vitrine
