#pragma once
// LocalSplit: a split whose rows are in the files of a snapshot on this machine.
//
// The one place outside ingest/ and store/ that knows which artefact answers what: predicates and
// orders go to DuckDB over the Parquet (row_selector.h), words to the text index, vectors to their
// file and its index, cells to the row store, counts to the column values. Artefacts are mapped
// when first asked for, so opening costs next to nothing.

#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "local/bitmap_split.h"
#include "local/row_selector.h"
#include "meaning/projection.h"
#include "meaning/text_vectors.h"
#include "store/column_values.h"
#include "store/row_store.h"
#include "store/vector_file.h"
#include "text/index.h"
#include "vector/vector_index.h"

namespace vitrine::local {

class LocalSplit final : public BitmapSplit {
 public:
  /// `sql` must outlive the split. Errors: not_found for a config or split that the snapshot does
  /// not have.
  static Result<std::shared_ptr<const BitmapSplit>> open(
      std::shared_ptr<const store::Snapshot> snapshot, std::string_view config,
      std::string_view split, RowSelector& sql);

  Result<std::shared_ptr<const search::RowSet>> match(const ask::Predicate& predicate,
                                                      std::stop_token stop) const override;
  Result<std::shared_ptr<const std::vector<std::uint32_t>>> order(
      const ask::Order& order, std::stop_token stop) const override;

  Result<std::vector<text::TextField>> text_fields() const override;
  Result<std::string> text_language() const override;
  Result<search::WordHits> words(const text::TextQuery& query, std::size_t limit,
                                 const search::Selection& among,
                                 std::stop_token stop) const override;
  Result<std::vector<text::TextExplanation>> explain(
      const text::TextQuery& query, std::span<const text::TextHit> hits,
      std::span<const text::TextCorrection> corrections) const override;

  Status check_text_vectors() const override;
  Result<std::optional<meaning::ProjectionQuality>> projection(std::size_t column) const override;
  Result<search::TextVector> vector_of_text(std::size_t column,
                                            std::string_view text) const override;
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
  LocalSplit(std::shared_ptr<const store::Snapshot> snapshot, const store::ConfigManifest& config,
             const store::SplitManifest& split, RowSelector& sql);

  const store::DatasetName& dataset() const { return snapshot().manifest().dataset; }

  // What is opened on demand. Errors that last are told every time, others are tried again.
  Result<const store::RowStore*> row_store() const;
  Result<const text::TextIndex*> text_index() const;
  Result<const store::VectorFile*> vector_file(std::size_t column) const;
  Result<const meaning::TextVectors*> text_vectors() const;
  Result<std::vector<std::vector<double>>> vectors_of_texts(
      std::span<const std::uint64_t> rows) const;
  /// Whether the snapshot has it: for artefacts that are there where they pay.
  bool has_artefact(store::Artefact artefact, std::size_t column) const;
  /// Null if the column has no index: it is small, or an older build made the snapshot.
  Result<const vector::VectorIndex*> vector_index(std::size_t column) const;
  /// Null if the column has none.
  Result<const meaning::Projection*> open_projection(std::size_t column) const;
  Result<const store::ColumnValues*> column_values() const;

  RowSelector& sql_;
  mutable std::mutex mutex_;
  mutable std::optional<Result<store::RowStore>> rows_;
  mutable std::optional<Result<text::TextIndex>> text_;
  mutable std::optional<Result<meaning::TextVectors>> text_vectors_;
  mutable std::optional<Result<store::ColumnValues>> values_;
  mutable std::vector<std::optional<Result<store::VectorFile>>> vectors_;
  mutable std::vector<std::optional<Result<vector::VectorIndex>>> vector_indexes_;  // of vectors_
  mutable std::vector<std::optional<Result<meaning::Projection>>> projections_;     // into vectors_
};

}  // namespace vitrine::local
