#pragma once
// Transfers: leaves to send content to a dataset. The programs that send large files show no token
// with the bytes, so the address that they send to is a secret of its own: who was given it may
// send, for as long as they do.
//
// Kept in memory: after a restart a client asks for a leave anew. Thread safe.

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "store/dataset_name.h"

namespace vitrine::pushed {

struct Transfer {
  store::DatasetName dataset;
  std::string sha256;  ///< Of what is to come; empty for a session of many contents.
  std::uint64_t size_bytes = 0;
};

class Transfers {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::minutes kIdle{60};
  static constexpr std::size_t kMost = 100'000;

  explicit Transfers(std::function<Clock::time_point()> now = Clock::now) : now_(std::move(now)) {}

  /// A name of 256 random bits, in 64 hexadecimal digits. Errors: unavailable with kMost open.
  Result<std::string> begin(Transfer transfer);
  /// Nothing unless it was begun, and used within kIdle. Counts as a use.
  std::optional<Transfer> find(std::string_view name);
  /// The same, and no use of it.
  bool is_open(std::string_view name);
  void end(std::string_view name);

 private:
  struct Open {
    Transfer transfer;
    Clock::time_point used;
  };

  std::function<Clock::time_point()> now_;
  std::mutex mutex_;
  std::map<std::string, Open, std::less<>> open_;  // guarded by mutex_
};

}  // namespace vitrine::pushed
