#pragma once
// Profilers of list columns: lengths always, members of strings and integers counted, vectors
// measured.

#include <memory>

#include "profile/column_profiler.h"

namespace vitrine::profile {

/// Requires: feature is a list.
std::unique_ptr<ColumnProfiler> make_list_profiler(const schema::Feature& feature,
                                                   std::size_t memory_bytes, SpillSpace& space);

}  // namespace vitrine::profile
