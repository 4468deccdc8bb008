#include "replica/backoff.h"

#include <algorithm>

namespace vitrine::replica {

std::chrono::milliseconds wait_before_next(std::chrono::milliseconds interval, unsigned failures,
                                           double chance) {
  if (failures == 0) return interval;
  const std::chrono::milliseconds most = std::max(interval, kLongestWait);
  std::chrono::milliseconds wait = std::max(interval, std::chrono::milliseconds(250));
  for (unsigned i = 0; i < failures && wait < most; ++i) wait *= 2;
  wait = std::min(wait, most);
  return wait - std::chrono::milliseconds(
                    static_cast<std::int64_t>(static_cast<double>(wait.count()) * chance / 2));
}

}  // namespace vitrine::replica
