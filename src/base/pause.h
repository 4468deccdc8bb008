#pragma once
// A pause that a stop request ends.

#include <chrono>
#include <stop_token>

namespace vitrine {

/// Whether the whole time has passed: false once a stop is asked for, which ends it at once.
bool pause_for(std::chrono::milliseconds time, const std::stop_token& stop);

}  // namespace vitrine
