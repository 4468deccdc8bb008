#pragma once
// Chunk bytes: how much memory a chunk of rows takes, so that queues can be bounded by that rather
// than by a number of chunks: 2,048 rows are a few KiB or a GiB.

#include <cstddef>

#include "duck/query_result.h"

namespace vitrine::duck {

/// Fixed widths, and texts by their lengths, members of lists included. Cost: a look at the length
/// of each text and list.
std::size_t bytes_of(const Chunk& chunk);

}  // namespace vitrine::duck
