#pragma once
// Reading lists: the rows that a reader keeps of a dataset, with a note, a rating, a folder, tags
// and how far the reading is.
//
//   HOME/datasets/{owner}/{name}/reading-list.json
//
// It stands beside the snapshots, so it survives the next import and goes with the dataset. An
// entry remembers the title that its row had, the snapshot it was kept from and what names the
// row's content (engine/row_identity.h), so that it can follow its row into another snapshot. What
// a person wrote is never overwritten by guesses: a file that cannot be read is an error until it
// is repaired or removed. Thread safe within one process; between processes the last writer wins,
// the file is always whole. Cost: one small read, and for a change one atomic write, of the
// dataset's list.

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "base/result.h"
#include "store/dataset_name.h"

namespace vitrine::store {

/// Which row an entry is about. Unique in a list.
struct ReadingKey {
  std::string config;
  std::string split;
  std::uint64_t row = 0;
  std::string snapshot;  ///< The id of the one that `row` counts in.

  auto operator<=>(const ReadingKey&) const = default;
};

struct ReadingEntry {
  static constexpr std::size_t kMaxTitleBytes = 2000;
  static constexpr std::size_t kMaxNoteBytes = 100'000;
  static constexpr std::size_t kMaxFolderBytes = 200;
  static constexpr std::size_t kMostTags = 50;
  static constexpr std::size_t kMaxTagBytes = 100;
  static constexpr int kMaxRating = 5;

  ReadingKey key;
  std::string identity;  ///< Names the row's content; empty in lists of version 2 and before.
  std::string title;     ///< What the row was called when it was kept.
  std::string note;
  std::string folder;              ///< Empty: in none.
  std::vector<std::string> tags;   ///< None empty, each once.
  std::string status = "to read";  ///< "to read", "reading" or "read".
  int rating = 0;                  ///< 1 to kMaxRating; 0: none.
  std::int64_t added_at = 0;       ///< Seconds since 1970-01-01 UTC.
  std::int64_t changed_at = 0;
};

class ReadingLists {
 public:
  static constexpr std::size_t kMostEntries = 10'000;

  explicit ReadingLists(fs::path home) : home_(std::move(home)) {}

  /// In the order they were added; empty where there is no list. Errors: corrupt, io.
  Result<std::vector<ReadingEntry>> entries(const DatasetName& dataset) const;
  /// The entry of the row that is meant; where there is none yet, one with no more than its key and
  /// identity, whose `added_at` is 0. `edit` changes it, or refuses.
  using Edit = std::function<Status(ReadingEntry&)>;
  /// Applies `edit` to the entry of `key`, or else to one of another snapshot that has `identity`
  /// (if that is not empty), which is of `key` from then on, or else to a new one; keeps the result
  /// with the time `now`. Errors: those of `edit`; invalid_argument for values outside the bounds
  /// above; too_large beyond kMostEntries; corrupt; not_found if the dataset is gone; io. On an
  /// error nothing is changed.
  Result<ReadingEntry> edit(const DatasetName& dataset, const ReadingKey& key,
                            std::string_view identity, std::int64_t now, const Edit& edit) const;
  /// Gives the entries of these keys that have no identity theirs; all else of them stays. Errors:
  /// corrupt; io.
  Status identify(const DatasetName& dataset,
                  const std::map<ReadingKey, std::string>& identities) const;
  /// Errors: not_found; corrupt; io.
  Status remove(const DatasetName& dataset, const ReadingKey& key) const;

 private:
  using Change = std::function<Status(std::vector<ReadingEntry>&)>;

  fs::path file_of(const DatasetName& dataset) const;
  /// Reads the list, changes and writes it while nobody else does; where `change` fails, nothing is
  /// written.
  Status change(const DatasetName& dataset, const Change& change) const;

  fs::path home_;
  mutable std::mutex mutex_;  // of the files
};

}  // namespace vitrine::store
