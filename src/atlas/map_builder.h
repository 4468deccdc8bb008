#pragma once
// The builder of maps: vectors and titles in, an AtlasMap out.
//
//   neighbours (neighbour_graph.h) -> fuzzy graph -> layout from the principal plane
//                                                \-> clusters at two levels -> labels
//
// The same input gives the same bytes on every run and any number of threads of one machine.
// Memory beside the matrix: some 500 bytes a row, at its peak in the fuzzy graph.

#include <functional>
#include <stop_token>

#include "atlas/atlas_map.h"
#include "base/progress.h"
#include "base/result.h"
#include "vector/vector_query.h"

namespace vitrine::atlas {

/// Calls `visit` with rows, ascending, and the text of each that is to name its cluster. The text
/// lives during the call only.
using TitleVisitor = std::function<void(std::uint64_t row, std::string_view text)>;
using TitleReader =
    std::function<Status(const std::vector<std::uint64_t>& rows, const TitleVisitor& visit)>;

struct MapInput {
  vector::AnyVectorMatrix matrix;
  TitleReader titles;  ///< Empty: clusters have no terms.
};

/// How many multiplications a map may cost, in thousands of millions: some 20 minutes of two cores.
inline constexpr double kMostWork = 1e5;

/// Progress comes in stages "neighbours", "layout", "clusters", "labels"; `progress` may be null.
/// Errors: cancelled; too_large if rows^2 x dimension exceeds kMostWork; what `titles` returns.
Result<AtlasMap> build_map(const MapInput& input, unsigned threads, ProgressSink* progress,
                           const std::stop_token& stop);

}  // namespace vitrine::atlas
