#pragma once
// MadeAhead: items that one thread makes a few ahead of another that takes them, in order.
//
//   MadeAhead<Block> blocks(kBytes, [&](Block& out) -> Result<bool> { return read_into(out); });
//   while (Block* block = *blocks.next()) use(*block);   // errors and exceptions of the maker:
//   there
//
// An item is made again of one that was taken, so that its memory is used again. `Item` has a
// bytes(): while items of more than `most_bytes` wait, no other is begun, so that there are at most
// these, one in each thread's hands, and no more where a single item is heavy.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <thread>
#include <utility>

#include "base/result.h"
#include "base/thread_annotations.h"

namespace vitrine {

template <typename Item>
class MadeAhead {
 public:
  /// Fills an item, which may hold what was taken before; false is the end, an error too.
  using Make = std::function<Result<bool>(Item& out)>;

  /// Starts the thread.
  MadeAhead(std::size_t most_bytes, Make make)
      : most_bytes_(most_bytes), make_(std::move(make)), thread_([this] { run(); }) {}

  /// Waits for the item that is being made, if any.
  ~MadeAhead() {
    {
      const MutexLock lock(mutex_);
      dropped_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }
  MadeAhead(const MadeAhead&) = delete;
  MadeAhead& operator=(const MadeAhead&) = delete;

  /// The next item, valid until the next call; nullptr at the end. One thread may call it.
  Result<Item*> next() {
    {
      MutexLock lock(mutex_);
      if (has_taken_) spare_.push_back(std::move(taken_));
      has_taken_ = false;
      taken_bytes_ = 0;
      changed_.notify_all();
      changed_.wait(lock, [this]() VITRINE_REQUIRES(mutex_) { return ended_ || !ready_.empty(); });
      if (!ready_.empty()) {
        taken_ = std::move(ready_.front());
        ready_.pop_front();
        has_taken_ = true;
        taken_bytes_ = taken_.bytes();
        ready_bytes_ -= taken_bytes_;
      } else if (thrown_) {
        std::rethrow_exception(thrown_);
      } else if (!status_) {
        return status_.error();
      }
    }
    changed_.notify_all();
    return has_taken_ ? &taken_ : nullptr;
  }

 private:
  void run() {
    try {
      make_all();
    } catch (...) {
      const MutexLock lock(mutex_);
      thrown_ = std::current_exception();
      ended_ = true;
      changed_.notify_all();
    }
  }

  void make_all() {
    MutexLock lock(mutex_);
    while (true) {
      changed_.wait(lock, [this]() VITRINE_REQUIRES(mutex_) {
        return dropped_ || ready_bytes_ + taken_bytes_ <= most_bytes_;
      });
      if (dropped_) return;
      Item item;
      if (!spare_.empty()) {
        item = std::move(spare_.back());
        spare_.pop_back();
      }
      lock.unlock();
      Result<bool> more = make_(item);
      lock.lock();
      if (!more || !*more) {
        if (!more) status_ = std::move(more).error();
        ended_ = true;
        changed_.notify_all();
        return;
      }
      ready_bytes_ += item.bytes();
      ready_.push_back(std::move(item));
      changed_.notify_all();
    }
  }

  const std::size_t most_bytes_;
  const Make make_;
  Item taken_;  // the caller's, as is the next
  bool has_taken_ = false;
  Mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Item> ready_ VITRINE_GUARDED_BY(mutex_);
  std::deque<Item> spare_ VITRINE_GUARDED_BY(mutex_);
  std::size_t ready_bytes_ VITRINE_GUARDED_BY(mutex_) = 0;
  std::size_t taken_bytes_ VITRINE_GUARDED_BY(mutex_) = 0;
  bool ended_ VITRINE_GUARDED_BY(mutex_) = false;    ///< No more items are made.
  bool dropped_ VITRINE_GUARDED_BY(mutex_) = false;  ///< Nobody wants more.
  Status status_ VITRINE_GUARDED_BY(mutex_);
  std::exception_ptr thrown_ VITRINE_GUARDED_BY(mutex_);
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace vitrine
