#pragma once
// MemorySplit: a split of a few hundred rows in memory, answered by loops over all of them, so that
// what search/ makes of a split's answers can be tested without files and engines.
//
// Words are what stands between spaces: a row's score is how often it has one of the query's, `-x`
// leaves rows out, `+x` is needed. What a text means is how many of its words begin with each of
// four letters. Conditions compare the year. Whatever a test sets in `faults` fails.

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "search/split.h"

namespace vitrine::search {

struct MemoryRow {
  std::string title = {};
  int year = 0;
  std::vector<float> vector = {};  ///< Four values; empty: none.
};

inline constexpr std::uint32_t kMemoryDimension = 4;

/// The vector of a text: its words that begin with a, b, c and d.
std::vector<float> letters_of(std::string_view text);

/// The cosine; nothing where either has no direction.
std::optional<float> cosine(std::span<const float> a, std::span<const float> b);

class MemorySplit final : public Split {
 public:
  struct Options {
    bool has_text = true;
    bool has_vectors = true;
    bool has_text_vectors = true;
    /// Whether sets of rows are given as bitmaps, as by a split whose rows are here.
    bool has_bitmaps = false;
    std::optional<meaning::ProjectionQuality> projection = std::nullopt;
    /// Rows that are missed where an answer need not be exact.
    std::vector<std::uint64_t> missed = {};
  };
  /// Errors that questions answer with.
  struct Faults {
    std::optional<Error> words = std::nullopt;
    std::optional<Error> vectors = std::nullopt;
    std::optional<Error> projection = std::nullopt;
    std::optional<Error> cells = std::nullopt;
  };

  static std::shared_ptr<MemorySplit> make(std::vector<MemoryRow> rows, Options options);
  static std::shared_ptr<MemorySplit> make(std::vector<MemoryRow> rows) {
    return make(std::move(rows), Options());
  }

  static constexpr std::size_t kTitle = 0;
  static constexpr std::size_t kYear = 1;
  static constexpr std::size_t kVector = 2;  ///< Where there are vectors.

  const std::vector<MemoryRow>& rows() const { return rows_; }
  bool is_in(const Selection& selection, std::uint64_t row) const;
  std::vector<std::uint64_t> rows_of(const Selection& selection) const;

  Result<Selection> prepare(Selection rows, std::stop_token stop) const override;
  Result<RowPage> page(const Selection& rows, const ask::Order& order, std::uint64_t offset,
                       std::uint64_t limit, std::stop_token stop) const override;
  Result<std::vector<bool>> contains(const Selection& set, std::span<const std::uint64_t> rows,
                                     std::stop_token stop) const override;
  Result<std::vector<text::TextField>> text_fields() const override;
  Result<std::string> text_language() const override;
  Result<WordHits> words(const text::TextQuery& query, std::size_t limit, const Selection& among,
                         std::stop_token stop) const override;
  Result<std::vector<text::TextExplanation>> explain(
      const text::TextQuery& query, std::span<const text::TextHit> hits,
      std::span<const text::TextCorrection> corrections) const override;
  Status check_text_vectors() const override;
  Result<std::optional<meaning::ProjectionQuality>> projection(std::size_t column) const override;
  Result<TextVector> vector_of_text(std::size_t column, std::string_view text) const override;
  std::uint32_t dimension(std::size_t column) const override;
  Result<vector::Neighbours> nearest(const NearestQuery& query,
                                     std::stop_token stop) const override;
  Result<std::vector<std::optional<float>>> similarities(
      std::size_t column, std::span<const float> vector,
      std::span<const std::uint64_t> rows) const override;
  Result<std::vector<std::vector<double>>> vectors(
      std::size_t column, std::span<const std::uint64_t> rows) const override;
  Result<Selection> comparable(std::size_t column, Selection among, std::uint64_t num_comparable,
                               std::stop_token stop) const override;
  Result<vector::AnyVectorMatrix> all_vectors(std::size_t column) const override;
  Status visit_cells(std::span<const std::uint64_t> rows, std::span<const std::size_t> columns,
                     const CellVisitor& visit) const override;
  Result<std::vector<ColumnFacet>> facets(const FacetQuery& query,
                                          const std::stop_token& stop) const override;
  Result<std::string> write(RowFileFormat format, std::span<const std::uint64_t> rows,
                            std::span<const std::size_t> columns, std::uint64_t max_bytes,
                            std::stop_token stop) const override;

  Faults faults;

 private:
  MemorySplit(const std::shared_ptr<const store::Snapshot>& snapshot, std::vector<MemoryRow> rows,
              Options options);

  std::vector<float> vector_of(std::size_t column, std::uint64_t row) const;
  Status check_rows(std::span<const std::uint64_t> rows) const;
  Selection selection_of(std::vector<std::uint64_t> rows) const;

  std::vector<MemoryRow> rows_;
  Options options_;
};

}  // namespace vitrine::search
