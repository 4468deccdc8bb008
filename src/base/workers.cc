#include "base/workers.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace vitrine {

Status run_tasks(std::size_t count, unsigned threads, const std::stop_token& stop,
                 const std::function<void(std::size_t)>& task) {
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> stopped = false;
  std::once_flag has_thrown;
  std::exception_ptr thrown;
  const auto work = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      if (stop.stop_requested()) {
        stopped = true;
        return;
      }
      try {
        task(i);
      } catch (...) {
        std::call_once(has_thrown, [&] { thrown = std::current_exception(); });
        next = count;
      }
    }
  };
  {
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < std::min<std::size_t>(threads, count); ++i)
      others.emplace_back(work);
    work();
  }
  if (thrown) std::rethrow_exception(thrown);
  if (stopped) return cancelled("the work was stopped");
  return {};
}

}  // namespace vitrine
