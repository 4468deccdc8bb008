#pragma once
// What a search asks for, read from the parameters of a request. A POST says the same things in the
// members of a JSON object: names and numbers in arrays where a query string has commas.

#include <chrono>
#include <string>
#include <vector>

#include "api/outcome.h"
#include "search/query.h"
#include "v1/target.h"

namespace vitrine::v1 {

struct SearchLimits {
  std::uint64_t usual;
  std::uint64_t largest;
  std::uint64_t largest_file = largest;  ///< Where the rows are sent as Parquet.
};

struct SearchRequest {
  SplitTarget target;
  std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
  Query query;
  std::vector<std::size_t> columns;  ///< Shown of each row.
  std::vector<std::size_t> facets;
  std::uint64_t facet_limit = 0;
  bool highlights = true;
  bool vectors = false;           ///< Show a sketch of each row's.
  bool media_by_address = false;  ///< See v1/embedded_media.h.
  bool as_parquet = false;
};

/// Refusals: 422 for a body that is no JSON object, or naming the parameter; those of find_split().
Outcome<SearchRequest> read_search(const Context& context, const http::Request& request,
                                   SearchLimits limits);

/// 422 naming the parameter, or what else the error is. Too long and too deep is invalid too.
http::Response invalid_parameter(std::string_view parameter, const Error& error);

}  // namespace vitrine::v1
