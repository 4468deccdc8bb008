#include "http/metrics.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <filesystem>
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

void render_seconds(std::string& out, std::string_view name, std::string_view type,
                    std::string_view help, double value) {
  fmt::format_to(std::back_inserter(out), "# HELP {0} {1}\n# TYPE {0} {2}\n{0} {3:.2f}\n", name,
                 help, type, value);
}

/// Entries of a folder of /proc; 0 if it cannot be read.
std::uint64_t count_entries(const char* folder) {
  std::error_code error;
  std::uint64_t count = 0;
  for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error))
    ++count;
  return count;
}

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

// Of the program, as near as makes no difference.
const std::time_t kStartedAt = std::time(nullptr);

/// By the names that Prometheus' own clients give them.
void render_process(std::string& out) {
  render_gauge(out, "process_resident_memory_bytes", "gauge", "Resident memory.", resident_bytes());
  render_gauge(out, "process_open_fds", "gauge", "Open descriptors.",
               count_entries("/proc/self/fd"));
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  render_gauge(out, "process_max_fds", "gauge", "Descriptors that may be open.", files.rlim_cur);
  render_gauge(out, "process_threads", "gauge", "Threads.", count_entries("/proc/self/task"));
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  render_seconds(out, "process_cpu_seconds_total", "counter", "Time on processors.",
                 seconds_of(used.ru_utime) + seconds_of(used.ru_stime));
  render_gauge(out, "process_start_time_seconds", "gauge", "Since 1970.",
               static_cast<std::uint64_t>(kStartedAt));
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
  render_process(out);
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
