#pragma once
// Workers: one task after the other on a fixed number of threads, for work whose result must not
// depend on how many there are: each task writes what is its own.

#include <cstddef>
#include <functional>
#include <stop_token>

#include "base/result.h"

namespace vitrine {

/// Calls task(0) ... task(count - 1), each once, on `threads` threads, the caller's among them;
/// lower numbers start first. Tasks run concurrently. What one throws is thrown here, when those
/// that run have ended; no others begin then.
/// Errors: cancelled, with some tasks not run, if a stop was requested before the last one began.
/// Requires: threads > 0. Cost: the threads begin and end with the call, some 50 us.
Status run_tasks(std::size_t count, unsigned threads, const std::stop_token& stop,
                 const std::function<void(std::size_t)>& task);

}  // namespace vitrine
