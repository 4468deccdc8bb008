#pragma once
// What the library says of its datasets and their columns, before anybody writes it down.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/search_answer.h"
#include "meaning/projection_quality.h"
#include "profile/column_statistics.h"
#include "schema/column.h"
#include "source/card.h"

namespace vitrine::engine {

/// A dataset of the library as a list has it. One that is damaged is listed with its error, so that
/// it hides no other.
struct DatasetEntry {
  store::DatasetName name;
  Result<std::shared_ptr<const OpenDataset>> opened;
};

struct DatasetReport {
  std::shared_ptr<const OpenDataset> dataset;
  std::optional<source::Card> card;
  std::uint64_t downloads_last_month = 0;
  /// How the files were read, as import wrote it: a JSON array, empty where an older build did.
  std::string reading;

  const store::Manifest& manifest() const { return dataset->manifest(); }
};

/// The columns of a split, and what is known of each in the same order.
struct ColumnReport {
  OpenSplit place;
  std::vector<schema::Column> columns;
  profile::SplitStatistics statistics;
  /// Of a column of vectors how well texts find rows in it, where that is known.
  std::vector<std::optional<meaning::ProjectionQuality>> projections;
  bool may_label = false;         ///< Whether who asks may give rows labels.
  std::string labels_error = {};  ///< Why the labels are not among the columns; empty: they are.
};

/// The card in the manifest; one that no longer parses is still text to read. Nothing without one.
std::optional<source::Card> card_of(const store::Manifest& manifest);

}  // namespace vitrine::engine
