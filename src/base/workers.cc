#include "base/workers.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace vitrine {

Status run_tasks(std::size_t count, unsigned threads, const std::stop_token& stop,
                 const std::function<void(std::size_t)>& task) {
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> stopped = false;
  const auto work = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      if (stop.stop_requested()) {
        stopped = true;
        return;
      }
      task(i);
    }
  };
  {
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < std::min<std::size_t>(threads, count); ++i)
      others.emplace_back(work);
    work();
  }
  if (stopped) return cancelled("the work was stopped");
  return {};
}

}  // namespace vitrine
