#pragma once
// MomentSummary: the figures of a column of moments. One pass finds the earliest; from then on the
// column is one of whole seconds after it. Only the first and the last moment are kept as they are.

#include <cstdint>

#include "duck/time_zone.h"
#include "profile/number_summary.h"

namespace vitrine::profile {

class MomentSummary {
 public:
  MomentSummary(std::size_t memory_bytes, SpillSpace& space) : seconds_(memory_bytes, space) {}

  /// Microseconds since 1970, and the nanoseconds after them, 0 to 999.
  void add(std::int64_t micros, int nanos = 0);
  /// True: done. False: every moment must be added once more.
  bool end_pass();
  /// All but what is counted of texts, told as in `zone` (null: UTC). `rows` includes the null
  /// ones.
  DatetimeStatistics statistics(std::uint64_t rows, const duck::TimeZone* zone) const;

 private:
  bool first_pass_ = true;
  bool any_ = false;
  std::int64_t first_ = 0;
  duck::Int128 first_nanos_ = 0;
  duck::Int128 last_nanos_ = 0;
  NumberSummary<duck::Int128> seconds_;
};

}  // namespace vitrine::profile
