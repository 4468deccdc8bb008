#pragma once
// Replica: a library that is kept the copy of another one.
//
// Every few seconds the origin is asked which snapshot is the current one of each of its datasets;
// an origin that has nothing new says no more than that. What is missing is fetched file by file,
// each checked by size and hash, and a snapshot counts when all of it is here: then it is put in
// place as an import puts one, so that readers, and a kill at any moment, see the old or the new.
// A dataset that the origin dropped goes to the trash, and is taken back from there if it comes
// again. While the origin cannot be reached, or sends what is no good, what is here is served on,
// and status() says so. docs/scale.md.

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "base/result.h"
#include "base/thread_annotations.h"
#include "replica/dataset_copy.h"
#include "replica/origin.h"
#include "store/copy_mark.h"
#include "store/library.h"

namespace vitrine::replica {

/// Times are seconds since 1970, UTC, by this machine's clock alone.
struct CopyStatus {
  std::string origin;     ///< Origin::name().
  bool is_whole = false;  ///< Whether all of the origin was here once.
  /// When this was last found to be all that the origin has; 0: never by this process.
  std::int64_t agreed_at = 0;
  std::string trouble = {};  ///< Why it may not be now, in one sentence; empty: it is.
  std::int64_t trouble_since = 0;
  std::size_t num_datasets = 0;         ///< Of the origin, when it was last reached.
  std::size_t num_datasets_behind = 0;  ///< Of these, not as it has them.
  std::uint64_t bytes_fetched = 0;      ///< By this process.
  std::uint64_t bytes_missing = 0;      ///< Of the dataset on its way.
  std::uint64_t num_failures = 0;       ///< Rounds that did not end well, by this process.

  /// Whether it may answer: all of the origin was here once, and this process has looked whether
  /// there is more by now, or has tried to. That the origin is gone is no reason not to.
  bool is_ready() const { return is_whole && (agreed_at > 0 || num_failures > 0); }
};

class Replica {
 public:
  struct Options {
    std::chrono::milliseconds interval = std::chrono::seconds(2);
    /// Told one sentence about each thing that happens, on the replica's thread. May be empty.
    std::function<void(const std::string&)> told = {};
  };

  /// Makes `library` the copy of `origin`, which people here know as `address`. Nothing is fetched
  /// yet. Errors: invalid_argument if the library has datasets of its own, which would be lost; io.
  static Result<std::unique_ptr<Replica>> open(const store::Library& library, std::string address,
                                               std::unique_ptr<Origin> origin, Options options);
  ~Replica();
  Replica(const Replica&) = delete;
  Replica& operator=(const Replica&) = delete;

  /// Begins to follow, on a thread of its own.
  void start();
  /// Asks the origin and fetches what is missing, once. A dataset that fails keeps none of the
  /// others back. Errors: the first. Requires: not started.
  Status follow_once(const std::stop_token& stop);

  CopyStatus status() const;
  /// This server's number and those of the origin's servers: LibraryListing::servers.
  std::vector<std::string> servers() const;
  /// The dataset turned out to be damaged here: what of it is wrong is fetched again.
  void doubt(const store::DatasetName& dataset);

 private:
  Replica(const store::Library& library, store::CopyMark mark, std::unique_ptr<Origin> origin,
          Options options);

  void run(const std::stop_token& stop);
  Status ask(const std::stop_token& stop);
  Status check_servers(const LibraryListing& listing) const;
  Status apply(const LibraryListing& listing, const std::stop_token& stop);
  Status apply(const ListedDataset& dataset, const std::stop_token& stop);
  /// Whether the dataset is to be looked at, and fetched where it is damaged.
  bool is_doubted(const store::DatasetName& dataset);
  Status drop_others(const LibraryListing& listing);
  void conclude(const Status& round);
  void tell(const std::string& sentence) const;

  store::Library library_;
  std::unique_ptr<Origin> origin_;
  Options options_;
  std::string server_;  ///< This one's number.

  // The follower's own.
  store::CopyMark mark_;
  std::optional<Origin::List> list_;
  bool is_settled_ = false;  ///< Whether the library is all that list_ has.
  std::map<store::DatasetName, ListedDataset> settled_;
  unsigned failures_ = 0;
  std::map<store::DatasetName, store::CurrentSnapshot>
      looked_at_;  ///< Of datasets that were doubted.

  mutable Mutex mutex_;
  std::condition_variable_any changed_;
  CopyStatus status_ VITRINE_GUARDED_BY(mutex_);
  std::vector<std::string> servers_ VITRINE_GUARDED_BY(mutex_);
  std::set<store::DatasetName> doubted_ VITRINE_GUARDED_BY(mutex_);
  bool is_woken_ VITRINE_GUARDED_BY(mutex_) = false;

  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace vitrine::replica
