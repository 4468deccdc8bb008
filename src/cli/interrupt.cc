#include "cli/interrupt.h"

#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <thread>
#include <utility>

#include "base/pause.h"
#include "base/thread_annotations.h"

namespace vitrine::cli {
namespace {

Mutex reload_mutex;
std::function<void()> reload_now VITRINE_GUARDED_BY(reload_mutex);

bool reload_if_any() {
  const MutexLock lock(reload_mutex);
  if (reload_now) reload_now();
  return reload_now != nullptr;
}

bool has_terminal() {
  const int descriptor = ::open("/dev/tty", O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (descriptor >= 0) ::close(descriptor);
  return descriptor >= 0;
}

}  // namespace

ReloadOnHangup::ReloadOnHangup(std::function<void()> reload) {
  const MutexLock lock(reload_mutex);
  reload_now = std::move(reload);
}

ReloadOnHangup::~ReloadOnHangup() {
  const MutexLock lock(reload_mutex);
  reload_now = nullptr;
}

std::stop_token install_interrupt() {
  // Never destroyed: the waiting thread uses it until the process ends.
  static auto* source = new std::stop_source;
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGHUP);
  // Threads inherit the mask, so only the one below ever takes these signals.
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ,
              SIG_IGN);  // a file beyond `ulimit -f` is a failed write, which is told and tidied up
  std::thread([signals, had_terminal = has_terminal()] {
    int signal = 0;
    while (true) {
      sigwait(&signals, &signal);
      const bool lost_terminal = had_terminal && !has_terminal();
      if (signal == SIGHUP && !lost_terminal && reload_if_any()) continue;
      if (source->stop_requested()) _exit(128 + signal);
      source->request_stop();
    }
  }).detach();
  return source->get_token();
}

void stop_with_input() {
  std::thread([] {
    std::array<char, 256> ignored{};
    ssize_t n = 0;
    do {
      n = ::read(STDIN_FILENO, ignored.data(), ignored.size());
    } while (n > 0 || (n < 0 && errno == EINTR));
    ::kill(::getpid(), SIGTERM);
  }).detach();
}

void wait_for_stop(const std::stop_token& stop) {
  Mutex mutex;
  std::condition_variable_any never;
  MutexLock lock(mutex);
  never.wait(lock, stop, [] { return false; });
}

bool wait_for_stop(const std::stop_token& stop, std::chrono::milliseconds time) {
  return !pause_for(time, stop);
}

}  // namespace vitrine::cli
