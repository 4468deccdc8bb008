#pragma once
// How long a copy waits before it asks its origin again.

#include <chrono>

namespace vitrine::replica {

/// Never longer, however long the origin is down.
inline constexpr std::chrono::milliseconds kLongestWait{60'000};

/// After a question that was answered (`failures` 0) the interval; after failures in a row twice as
/// long with each, up to kLongestWait (or the interval, if that is longer). `chance`, from 0 to 1,
/// takes up to half of a wait after failures away, so that copies which lost their origin at one
/// moment do not come back at one moment.
std::chrono::milliseconds wait_before_next(std::chrono::milliseconds interval, unsigned failures,
                                           double chance);

}  // namespace vitrine::replica
