#include "ingest/statement_progress.h"

#include <algorithm>
#include <chrono>

namespace vitrine::ingest {

StatementProgress::StatementProgress(const duck::Connection& connection, ProgressSink* sink,
                                     std::string_view stage, std::uint64_t num_rows) {
  if (sink == nullptr) return;
  thread_ = std::jthread([this, &connection, sink, stage, num_rows,
                          before = connection.rows_read()](const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (!wake_.wait_for(lock, stop, std::chrono::milliseconds(100), [] { return false; })) {
      if (stop.stop_requested()) return;
      ProgressUpdate update;
      update.stage = stage;
      update.rows_total = num_rows;
      const auto estimated = static_cast<std::uint64_t>(connection.progress().value_or(0.0) *
                                                        static_cast<double>(num_rows));
      // A sample that was taken of the rows counts too, so that there may be some more.
      const std::uint64_t read = connection.rows_read() - before;
      update.rows = std::min(std::max(estimated, read), num_rows);
      sink->update(update);
    }
  });
}

}  // namespace vitrine::ingest
