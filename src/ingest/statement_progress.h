#pragma once
// StatementProgress: tells a sink how far a running statement is, by what DuckDB says of it and by
// the rows that sources of ours have handed out.

#include <condition_variable>
#include <mutex>
#include <string_view>
#include <thread>

#include "base/progress.h"
#include "duck/database.h"

namespace vitrine::ingest {

/// Ten times a second, from a thread of its own, until destroyed. Connection and sink must outlive
/// it; a null sink hears nothing. `stage` must be a literal.
class StatementProgress {
 public:
  StatementProgress(const duck::Connection& connection, ProgressSink* sink, std::string_view stage,
                    std::uint64_t num_rows);

 private:
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;
};

}  // namespace vitrine::ingest
