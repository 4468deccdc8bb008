#pragma once
// DoneBehind: items that threads of its own work on behind the one that hands them over.
//
//   DoneBehind<Rows> stored(1, kBytes, [&](Rows& rows, std::size_t) { return store(rows); });
//   while (next(rows) && stored.push(std::move(rows))) continue;
//   Status status = stored.finish();   // errors and exceptions of the work: here
//
// The other way round than MadeAhead. `Item` has a bytes(): no more of them wait or are worked on
// than are to be held, but for a single one that is heavier. With one thread they are worked on in
// the order of their handing over, with several each is begun in it.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <thread>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/thread_annotations.h"

namespace vitrine {

template <typename Item>
class DoneBehind {
 public:
  /// Does what is to be done with an item, on thread 0, 1, ...; an error ends the work of all.
  using Work = std::function<Status(Item& item, std::size_t thread)>;

  /// Starts the threads. Throws where the system gives none, or not all.
  DoneBehind(std::size_t num_threads, std::size_t most_bytes, Work work)
      : most_bytes_(most_bytes), work_(std::move(work)) {
    try {
      for (std::size_t i = 0; i < num_threads; ++i) threads_.emplace_back([this, i] { run(i); });
    } catch (...) {
      drop();
      throw;
    }
  }

  /// Drops what waits, and waits for what is worked on.
  ~DoneBehind() { drop(); }
  DoneBehind(const DoneBehind&) = delete;
  DoneBehind& operator=(const DoneBehind&) = delete;

  /// Hands an item over; waits while too many are held. False, and the item is not taken, where
  /// the work has failed: finish() says why. One thread may call it.
  bool push(Item item) {
    const std::size_t bytes = item.bytes();
    {
      MutexLock lock(mutex_);
      changed_.wait(lock, [&]() VITRINE_REQUIRES(mutex_) {
        return failed_ || held_bytes_ == 0 || held_bytes_ + bytes <= most_bytes_;
      });
      if (failed_) return false;
      held_bytes_ += bytes;
      queue_.push_back({std::move(item), bytes});
    }
    changed_.notify_all();
    return true;
  }

  /// Waits until all is done. Errors: the first of the work. Throws what the work threw.
  Status finish() {
    {
      const MutexLock lock(mutex_);
      closed_ = true;
    }
    join();
    const MutexLock lock(mutex_);
    if (thrown_) std::rethrow_exception(thrown_);
    return status_;
  }

 private:
  struct Held {
    Item item;
    std::size_t bytes = 0;
  };

  void drop() {
    {
      const MutexLock lock(mutex_);
      queue_.clear();
      closed_ = true;
    }
    join();
  }

  void join() {
    changed_.notify_all();
    for (std::thread& thread : threads_) {
      if (thread.joinable()) thread.join();
    }
  }

  void run(std::size_t thread) {
    MutexLock lock(mutex_);
    while (true) {
      changed_.wait(lock, [this]() VITRINE_REQUIRES(mutex_) {
        return failed_ || closed_ || !queue_.empty();
      });
      if (failed_ || queue_.empty()) return;
      const std::size_t bytes = queue_.front().bytes;
      Status status;
      std::exception_ptr thrown;
      {
        Item item = std::move(queue_.front().item);
        queue_.pop_front();
        lock.unlock();
        try {
          status = work_(item, thread);
        } catch (...) {
          thrown = std::current_exception();
        }
      }  // gone before another takes its place
      lock.lock();
      if ((!status || thrown) && !failed_) {
        failed_ = true;
        status_ = std::move(status);
        thrown_ = thrown;
      }
      held_bytes_ -= bytes;
      changed_.notify_all();
    }
  }

  const std::size_t most_bytes_;
  const Work work_;
  Mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Held> queue_ VITRINE_GUARDED_BY(mutex_);
  /// Of items in the queue and in the threads' hands.
  std::size_t held_bytes_ VITRINE_GUARDED_BY(mutex_) = 0;
  bool closed_ VITRINE_GUARDED_BY(mutex_) = false;  ///< No more items come.
  bool failed_ VITRINE_GUARDED_BY(mutex_) = false;
  Status status_ VITRINE_GUARDED_BY(mutex_);
  std::exception_ptr thrown_ VITRINE_GUARDED_BY(mutex_);
  std::vector<std::thread> threads_;  // last: they use all of the above
};

}  // namespace vitrine
