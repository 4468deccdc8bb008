#pragma once
// What an answer says of a row's vectors: too long to be read, they are shown by their length,
// their norm and a sketch that is as wide as a table's cell. Pure reads of mapped files; thread
// safe.

#include <cstdint>
#include <string>

#include "base/result.h"
#include "search/split.h"

namespace vitrine::api {

enum class VectorDetail {
  kNorm,    ///< {"dimension": 768, "norm": 1.0}
  kSketch,  ///< ... and "sketch": up to 32 whole numbers from -100 to 100.
  kValues,  ///< ... and "values": every number.
};

/// Appends {"embedding": {...}, ...}, a member for every column of vectors; null where the row has
/// none. Each number of a sketch stands for a run of the vector's values: the one of largest
/// magnitude, in hundredths of the vector's largest magnitude; what is not finite counts as the
/// largest, NaN as 0. Requires: row < num_rows(). Errors: corrupt, io.
Status append_vectors_json(std::string& out, const search::Split& split, std::uint64_t row,
                           VectorDetail detail);

}  // namespace vitrine::api
