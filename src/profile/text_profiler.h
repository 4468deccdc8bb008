#pragma once
// TextProfiler: a string column is one of dates, of labels, or of free text, in this order.

#include <optional>

#include "profile/column_profiler.h"
#include "profile/datetime_layout.h"
#include "profile/distinct.h"
#include "profile/length_counts.h"
#include "profile/moment_summary.h"

namespace vitrine::profile {

class TextProfiler final : public ColumnProfiler {
 public:
  TextProfiler(std::size_t memory_bytes, SpillSpace& space);

  void consume(const duck::ColumnView& column, std::size_t rows) override;
  bool end_pass() override;
  Statistics statistics(std::uint64_t rows) const override;

 private:
  void see_first(std::string_view text);
  bool are_labels(std::uint64_t rows) const;

  DistinctCounter distinct_;
  /// Counts texts until there are too many of them to be labels.
  std::optional<FrequencyCounter> labels_;
  DatetimeLayouts layouts_;
  MomentSummary moments_;
  bool moments_done_ = false;
  std::string first_;  ///< Text of the column, as far as it may be a moment.
  LengthCounts lengths_;
  std::uint64_t present_ = 0;
  TextCounts counts_ = {};  ///< Without the distinct ones.
  bool first_pass_ = true;
};

/// Code points of well-formed UTF-8. Cost: about 0.1 ns per byte.
std::size_t count_code_points(std::string_view text);

}  // namespace vitrine::profile
