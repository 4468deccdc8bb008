#pragma once
// Repairs: indexes that turned out to be damaged or of an older version, made again in the
// background from intact Parquet while everything else goes on answering.
//
// A dataset is looked at once for each state in which it was found damaged: what cannot be mended
// so is not tried with every request. One at a time, on one thread, behind the requests. Thread
// safe; the destructor stops what is under way.

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <set>
#include <stop_token>
#include <string>
#include <thread>

#include "base/result.h"
#include "base/thread_annotations.h"
#include "store/library.h"

namespace vitrine::ingest {
class RowPlace;
}  // namespace vitrine::ingest

namespace vitrine::jobs {

/// Why a dataset's current snapshot is not believed.
enum class Doubt { kDamage, kVersion };

class Repairs {
 public:
  /// `told`: one sentence about each dataset that was mended or could not be; on the own thread.
  /// `rows`: where rows go, which outlives this; null: they stay in the library.
  Repairs(store::Library library, std::function<void(const std::string&)> told,
          const ingest::RowPlace* rows = nullptr);
  ~Repairs();
  Repairs(const Repairs&) = delete;
  Repairs& operator=(const Repairs&) = delete;

  /// Has the dataset looked at, and mended if the doubt is right. Returns at once; cost: one small
  /// read here; of damage, one read of all of its files on the own thread.
  void consider(const store::DatasetName& dataset, Doubt doubt);
  /// Returns when nothing waits or runs.
  void wait_until_idle();

 private:
  void run(const std::stop_token& stop);
  struct Case {
    store::DatasetName dataset;
    Doubt doubt;
  };
  Result<std::string> reason_to_mend(const Case& doubted, const std::stop_token& stop) const;
  void mend(const Case& doubted, const std::stop_token& stop);

  store::Library library_;
  std::function<void(const std::string&)> told_;
  const ingest::RowPlace* rows_;
  Mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Case> waiting_ VITRINE_GUARDED_BY(mutex_);
  bool is_busy_ VITRINE_GUARDED_BY(mutex_) = false;
  /// What was looked at: a dataset, the copy that was its current one, and the doubt.
  std::set<std::string> seen_ VITRINE_GUARDED_BY(mutex_);
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace vitrine::jobs
