#pragma once
// MapJobs: maps of vector columns, made in the background when they are first asked for, one at a
// time, and kept beside the snapshot from then on.
//
// A map that is whole is served from its file; one that is missing, damaged or of another version
// is made anew. The work runs on all cores at a lower priority than requests have. Thread safe; the
// destructor stops what is under way.

#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "atlas/map_file.h"
#include "base/error.h"
#include "base/result.h"
#include "search/split.h"

namespace vitrine::jobs {

/// How far a map is. `stage` is "queued" or one of build_map()'s.
struct MapProgress {
  std::string stage = "queued";
  std::uint64_t done = 0;   ///< Points or epochs, as the stage has them.
  std::uint64_t total = 0;  ///< 0: not known.
  double fraction = 0;      ///< Of the whole work, from 0 to 1; never falls.
};

class MapJobs {
 public:
  /// At least one thread.
  explicit MapJobs(unsigned threads);
  ~MapJobs();
  MapJobs(const MapJobs&) = delete;
  MapJobs& operator=(const MapJobs&) = delete;

  /// Exactly one of the two is there.
  struct Answer {
    std::shared_ptr<const atlas::MapFile> map;
    std::shared_ptr<const MapProgress> progress;
  };

  /// The map, or how far it is; begins it if need be. Never waits for it.
  /// Errors: why it could not be made, told once, so that asking again tries again; unavailable if
  /// too many others wait. Requires: `column` is a position with a vector file.
  Result<Answer> ask(const std::shared_ptr<const search::Split>& split, std::size_t column);

  /// Stops making the map. Says whether one was being made or waiting.
  bool cancel(const search::Split& split, std::size_t column);

  /// Waits until every map that was asked for is made, has failed or was cancelled.
  void wait_until_idle();

 private:
  struct Job;
  class JobProgress;

  static std::string key_of(const search::Split& split, std::size_t column);
  Result<std::shared_ptr<const atlas::MapFile>> open_map(const search::Split& split,
                                                         std::size_t column);
  void run(const std::stop_token& stop);
  void finish(const std::shared_ptr<Job>& job, const Status& status);
  bool is_idle() const;

  unsigned threads_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::condition_variable ended_;
  std::map<std::string, std::weak_ptr<const atlas::MapFile>>
      open_;  // for as long as a request reads it
  std::map<std::string, std::shared_ptr<Job>> jobs_;
  std::deque<std::shared_ptr<Job>> waiting_;
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace vitrine::jobs
