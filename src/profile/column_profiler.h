#pragma once
// ColumnProfiler: what one column's statistics are made of, gathered pass by pass.
//
//   do { for (chunk : relation) profiler.consume(chunk.column(i), chunk.rows()); }
//   while (!profiler.end_pass());
//   statistics = profiler.statistics(rows);
// Not thread safe.

#include <cstddef>
#include <memory>
#include <string>

#include "duck/column_view.h"
#include "profile/spill.h"
#include "profile/statistics.h"
#include "schema/features.h"

namespace vitrine::profile {

class ColumnProfiler {
 public:
  ColumnProfiler() = default;
  virtual ~ColumnProfiler() = default;
  ColumnProfiler(const ColumnProfiler&) = delete;
  ColumnProfiler& operator=(const ColumnProfiler&) = delete;

  /// The SQL expression over the column that consume() wants to see.
  virtual std::string expression(const std::string& column) const { return column; }
  virtual void consume(const duck::ColumnView& column, std::size_t rows) = 0;
  /// True: done. False: all rows must be shown once more.
  virtual bool end_pass() = 0;
  /// `rows`: how many one pass had.
  virtual Statistics statistics(std::uint64_t rows) const = 0;
};

/// The profiler for columns of this type, or null where there is nothing to say.
/// `space` and `file_of` outlive it; the first tells whether its disk failed.
std::unique_ptr<ColumnProfiler> make_profiler(const schema::Feature& feature,
                                              std::size_t memory_bytes, SpillSpace& space,
                                              const FileOfAddress& file_of);

}  // namespace vitrine::profile
