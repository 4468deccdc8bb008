#pragma once
// Builds a vector index file: one pass over the matrix on all the cores given, after a look at a
// sample for the mean. No training.
//
// The bytes depend on the matrix alone, not on the number of threads. Cost: 6 us of one core per
// row of 768 values; memory: the file is written through a map, else a few kilobytes per thread.

#include <stop_token>

#include "base/file.h"
#include "base/progress.h"
#include "base/result.h"
#include "vector/vector_index_format.h"
#include "vector/vector_query.h"

namespace vitrine::vector {

struct BuildOptions {
  unsigned threads = 1;              ///< The caller's own included; 0 counts as 1.
  ProgressSink* progress = nullptr;  ///< Told of rows, from the calling thread.
  std::stop_token stop = {};
};

/// Whether an index is worth its file: from 8 MB of floats in a thousand rows on a scan takes half
/// a millisecond, the index a tenth of that. Below, exact search is as good.
constexpr bool vector_index_pays(std::uint32_t dimension, std::uint64_t num_rows) {
  return num_rows >= 1000 && num_rows * dimension >= (1U << 21U) &&
         dimension <= kLargestIndexedDimension;
}

/// Creates `path`; what is there is replaced. On failure the file is left incomplete, and open()
/// refuses it. Errors: unsupported above 8,192 dimensions or without any; io; cancelled.
Status build_vector_index(const AnyVectorMatrix& matrix, const fs::path& path,
                          const BuildOptions& options);

}  // namespace vitrine::vector
