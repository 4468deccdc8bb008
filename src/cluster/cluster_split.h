#pragma once
// ClusterSplit: a split whose rows are in an index of an OpenSearch cluster.
//
// The engine finds: which rows meet a condition, have the words, lie near; it sorts, counts and
// keeps the cells. What is said of them is ours: scores, their reasons, exact similarities. The
// Parquet, the statistics, the lexicon and the projections of the split are on this machine.
//
// Other than local/: an order is paged down to kDeepestRow, ranked rows to kDeepestRanked
// (index_layout.h); `unsupported` where the engine cannot evaluate a condition, and for
// all_vectors(); nearest rows are found with a recall of 0.99 or more unless exact ones are asked
// for. Errors of every question also: unavailable where no node of the engine answers; rows by
// their numbers, files and statistics are had without it, from what is here.

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cluster/engine_client.h"
#include "cluster/engine_hits.h"
#include "cluster/word_query.h"
#include "local/row_selector.h"
#include "meaning/projection.h"
#include "search/split.h"
#include "text/lexicon.h"
#include "text/rescoring.h"

namespace vitrine::cluster {

class ClusterSplit final : public search::Split {
 public:
  /// `sql` must outlive the split; `engine` null: nobody said where it is. Requires: the split is
  /// one of the snapshot's and has its rows in an engine. Errors: unsupported where they stand in
  /// its index as another version put them.
  static Result<std::shared_ptr<const search::Split>> open(
      std::shared_ptr<const store::Snapshot> snapshot, const store::ConfigManifest& config,
      const store::SplitManifest& split, local::RowSelector& sql,
      std::shared_ptr<const EngineClient> engine);

  Result<search::Selection> prepare(search::Selection rows, std::stop_token stop) const override;
  Result<search::RowPage> page(const search::Selection& rows, const ask::Order& order,
                               std::uint64_t offset, std::uint64_t limit,
                               std::stop_token stop) const override;
  Result<std::vector<bool>> contains(const search::Selection& set,
                                     std::span<const std::uint64_t> rows,
                                     std::stop_token stop) const override;

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
  Result<search::Selection> comparable(std::size_t column, search::Selection among,
                                       std::uint64_t num_comparable,
                                       std::stop_token stop) const override;
  Result<vector::AnyVectorMatrix> all_vectors(std::size_t column) const override;

  Status visit_cells(std::span<const std::uint64_t> rows, std::span<const std::size_t> columns,
                     const search::CellVisitor& visit) const override;
  Result<std::vector<search::ColumnFacet>> facets(const search::FacetQuery& query,
                                                  const std::stop_token& stop) const override;
  Result<std::string> write(search::RowFileFormat format, std::span<const std::uint64_t> rows,
                            std::span<const std::size_t> columns, std::uint64_t max_bytes,
                            std::stop_token stop) const override;

 private:
  /// A text query among some rows: what is looked for, which rows match, and what was corrected.
  struct WordSearch {
    const text::TextLexicon* vocabulary = nullptr;
    text::TextQuery query;
    text::QueryTerms terms;
    std::vector<text::TextCorrection> corrections = {};
    std::string matched = {};   ///< The rows that have the words.
    std::string finished = {};  ///< Of those, the ones that are ranked; empty: all.
    /// Whether other words may be looked for where no row matches: correct().
    bool may_correct = false;
  };

  ClusterSplit(std::shared_ptr<const store::Snapshot> snapshot, const store::ConfigManifest& config,
               const store::SplitManifest& split, local::RowSelector& sql,
               std::shared_ptr<const EngineClient> engine);

  const store::DatasetName& dataset() const { return snapshot().manifest().dataset; }
  const std::string& index() const { return split().engine_index; }
  /// Whether the index is the one that the rows were loaded into, whole: asked once. Errors:
  /// corrupt.
  Status check_index(const std::stop_token& stop) const;

  /// The index's answer to a body.
  Result<std::string> ask(std::string body, const std::stop_token& stop,
                          std::string_view parameters = {},
                          std::chrono::milliseconds limit = kEngineLimit) const;
  Result<std::uint64_t> count(const std::string& query, const std::stop_token& stop) const;
  Result<double> best_score(const std::string& query, const std::stop_token& stop) const;
  Result<double> remembered(const std::string& body,
                            const std::function<double(const EngineHits&)>& number_of,
                            const std::stop_token& stop) const;

  Status visit_engine_cells(std::span<const std::uint64_t> rows,
                            std::span<const std::size_t> columns,
                            const search::CellVisitor& visit) const;

  Result<QueryFilters> filters_of(const search::Selection& rows, const std::stop_token& stop) const;
  Result<std::string> query_of(const search::Selection& rows, const std::stop_token& stop) const;
  Result<std::string> condition_query(const ask::Predicate& predicate,
                                      const std::stop_token& stop) const;
  Result<search::RowPage> page_of_rows(const std::string& query, std::uint64_t offset,
                                       std::uint64_t limit, const std::stop_token& stop) const;
  /// The rows, each once and in the order given; with cells and the binary fields asked for.
  Result<std::vector<EngineHit>> fetch(std::span<const std::uint64_t> rows, bool with_cells,
                                       const std::vector<std::string>& binaries,
                                       const std::stop_token& stop,
                                       std::chrono::milliseconds limit = kEngineLimit) const;

  // Words: cluster_words.cc.
  Result<WordSearch> word_search(const text::TextQuery& query, const QueryFilters& left,
                                 const std::stop_token& stop) const;
  Status correct(WordSearch& search, const std::stop_token& stop) const;
  Result<search::WordHits> ranked_hits(const WordSearch& search, const QueryFilters& left,
                                       std::size_t limit, const std::stop_token& stop) const;
  Status score_block(const WordSearch& search, std::span<EngineHit> block, bool is_first,
                     std::vector<text::TextHit>& hits, const std::stop_token& stop) const;
  Result<std::vector<text::TextRow>> texts_of(std::span<const EngineHit> hits) const;

  // What is opened on demand. Errors that last are told every time.
  Result<const text::TextLexicon*> lexicon() const;
  Result<const meaning::Projection*> open_projection(std::size_t column) const;

  local::RowSelector& sql_;
  std::shared_ptr<const EngineClient> engine_;
  mutable std::mutex mutex_;
  mutable std::optional<Result<text::TextLexicon>> lexicon_;
  mutable std::vector<std::optional<Result<meaning::Projection>>> projections_;
  mutable bool is_checked_ = false;
  mutable std::optional<std::vector<std::size_t>> cut_columns_;  ///< As read_cut_columns() tells.
  /// Numbers that the engine gave, by the hash of the body that was asked.
  mutable std::map<std::string, double> known_;
};

}  // namespace vitrine::cluster
