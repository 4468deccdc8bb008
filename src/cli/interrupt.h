#pragma once
// Interrupt: Ctrl-C and SIGTERM as a stop_token. The first asks everything to stop and clean up;
// the second ends the process at once. So does SIGHUP, unless something is there to be read again
// and the terminal is not what is gone.

#include <chrono>
#include <functional>
#include <stop_token>

namespace vitrine::cli {

/// Must be called once, on the main thread, before any other thread is started.
std::stop_token install_interrupt();

/// While it lives, SIGHUP calls `reload`, on a thread of its own.
class ReloadOnHangup {
 public:
  explicit ReloadOnHangup(std::function<void()> reload);
  ~ReloadOnHangup();
  ReloadOnHangup(const ReloadOnHangup&) = delete;
  ReloadOnHangup& operator=(const ReloadOnHangup&) = delete;
};

/// From now on the end of standard input is a SIGTERM: a program that started this one and holds
/// the other end of its input takes it along, however it ends.
void stop_with_input();

/// Waits until a stop is requested.
void wait_for_stop(const std::stop_token& stop);
/// The same for `time` at most; whether one was requested.
bool wait_for_stop(const std::stop_token& stop, std::chrono::milliseconds time);

}  // namespace vitrine::cli
