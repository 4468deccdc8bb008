#pragma once
// WidenedSplit: a split with columns added behind its own (search/added_columns.h).
//
// Rows, words and vectors are those of the split below, which answers whatever does not ask for an
// added column; conditions and orders that do are DuckDB's, over the Parquet joined with the added
// cells. Words are not searched in added columns. Thread safe.

#include <memory>
#include <mutex>

#include "local/bitmap_split.h"
#include "local/row_selector.h"
#include "profile/column_statistics.h"

namespace vitrine::local {

/// Lives before the base class that refers to it.
struct WidenedConfig {
  std::unique_ptr<const store::ConfigManifest> widened;
};

class WidenedSplit final : private WidenedConfig, public BitmapSplit {
 public:
  /// `sql` must outlive the split. Requires: names that `rows` has not; cells of its rows.
  WidenedSplit(std::shared_ptr<const BitmapSplit> rows,
               std::shared_ptr<const search::AddedColumns> added, RowSelector& sql);

  Result<std::string> statistics() const override;
  const search::AddedColumns* added_columns() const override { return added_.get(); }

  Result<std::shared_ptr<const search::RowSet>> match(const ask::Predicate& predicate,
                                                      std::stop_token stop) const override;
  Result<std::shared_ptr<const std::vector<std::uint32_t>>> order(
      const ask::Order& order, std::stop_token stop) const override;

  Result<std::vector<text::TextField>> text_fields() const override { return rows_->text_fields(); }
  Result<std::string> text_language() const override { return rows_->text_language(); }
  Result<search::WordHits> words(const text::TextQuery& query, std::size_t limit,
                                 const search::Selection& among,
                                 std::stop_token stop) const override;
  Result<std::vector<text::TextExplanation>> explain(
      const text::TextQuery& query, std::span<const text::TextHit> hits,
      std::span<const text::TextCorrection> corrections) const override;

  Status check_text_vectors() const override { return rows_->check_text_vectors(); }
  Result<std::optional<meaning::ProjectionQuality>> projection(std::size_t column) const override {
    return rows_->projection(below(column));
  }
  Result<search::TextVector> vector_of_text(std::size_t column,
                                            std::string_view text) const override {
    return rows_->vector_of_text(below(column), text);
  }
  std::uint32_t dimension(std::size_t column) const override;
  Result<vector::Neighbours> nearest(const search::NearestQuery& query,
                                     std::stop_token stop) const override;
  Result<std::vector<std::optional<float>>> similarities(
      std::size_t column, std::span<const float> vector,
      std::span<const std::uint64_t> rows) const override;
  Result<std::vector<std::vector<double>>> vectors(
      std::size_t column, std::span<const std::uint64_t> rows) const override;
  Result<search::RowSet> rows_with_vector(std::size_t column) const override;
  Result<vector::AnyVectorMatrix> all_vectors(std::size_t column) const override;

  Status visit_cells(std::span<const std::uint64_t> rows, std::span<const std::size_t> columns,
                     const search::CellVisitor& visit) const override;
  Result<std::vector<search::ColumnFacet>> facets(const search::FacetQuery& query,
                                                  const std::stop_token& stop) const override;
  Result<std::string> write(search::RowFileFormat format, std::span<const std::uint64_t> rows,
                            std::span<const std::size_t> columns, std::uint64_t max_bytes,
                            std::stop_token stop) const override;

 private:
  std::size_t first_added() const { return rows_->features().size(); }
  /// The same vectors in the split below.
  std::size_t below(std::size_t column) const {
    return column == text_column() ? rows_->text_column() : column;
  }
  /// Of the added columns, in their order. Cost: the first time, a scan of their cells.
  Result<const profile::SplitStatistics*> added_statistics() const;

  std::shared_ptr<const BitmapSplit> rows_;
  std::shared_ptr<const search::AddedColumns> added_;
  RowSelector& sql_;
  mutable std::mutex mutex_;
  mutable std::unique_ptr<const profile::SplitStatistics> statistics_;
};

}  // namespace vitrine::local
