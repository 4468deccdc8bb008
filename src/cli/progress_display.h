#pragma once
// Progress display: import progress on stderr. One line that is rewritten on a terminal; elsewhere
// a plain line every few seconds, so that logs stay readable.

#include <chrono>
#include <string>

#include "base/progress.h"

namespace vitrine::cli {

class ProgressDisplay final : public ProgressSink {
 public:
  explicit ProgressDisplay(std::string title);
  /// Clears the terminal line.
  ~ProgressDisplay() override;

  void update(const ProgressUpdate& update) override;

 private:
  using Clock = std::chrono::steady_clock;
  void print(const std::string& line);

  std::string title_;
  bool terminal_;
  std::string stage_;
  Clock::time_point stage_started_ = Clock::now();
  Clock::time_point last_print_;
};

/// "indexing default/train  45,000 of 92,299 rows  61,000 rows/s  1 s left": what is known of it.
std::string progress_line(const ProgressUpdate& update, double seconds);

/// "1 row", "92,299 rows".
std::string row_count(std::uint64_t rows);
/// "92,299"; "1.2 MB"; "3 s", "2 min 5 s".
std::string with_thousands(std::uint64_t number);
std::string byte_count(std::uint64_t bytes);
std::string duration_text(double seconds);

}  // namespace vitrine::cli
