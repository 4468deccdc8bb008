#include "profile/moment_summary.h"

#include <algorithm>

namespace vitrine {

void MomentSummary::add(std::int64_t micros, int nanos) {
  if (first_pass_) {
    const Int128 moment = Int128{micros} * 1000 + nanos;
    first_ = any_ ? std::min(first_, micros) : micros;
    range_.first_nanos = any_ ? std::min(range_.first_nanos, moment) : moment;
    range_.last_nanos = any_ ? std::max(range_.last_nanos, moment) : moment;
    any_ = true;
  } else {
    seconds_.add((Int128{micros} - first_) / 1000000);
  }
}

bool MomentSummary::end_pass() {
  if (!first_pass_) return seconds_.end_pass();
  first_pass_ = false;
  return !any_;
}

void MomentSummary::write(ColumnStatistics& out, std::uint64_t rows, const TimeZone* zone) const {
  const IntegerBlock block = seconds_.block(rows);
  out.statistics = datetime_block_json(block, first_, &range_, zone);
  out.hub = datetime_block_json(block, first_, nullptr, zone);
  // Shown in whole seconds, and counted between those.
  const std::int64_t base = first_ - (first_ % 1000000 + 1000000) % 1000000;
  for (const double seconds : edges_of(block))
    out.edges.push_back(static_cast<double>(base) + seconds * 1e6);
}

}  // namespace vitrine
