#pragma once
// Metrics: what the server has done, counted by route and status, in Prometheus' text form.
// Thread safe. Cost of record(): one short lock.

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace vitrine::http {

class Metrics {
 public:
  void request_started() { in_flight_.fetch_add(1, std::memory_order_relaxed); }
  /// `route` is a route's name; at most some dozens differ, since clients do not choose them.
  void request_finished(std::string_view route, int status, std::chrono::nanoseconds duration,
                        std::uint64_t bytes_sent);
  void connection_opened() { connections_.fetch_add(1, std::memory_order_relaxed); }
  void connection_closed() { connections_.fetch_sub(1, std::memory_order_relaxed); }
  void connection_refused() { refused_.fetch_add(1, std::memory_order_relaxed); }

  /// Prometheus text exposition format 0.0.4; includes the process' resident memory.
  std::string render() const;

 private:
  // Seconds; from a cached row to a scan of everything.
  static constexpr std::array<double, 10> kBuckets = {0.0005, 0.001, 0.0025, 0.005, 0.01,
                                                      0.025,  0.1,   0.5,    2.5,   10.0};
  struct Histogram {
    std::array<std::uint64_t, kBuckets.size()> counts{};  // not cumulative
    std::uint64_t total = 0;
    double sum_seconds = 0;
  };

  void render_requests(std::string& out) const;

  std::atomic<std::int64_t> in_flight_ = 0;
  std::atomic<std::int64_t> connections_ = 0;
  std::atomic<std::int64_t> refused_ = 0;
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, int>, std::uint64_t, std::less<>> requests_;
  std::map<std::string, Histogram, std::less<>> latency_;
  std::uint64_t bytes_sent_ = 0;
};

/// Resident memory of this process in bytes; 0 if the system does not say.
std::uint64_t resident_bytes();

}  // namespace vitrine::http
