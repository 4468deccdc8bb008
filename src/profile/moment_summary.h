#pragma once
// MomentSummary: the block of a column of dates. One pass finds the earliest; from then on the
// column is one of whole seconds after it.

#include <cstdint>
#include <string>

#include "profile/number_summary.h"
#include "profile/statistics.h"

namespace vitrine {

class MomentSummary {
 public:
  MomentSummary(std::size_t memory_bytes, SpillSpace& space) : seconds_(memory_bytes, space) {}

  /// Microseconds since 1970.
  void add(std::int64_t micros);
  /// True: done. False: every moment must be added once more.
  bool end_pass();
  /// Fills in the block and its edges.
  void write(ColumnStatistics& out, std::uint64_t rows) const;

 private:
  bool first_pass_ = true;
  bool any_ = false;
  std::int64_t first_ = 0;
  NumberSummary<Int128> seconds_;
};

}  // namespace vitrine
