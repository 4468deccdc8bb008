#pragma once
// DatasetCopy: makes one dataset of a library what its origin lists, from whatever it is.
//
// The snapshot comes first and is put in place whole; then what was made of it since, what was
// pushed, and last what people wrote. One thread at a time.

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "replica/incoming.h"
#include "replica/origin.h"
#include "store/library.h"

namespace vitrine::replica {

/// What is told of the bytes on their way.
struct CopyProgress {
  std::function<void(std::uint64_t bytes)> missing;  ///< Of the dataset, at the beginning.
  std::function<void(std::uint64_t bytes)> came;
};

class DatasetCopy {
 public:
  /// `library`: as for_copying() gives it; with `origin` and the list it outlives this.
  DatasetCopy(const store::Library& library, Origin& origin, const ListedDataset& listed,
              const CopyProgress& progress)
      : library_(library), origin_(origin), listed_(listed), progress_(progress) {}

  /// Whether the current snapshot is the listed one, and can be opened.
  bool has_listed_snapshot() const;
  /// Back from the trash, where that has just the listed snapshot. Errors: io.
  Status restore_if_kept();
  /// Files that the dataset has whole here already are not fetched. Errors: those of Origin;
  /// corrupt for a manifest or a file that is not what was listed; too_large if there is no room;
  /// unavailable if the dataset is being written; io.
  Status fetch_snapshot(const std::stop_token& stop);
  /// All but the snapshot, which is there. Errors: the same.
  Status fetch_rest(const std::stop_token& stop);

 private:
  Result<store::Manifest> fetch_manifest(const std::stop_token& stop);
  Status fetch_derived(const std::stop_token& stop);
  Status fetch_pushed(const std::stop_token& stop);
  Status fetch_side_files(const std::stop_token& stop);
  /// Fetches a file of the dataset's folder, `from` and its path, and gives it its place, durably.
  Status put(Incoming& incoming, const std::string& from, const ListedFile& file,
             const std::stop_token& stop);
  Status check_room(std::uint64_t bytes) const;
  Result<Incoming> incoming(const std::string& what) const;
  fs::path folder() const;
  fs::path snapshot_folder() const;

  const store::Library& library_;
  Origin& origin_;
  const ListedDataset& listed_;
  const CopyProgress& progress_;
};

/// Names of the folders of HOME/incoming that copying the dataset uses.
std::vector<std::string> incoming_names(const ListedDataset& listed);

/// Takes what was pushed to the dataset away. Errors: io.
Status drop_pushed(const fs::path& home, const store::DatasetName& dataset);

}  // namespace vitrine::replica
