#pragma once
// Uploads: files that clients send to be imported, in pieces, so that a file of any size takes no
// more memory than one piece.
//
// Each lies in a folder of its own below one that belongs to this process and goes with it, under
// the name it had at the client: the dataset is named after it. One that nobody sent to or asked
// for in kKeptFor goes when another begins, so that what closed pages leave takes no place for
// long. Thread safe; pieces of one file come one at a time.

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "base/file.h"
#include "base/result.h"

namespace vitrine::jobs {

class Uploads {
 public:
  static constexpr std::size_t kMostOpen = 16;
  static constexpr std::uint64_t kMaxBytes = std::uint64_t{64} << 30U;
  static constexpr std::chrono::minutes kKeptFor{15};

  using Clock = std::chrono::steady_clock;

  /// Empties `folder`, which is created with the first upload.
  explicit Uploads(fs::path folder, std::function<Clock::time_point()> now = Clock::now);
  ~Uploads();
  Uploads(const Uploads&) = delete;
  Uploads& operator=(const Uploads&) = delete;

  /// An empty file of that name. Errors: invalid_argument unless it is a plain file name;
  /// unavailable with kMostOpen under way; io.
  Result<std::uint64_t> begin(std::string_view filename);
  /// Adds bytes at the end and returns the size there is then. Errors: not_found;
  /// invalid_argument unless `offset` is the size so far; too_large; io.
  Result<std::uint64_t> append(std::uint64_t id, std::uint64_t offset, std::string_view bytes);
  /// The file as it is by now; it stays here, and goes with discard. Errors: not_found.
  Result<fs::path> find(std::uint64_t id);
  /// Hands the file over: its folder is the caller's to remove. Errors: not_found.
  Result<fs::path> take(std::uint64_t id);
  /// Errors: not_found.
  Status discard(std::uint64_t id);

 private:
  struct Upload {
    fs::path path;
    std::uint64_t size = 0;
    Clock::time_point used_at;
  };
  /// Requires: mutex_.
  void forget_unused();
  Result<Upload*> use(std::uint64_t id);

  fs::path folder_;
  std::function<Clock::time_point()> now_;
  std::mutex mutex_;  // of the members below and the files
  std::map<std::uint64_t, Upload> open_;
  std::uint64_t last_id_ = 0;
};

}  // namespace vitrine::jobs
