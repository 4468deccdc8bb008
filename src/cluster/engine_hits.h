#pragma once
// Engine hits: what a search of an engine's index answers, and the cells in it.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace vitrine::cluster {

struct EngineHit {
  std::uint64_t row = 0;
  float score = 0;         ///< The engine's own; 0 where it was not asked for one.
  bool is_named = false;   ///< Whether a query with a name matched.
  std::string cells = {};  ///< Of the row columns, a JSON array; empty where it was not asked for.
  /// Bytes of the binary fields asked for, in order; empty where the row has none.
  std::vector<std::string> binaries = {};
};

struct EngineHits {
  std::uint64_t total = 0;
  double best_score = 0;
  std::vector<EngineHit> hits;
};

/// Reads the answer to a search that sorts last by the field `row`. Errors: unavailable where the
/// answer has not the shape of one.
Result<EngineHits> read_hits(std::string_view answer,
                             const std::vector<std::string>& binaries = {});

/// The elements of a JSON array, as they are written. Errors: corrupt.
Result<std::vector<std::string_view>> array_elements(std::string_view array);

}  // namespace vitrine::cluster
