#pragma once
// Rank search: the values at some ranks of a numeric field, found in a few questions by counting
// what lies between ever closer bounds. What it takes is the number of bits of the values, not the
// number of rows.

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "cluster/code_ranges.h"

namespace vitrine::cluster {

/// How many values lie in each of the ranges.
using RangeCounter =
    std::function<Result<std::vector<std::uint64_t>>(std::span<const CodeRange> ranges)>;

/// By rank, from 0 on, among the values within `all`. Errors: those of `count`; internal where
/// there are too few values. Cost: at most eleven questions.
Result<std::map<std::uint64_t, std::int64_t>> codes_at_ranks(std::span<const std::uint64_t> ranks,
                                                             const CodeRange& all,
                                                             const RangeCounter& count);

}  // namespace vitrine::cluster
