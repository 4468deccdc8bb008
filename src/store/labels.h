#pragma once
// Labels: columns that people add to a dataset beside its data, and the values they gave to rows.
//
//   HOME/datasets/{owner}/{name}/labels.json
//
// The file stands beside the snapshots, as the reading list does: it survives the next import and
// goes with the dataset. A value remembers the row it was given to, the snapshot that row was of,
// and what names the row's content (engine/row_identity.h), so that it can follow its row into
// another snapshot. Nothing is overwritten by who does not know what is there: a change says what
// it replaces, and fails with the present value where that is another. A file that cannot be read
// is an error until it is repaired or removed. Thread safe, also between processes. Cost: of a
// read, one stat() while the file stays the same; of a change, one atomic write of the file, which
// has about 130 bytes a value.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "base/result.h"
#include "store/dataset_name.h"

namespace vitrine::store {

enum class LabelKind { kChoice, kText, kNumber };

/// "choice", "text", "number".
std::string_view label_kind_name(LabelKind kind);
std::optional<LabelKind> parse_label_kind(std::string_view name);

/// A row as it was numbered when it was labelled.
struct LabelPlace {
  std::string config;
  std::string split;
  std::uint64_t row = 0;
  std::string snapshot;  ///< The id of the one that `row` counts in.

  bool operator==(const LabelPlace&) const = default;
};

/// A value and the row it was given to.
struct LabelValue {
  LabelPlace place;
  std::string identity;         ///< Names the row's content; not empty.
  std::string json;             ///< A JSON string, or of a number column a JSON number.
  std::int64_t changed_at = 0;  ///< Seconds since 1970-01-01 UTC.
};

struct LabelColumn {
  std::string name;
  LabelKind kind = LabelKind::kText;
  std::vector<std::string> choices;  ///< Of kChoice, in the order of their keys; else none.
  std::vector<LabelValue> values;    ///< At most one of a place.
};

using LabelBook = std::vector<LabelColumn>;

/// What became of a change: whether it was made, and the value that the row has now, null for none.
struct LabelChange {
  bool made = false;
  std::string json = "null";
};

class Labels {
 public:
  static constexpr std::size_t kMostColumns = 32;
  static constexpr std::size_t kMostChoices = 100;
  static constexpr std::size_t kMostValues = 20'000;  ///< Of a dataset.
  static constexpr std::size_t kMaxNameBytes = 100;
  static constexpr std::size_t kMaxChoiceBytes = 200;
  static constexpr std::size_t kMaxTextBytes = 10'000;

  explicit Labels(fs::path home) : home_(std::move(home)) {}

  /// The columns in the order they were made; empty where there are none. The same object for as
  /// long as the file is the same. Errors: corrupt, io.
  Result<std::shared_ptr<const LabelBook>> read(const DatasetName& dataset) const;

  /// Makes a column, or gives one other choices. Errors: invalid_argument (a name or choice that is
  /// none, another kind); already_exists if values have a choice that is taken away; too_large;
  /// not_found if the dataset is gone; corrupt; io.
  Status define(const DatasetName& dataset, std::string_view name, LabelKind kind,
                std::vector<std::string> choices) const;
  /// Removes a column with its values, of which the caller must know how many there are.
  /// Errors: not_found; already_exists for another number; corrupt; io.
  Status remove(const DatasetName& dataset, std::string_view name, std::size_t num_values) const;
  /// Gives a row `value` (its `json` "null": takes its value away), if what it has is `was`, a JSON
  /// value, "null" for none. `before`: where that stands, if under another number than the value's
  /// own place, as after an import. Errors: not_found for the column; invalid_argument for a value
  /// that is not of it; too_large; corrupt; io. On an error nothing is changed.
  Result<LabelChange> set(const DatasetName& dataset, std::string_view column, LabelValue value,
                          const std::optional<LabelPlace>& before, std::string_view was) const;

 private:
  struct Known {
    std::uint64_t inode = 0;
    std::int64_t size = 0;
    std::int64_t changed_s = 0;
    std::int64_t changed_ns = 0;
    std::shared_ptr<const LabelBook> book;
  };

  /// Calls `change` with the columns under the lock of the side files, and writes them if it wants.
  Status edit(const DatasetName& dataset,
              const std::function<Result<bool>(LabelBook& book)>& change) const;

  fs::path home_;
  mutable std::mutex writing_;
  mutable std::mutex mutex_;  // of what is known
  mutable std::map<DatasetName, Known> known_;
};

}  // namespace vitrine::store
