#pragma once
// Catalogue: the library, and a cache of open datasets.
//
// Each request asks for its dataset anew, which costs one small read: if the library has another
// snapshot by now, or a mended copy of the same one, that is opened and the old one goes when its
// last request ends. So an import is seen without a restart, and a request sees one snapshot from
// beginning to end. A dataset that is damaged or gone is an error of its own requests alone. Thread
// safe.

#include <map>
#include <memory>
#include <mutex>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "engine/label_columns.h"
#include "local/bitmap_split.h"
#include "local/row_selector.h"
#include "search/split.h"
#include "store/library.h"

namespace vitrine::cluster {
class EngineClient;
}  // namespace vitrine::cluster

namespace vitrine::engine {

/// A split with the labels of a book as columns behind its own.
struct LabelledSplit {
  std::shared_ptr<const store::LabelBook> book;  ///< Keeps alive what `labels` points to.
  PlacedLabels labels;
  std::shared_ptr<const search::Split> split;

  /// The label's value at the row; null where it has none.
  const store::LabelValue* value(std::string_view label, std::uint64_t row) const;
};

/// One snapshot and those of its splits that were asked for. Thread safe.
class OpenDataset {
 public:
  /// `sql` must outlive the dataset and its splits. `engine`: where rows are that are not in the
  /// snapshot; null where nobody said.
  OpenDataset(std::shared_ptr<const store::Snapshot> snapshot, local::RowSelector& sql,
              std::shared_ptr<const cluster::EngineClient> engine)
      : snapshot_(std::move(snapshot)), sql_(&sql), engine_(std::move(engine)) {}

  const store::Manifest& manifest() const { return snapshot_->manifest(); }
  const store::Snapshot& snapshot() const { return *snapshot_; }
  /// The config of that name; without a name, the first. Errors: not_found.
  Result<const store::ConfigManifest*> config(std::string_view name = {}) const;
  /// The split of that name in that config, each without a name the first; the same reader every
  /// time. The one place where names become a split. Errors: not_found.
  Result<std::shared_ptr<const search::Split>> split(std::string_view config = {},
                                                     std::string_view split = {}) const;
  /// `split`, one of this dataset's, with its labels; the same object while the book is the same.
  /// Errors and cost: as place_labels(). Requires: no engine has its rows.
  Result<std::shared_ptr<const LabelledSplit>> labelled(
      const search::Split& split, const std::shared_ptr<const store::LabelBook>& book,
      const std::stop_token& stop) const;

 private:
  std::shared_ptr<const store::Snapshot> snapshot_;
  local::RowSelector* sql_;
  std::shared_ptr<const cluster::EngineClient> engine_;
  mutable std::mutex mutex_;
  mutable std::map<const store::SplitManifest*, std::shared_ptr<const search::Split>> splits_;
  /// Of those, the ones whose rows are here.
  mutable std::map<const store::SplitManifest*, std::shared_ptr<const local::BitmapSplit>>
      local_splits_;
  mutable std::map<const store::SplitManifest*, std::shared_ptr<const LabelledSplit>> labelled_;
};

class Catalogue {
 public:
  static constexpr std::size_t kMostOpen = 256;

  /// `sql`: of the engine that answers the conditions of all splits. Of more than `most_open`
  /// datasets the one that was asked for longest ago is let go, so that maps and what is read of
  /// them stay bounded however large the library is.
  Catalogue(store::Library library, local::RowSelector::Options sql,
            std::size_t most_open = kMostOpen)
      : library_(std::move(library)), sql_(std::move(sql)), most_open_(most_open) {}

  const store::Library& library() const { return library_; }

  /// Requires: nothing was opened yet.
  void use_engine(std::shared_ptr<const cluster::EngineClient> engine) {
    engine_ = std::move(engine);
  }

  /// The dataset's current snapshot. Errors: not_found; corrupt or unsupported with what to do.
  Result<std::shared_ptr<const OpenDataset>> open(const store::DatasetName& dataset) const;

 private:
  store::Library library_;
  mutable local::RowSelector sql_;
  std::shared_ptr<const cluster::EngineClient> engine_;
  std::size_t most_open_;
  mutable std::uint64_t num_uses_ = 0;
  mutable std::mutex mutex_;
  struct Opened {
    store::CurrentSnapshot current;
    std::shared_ptr<const OpenDataset> dataset;
    std::uint64_t used_at = 0;  ///< By num_uses_.
  };
  mutable std::map<store::DatasetName, Opened> open_;
};

}  // namespace vitrine::engine
