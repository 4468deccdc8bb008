#pragma once
// Which lock guards which member, written so that clang checks it (-Wthread-safety, an error in the
// preset `clang`); g++ sees plain code.
//
//   class Counter {
//    public:
//     void add() { const MutexLock lock(mutex_); ++value_; }
//    private:
//     void grow() VITRINE_REQUIRES(mutex_);      // its callers hold the lock
//     Mutex mutex_;
//     int value_ VITRINE_GUARDED_BY(mutex_) = 0;  // touched under the lock alone
//   };
//
// std::condition_variable_any waits on a MutexLock. A predicate is a function of its own to the
// check, so it says what it needs: [this]() VITRINE_REQUIRES(mutex_) { return ready_; }.
//
// Why a wrapper: libstdc++'s std::mutex has none of the attributes. Source:
// clang.llvm.org/docs/ThreadSafetyAnalysis.html, whose names these are.

#include <mutex>

#if defined(__clang__)
#define VITRINE_ANNOTATE(attribute) __attribute__((attribute))
#else
#define VITRINE_ANNOTATE(attribute)
#endif

#define VITRINE_CAPABILITY(name) VITRINE_ANNOTATE(capability(name))
#define VITRINE_SCOPED_CAPABILITY VITRINE_ANNOTATE(scoped_lockable)
#define VITRINE_GUARDED_BY(mutex) VITRINE_ANNOTATE(guarded_by(mutex))
#define VITRINE_PT_GUARDED_BY(mutex) VITRINE_ANNOTATE(pt_guarded_by(mutex))
#define VITRINE_REQUIRES(...) VITRINE_ANNOTATE(requires_capability(__VA_ARGS__))
#define VITRINE_EXCLUDES(...) VITRINE_ANNOTATE(locks_excluded(__VA_ARGS__))
#define VITRINE_ACQUIRE(...) VITRINE_ANNOTATE(acquire_capability(__VA_ARGS__))
#define VITRINE_RELEASE(...) VITRINE_ANNOTATE(release_capability(__VA_ARGS__))

namespace vitrine {

/// std::mutex, known to the check.
class VITRINE_CAPABILITY("mutex") Mutex {
 public:
  void lock() VITRINE_ACQUIRE() { mutex_.lock(); }
  void unlock() VITRINE_RELEASE() { mutex_.unlock(); }

 private:
  std::mutex mutex_;
};

/// Holds a Mutex to the end of its scope; unlock() and lock() let go of it in between.
class VITRINE_SCOPED_CAPABILITY MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) VITRINE_ACQUIRE(mutex) : mutex_(mutex) { mutex_.lock(); }
  ~MutexLock() VITRINE_RELEASE() {
    if (is_held_) mutex_.unlock();
  }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

  void lock() VITRINE_ACQUIRE() {
    mutex_.lock();
    is_held_ = true;
  }
  void unlock() VITRINE_RELEASE() {
    is_held_ = false;
    mutex_.unlock();
  }

 private:
  Mutex& mutex_;
  bool is_held_ = true;
};

}  // namespace vitrine
