#pragma once
// Communities: groups of nodes that are tied to each other more strongly than chance would have it.
//
// Source: the modularity of Reichardt and Bornholdt 2006 with a resolution; moves of single nodes
// and contraction as in Blondel et al. 2008 ("Louvain"), nodes taken from a queue of those whose
// surroundings changed as in Traag, Waltman and van Eck 2019 ("Leiden"). Where Leiden refines each
// community to keep it connected, the parts of one that is not are set apart at the end, as Sahu
// 2023 does. Nodes are taken in order and ties go to the lower community, so the result is a
// function of the graph. Runs on one core.

#include <cstdint>
#include <stop_token>
#include <vector>

#include "atlas/fuzzy_graph.h"
#include "base/result.h"

namespace vitrine::atlas {

/// Each node's community, numbered from 0 by first appearance.
using Partition = std::vector<std::uint32_t>;

/// A higher `resolution` gives more and smaller communities; 1 is plain modularity. A node's edge
/// to itself counts once in its degree. Every community is connected. Errors: cancelled. Cost: some
/// passes over the edges, 0.5 s per million of them.
Result<Partition> find_communities(const WeightedGraph& graph, double resolution,
                                   const std::stop_token& stop);

/// The graph whose nodes are the communities of `partition`; what was inside one becomes its edge
/// to itself. Requires: one entry per node, numbered from 0 without gaps.
WeightedGraph contracted(const WeightedGraph& graph, const Partition& partition);

/// Numbers in order of first appearance. Returns how many there are.
std::uint32_t renumber(Partition& partition);

}  // namespace vitrine::atlas
