#pragma once
// The layout: points in the plane such that those which belong together in the fuzzy graph are near
// each other and the others are not.
//
// Source: McInnes, Healy and Melville 2018, "UMAP", arXiv 1802.03426, section 3.2 and algorithm 5:
// stochastic gradient descent in which each edge pulls as often as its weight says, and each pull
// comes with pushes away from points drawn at random. Ours differs in the order of the moves:
// within an epoch every point moves by itself against the positions that the others had at its
// beginning, and all random numbers are functions of epoch, edge and draw. So the points of an
// epoch can move on any number of threads and the bits are the same.

#include <stop_token>

#include "atlas/fuzzy_graph.h"
#include "atlas/principal_plane.h"
#include "base/progress.h"

namespace vitrine::atlas {

/// Moves `start` (any scale, one position per node) until it is a layout; the result is centred.
/// Progress counts epochs; `progress` may be null. Errors: cancelled.
/// Cost: some 10 ns for each of edges x epochs / 4 moves and their five pushes.
Result<std::vector<Point2>> lay_out(const WeightedGraph& graph, std::vector<Point2> start,
                                    unsigned threads, ProgressSink* progress,
                                    const std::stop_token& stop);

}  // namespace vitrine::atlas
