#pragma once
// Interrupt: Ctrl-C and SIGTERM as a stop_token. The first asks everything to stop and clean up;
// the second ends the process at once.

#include <stop_token>

namespace vitrine::cli {

/// Must be called once, on the main thread, before any other thread is started.
std::stop_token install_interrupt();

/// Waits until a stop is requested.
void wait_for_stop(const std::stop_token& stop);

}  // namespace vitrine::cli
