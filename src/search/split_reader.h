#pragma once
// SplitReader: one split of a snapshot, opened for reading.
//
// The seam between "a split" and where its bytes are: everything above asks this class for rows,
// words, vectors and statistics, and knows nothing of files. Artefacts are mapped when first asked
// for, so opening costs next to nothing. Immutable and thread safe; keeps its snapshot alive.

#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "schema/features.h"
#include "store/column_values.h"
#include "store/library.h"
#include "store/row_store.h"
#include "store/split_layout.h"
#include "store/vector_file.h"
#include "text/index.h"
#include "vector/vector_index.h"

namespace vitrine {

/// All of a file's vectors, as searches take them. The file must outlive the view.
AnyVectorMatrix matrix_of(const VectorFile& file);

class SplitReader {
 public:
  /// Errors: not_found for a config or split that the snapshot does not have.
  static Result<std::shared_ptr<const SplitReader>> open(std::shared_ptr<const Snapshot> snapshot,
                                                         std::string_view config,
                                                         std::string_view split);

  const Snapshot& snapshot() const { return *snapshot_; }
  const ConfigManifest& config() const { return *config_; }
  const SplitManifest& split() const { return *split_; }
  const Features& features() const { return config_->features; }
  const SplitLayout& layout() const { return layout_; }
  std::uint64_t num_rows() const { return split_->num_rows; }

  /// Errors, here and below: corrupt, unsupported, io; the same error every time.
  Result<const RowStore*> rows() const;
  /// Errors also: unsupported if no column holds text.
  Result<const TextIndex*> text() const;
  /// Requires: `column` is a position with a vector file (layout().vector_columns).
  Result<const VectorFile*> vectors(std::size_t column) const;
  /// Null if the column has no index: it is small, or an older build made the snapshot.
  /// Requires: as vectors().
  Result<const VectorIndex*> vector_index(std::size_t column) const;
  Result<const ColumnValues*> values() const;
  /// The split's statistics.json.
  Result<std::string> statistics() const;

  /// The split's shards in order.
  std::vector<fs::path> parquet_files() const;

  /// "{snapshot id}/{config}/{split}": names this content for caches.
  const std::string& key() const { return key_; }

 private:
  SplitReader(std::shared_ptr<const Snapshot> snapshot, const ConfigManifest& config,
              const SplitManifest& split);
  fs::path artefact(std::string_view name) const;

  std::shared_ptr<const Snapshot> snapshot_;
  const ConfigManifest* config_;
  const SplitManifest* split_;
  SplitLayout layout_;
  std::string key_;

  mutable std::mutex mutex_;  // of what is opened on demand
  mutable std::optional<Result<RowStore>> rows_;
  mutable std::optional<Result<TextIndex>> text_;
  mutable std::optional<Result<ColumnValues>> values_;
  mutable std::vector<std::optional<Result<VectorFile>>> vectors_;
  mutable std::vector<std::optional<Result<VectorIndex>>> vector_indexes_;  // of vectors_
};

}  // namespace vitrine
