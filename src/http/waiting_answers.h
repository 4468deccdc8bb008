#pragma once
// Answers that wait for their clients. A client that reads slowly keeps its answer here, and many
// of them could take all memory: so no more than a limit is kept in memory, and what is large and
// beyond it waits in a file without a name, from which it is sent as any file is. Thread safe.

#include <atomic>
#include <cstdint>
#include <utility>

#include "base/file.h"
#include "http/message.h"

namespace vitrine::http {

class WaitingAnswers {
 public:
  struct Limits {
    /// In memory, of answers above kSmall.
    std::uint64_t memory_bytes = 64U << 20U;
    /// In files; beyond, an answer becomes 503.
    std::uint64_t file_bytes = std::uint64_t{8} << 30U;
    /// Where the files are; empty: the system's folder for them.
    fs::path folder = {};
  };
  /// Answers up to this size are not counted: the limit of connections bounds them.
  static constexpr std::uint64_t kSmall = 64U << 10U;

  explicit WaitingAnswers(Limits limits) : limits_(std::move(limits)) {}

  /// Counts an answer until it is gone.
  class Hold {
   public:
    Hold() = default;
    ~Hold() { release(); }
    Hold(Hold&& other) noexcept
        : counter_(std::exchange(other.counter_, nullptr)), size_(other.size_) {}
    Hold& operator=(Hold&& other) noexcept {
      release();
      counter_ = std::exchange(other.counter_, nullptr);
      size_ = other.size_;
      return *this;
    }

   private:
    friend class WaitingAnswers;
    Hold(std::atomic<std::uint64_t>& counter, std::uint64_t size)
        : counter_(&counter), size_(size) {}
    void release() {
      if (counter_ != nullptr) counter_->fetch_sub(size_, std::memory_order_relaxed);
      counter_ = nullptr;
    }

    std::atomic<std::uint64_t>* counter_ = nullptr;
    std::uint64_t size_ = 0;
  };

  /// Moves the body of `response`, ready to be sent, to a file where memory is short, or makes 503
  /// of it. The hold must not outlive this object.
  Hold keep(Response& response);

 private:
  Hold keep_in_file(Response& response, std::string_view bytes);

  Limits limits_;
  std::atomic<std::uint64_t> in_memory_ = 0;
  std::atomic<std::uint64_t> in_files_ = 0;
};

}  // namespace vitrine::http
