#include "profile/moment_summary.h"

#include <algorithm>

namespace vitrine {

void MomentSummary::add(std::int64_t micros) {
  if (first_pass_) {
    first_ = any_ ? std::min(first_, micros) : micros;
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

std::string MomentSummary::block_json(std::uint64_t rows) const {
  return datetime_block_json(seconds_.block(rows), first_);
}

}  // namespace vitrine
