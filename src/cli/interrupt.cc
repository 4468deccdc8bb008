#include "cli/interrupt.h"

#include <pthread.h>
#include <unistd.h>

#include <condition_variable>
#include <csignal>
#include <thread>

#include "base/thread_annotations.h"

namespace vitrine::cli {

std::stop_token install_interrupt() {
  // Never destroyed: the waiting thread uses it until the process ends.
  static auto* source = new std::stop_source;
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  // Threads inherit the mask, so only the one below ever takes these signals.
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  std::thread([signals] {
    int signal = 0;
    sigwait(&signals, &signal);
    source->request_stop();
    sigwait(&signals, &signal);
    _exit(128 + signal);
  }).detach();
  return source->get_token();
}

void wait_for_stop(const std::stop_token& stop) {
  Mutex mutex;
  std::condition_variable_any never;
  MutexLock lock(mutex);
  never.wait(lock, stop, [] { return false; });
}

}  // namespace vitrine::cli
