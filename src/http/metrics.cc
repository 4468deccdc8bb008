#include "http/metrics.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <iterator>

namespace vitrine::http {
namespace {

// Route names are ours and hold none of the characters that a label would have to escape.
void render_histogram_line(std::string& out, std::string_view route, std::string_view bound,
                           std::uint64_t count) {
  fmt::format_to(std::back_inserter(out),
                 "vitrine_request_duration_seconds_bucket{{route=\"{}\",le=\"{}\"}} {}\n", route,
                 bound, count);
}

void render_gauge(std::string& out, std::string_view name, std::string_view type,
                  std::string_view help, std::uint64_t value) {
  fmt::format_to(std::back_inserter(out), "# HELP {0} {1}\n# TYPE {0} {2}\n{0} {3}\n", name, help,
                 type, value);
}

std::uint64_t at_least_zero(std::int64_t value) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(value, 0));
}

}  // namespace

void Metrics::request_finished(std::string_view route, int status,
                               std::chrono::nanoseconds duration, std::uint64_t bytes_sent) {
  in_flight_.fetch_sub(1, std::memory_order_relaxed);
  const double seconds = std::chrono::duration<double>(duration).count();
  const auto bucket = std::lower_bound(kBuckets.begin(), kBuckets.end(), seconds);
  const std::lock_guard lock(mutex_);
  ++requests_[{std::string(route), status}];
  auto entry = latency_.find(route);
  if (entry == latency_.end()) entry = latency_.emplace(route, Histogram{}).first;
  Histogram& histogram = entry->second;
  if (bucket != kBuckets.end()) {
    ++histogram.counts[static_cast<std::size_t>(bucket - kBuckets.begin())];
  }
  ++histogram.total;
  histogram.sum_seconds += seconds;
  bytes_sent_ += bytes_sent;
}

void Metrics::render_requests(std::string& out) const {
  const std::lock_guard lock(mutex_);
  out +=
      "# HELP vitrine_requests_total Requests answered.\n# TYPE vitrine_requests_total counter\n";
  for (const auto& [key, count] : requests_) {
    fmt::format_to(std::back_inserter(out),
                   "vitrine_requests_total{{route=\"{}\",status=\"{}\"}} {}\n", key.first,
                   key.second, count);
  }
  out +=
      "# HELP vitrine_request_duration_seconds From a request's last byte to its answer's.\n"
      "# TYPE vitrine_request_duration_seconds histogram\n";
  for (const auto& [route, histogram] : latency_) {
    std::uint64_t below = 0;
    for (std::size_t i = 0; i < kBuckets.size(); ++i) {
      below += histogram.counts[i];
      render_histogram_line(out, route, fmt::format("{}", kBuckets[i]), below);
    }
    render_histogram_line(out, route, "+Inf", histogram.total);
    fmt::format_to(std::back_inserter(out),
                   "vitrine_request_duration_seconds_sum{{route=\"{0}\"}} {1}\n"
                   "vitrine_request_duration_seconds_count{{route=\"{0}\"}} {2}\n",
                   route, histogram.sum_seconds, histogram.total);
  }
  render_gauge(out, "vitrine_sent_bytes_total", "counter", "Bytes of answers, heads included.",
               bytes_sent_);
}

std::string Metrics::render() const {
  std::string out;
  render_requests(out);
  render_gauge(out, "vitrine_requests_in_flight", "gauge", "Requests being answered.",
               at_least_zero(in_flight_));
  render_gauge(out, "vitrine_connections", "gauge", "Open connections.",
               at_least_zero(connections_));
  render_gauge(out, "vitrine_connections_refused_total", "counter", "Connections over the limit.",
               at_least_zero(refused_));
  render_gauge(out, "process_resident_memory_bytes", "gauge", "Resident memory.", resident_bytes());
  return out;
}

std::uint64_t resident_bytes() {
  std::FILE* file = std::fopen("/proc/self/statm", "re");
  if (file == nullptr) return 0;
  unsigned long long total = 0;
  unsigned long long resident = 0;
  const int fields = std::fscanf(file, "%llu %llu", &total, &resident);
  std::fclose(file);
  return fields == 2 ? resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) : 0;
}

}  // namespace vitrine::http
