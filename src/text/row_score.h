#pragma once
// Row score: what the words of a query give one row, from what the row has of them.
//
// The same whether the row was found in the index (TextIndex::explain) or its texts were read
// (text/rescoring.h). Thread safe. Cost: about 10 ns a term.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "text/adjacency.h"
#include "text/explanation.h"
#include "text/query_plan.h"
#include "text/ranking.h"

namespace vitrine::text {

/// What a row has of the terms that were found, in their order.
struct RowEvidence {
  float norm = 1;                                     ///< As TextIndex::norms().
  std::vector<std::uint32_t> frequencies;             ///< Weighted; 0: it has not the term.
  std::vector<std::vector<std::uint32_t>> positions;  ///< Ascending, in the row.
  std::vector<std::uint32_t> field_ends;              ///< Position after each field's last word.

  bool has(std::size_t term) const { return frequencies[term] > 0; }
  std::span<const std::uint32_t> of(std::size_t term) const { return positions[term]; }
};

class RowScore {
 public:
  /// What is given must outlive it.
  RowScore(const TextVocabulary& vocabulary, const QueryTerms& terms, const FoundTerms& found);

  float units_per_point() const { return units_per_point_; }
  /// By words alone; 0 units where the row has none.
  RankedRow words(std::uint32_t row, const RowEvidence& evidence) const;
  void add_pairs(const RowEvidence& evidence, RankedRow& row) const;
  TextExplanation explain(const RowEvidence& evidence, bool with_pairs) const;

 private:
  TermScore explain_term(std::size_t term, const RowEvidence& evidence) const;
  void explain_pairs(const RowEvidence& evidence, TextExplanation& explanation) const;
  std::uint32_t units_of(std::size_t term, const RowEvidence& evidence) const;
  double points(std::uint32_t units) const;

  const QueryTerms& terms_;
  const FoundTerms& found_;
  float unit_;
  float units_per_point_;
};

}  // namespace vitrine::text
