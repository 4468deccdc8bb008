#include "profile/moment_summary.h"

#include <algorithm>
#include <cmath>

#include "profile/rounding.h"

namespace vitrine::profile {
namespace {

constexpr duck::Int128 kMicrosOfSecond = 1'000'000;
constexpr duck::Int128 kNanosOfSecond = 1'000'000'000;

/// The whole seconds of a count of parts of a second, rounded down.
duck::Int128 second_of(duck::Int128 count, duck::Int128 parts) {
  return (count - (count % parts + parts) % parts) / parts;
}

Moment moment_at(duck::Int128 second, duck::Int128 nanos, const duck::TimeZone* zone) {
  const std::int32_t offset =
      zone == nullptr ? 0 : zone->offset_at(static_cast<std::int64_t>(second));
  return {second * kNanosOfSecond + nanos, offset};
}

}  // namespace

void MomentSummary::add(std::int64_t micros, int nanos) {
  if (first_pass_) {
    const duck::Int128 moment = duck::Int128{micros} * 1000 + nanos;
    first_ = any_ ? std::min(first_, micros) : micros;
    first_nanos_ = any_ ? std::min(first_nanos_, moment) : moment;
    last_nanos_ = any_ ? std::max(last_nanos_, moment) : moment;
    any_ = true;
  } else {
    seconds_.add((duck::Int128{micros} - first_) / 1000000);
  }
}

bool MomentSummary::end_pass() {
  if (!first_pass_) return seconds_.end_pass();
  first_pass_ = false;
  return !any_;
}

DatetimeStatistics MomentSummary::statistics(std::uint64_t rows, const duck::TimeZone* zone) const {
  const IntegerFigures seconds = seconds_.figures(rows);
  DatetimeStatistics statistics{.nulls = seconds.nulls};
  if (seconds.is_empty()) return statistics;
  const auto after_first = [&](double after) {
    return moment_at(second_of(first_ + std::llround(after * 1e6), kMicrosOfSecond), 0, zone);
  };
  const auto at_nanos = [&](duck::Int128 nanos) {
    const duck::Int128 second = second_of(nanos, kNanosOfSecond);
    return moment_at(second, nanos - second * kNanosOfSecond, zone);
  };
  MomentFigures& moments = statistics.moments.emplace();
  moments.min = at_nanos(first_nanos_);
  moments.max = at_nanos(last_nanos_);
  moments.mean = after_first(round_to_five(seconds.mean));
  moments.median = after_first(round_to_five(seconds.median));
  if (seconds.deviation)
    moments.deviation_micros = std::llround(round_to_five(*seconds.deviation) * 1e6);
  moments.bins.counts = seconds.bins.counts;
  for (const duck::Int128 edge : seconds.bins.edges)
    moments.bins.edges.push_back(after_first(static_cast<double>(edge)));
  return statistics;
}

}  // namespace vitrine::profile
