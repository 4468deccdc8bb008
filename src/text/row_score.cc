#include "text/row_score.h"

#include <algorithm>

#include "text/text_vocabulary.h"

namespace vitrine::text {
namespace {

std::vector<FieldFrequency> count_by_field(std::span<const std::uint32_t> positions,
                                           std::span<const std::uint32_t> field_ends) {
  std::vector<FieldFrequency> fields;
  for (std::size_t field = 0; field < field_ends.size() && !positions.empty(); ++field) {
    const auto past = std::ranges::lower_bound(positions, field_ends[field]);
    const auto count = static_cast<std::uint32_t>(past - positions.begin());
    if (count > 0) fields.push_back({field, count});
    positions = positions.subspan(count);
  }
  return fields;
}

}  // namespace

RowScore::RowScore(const TextVocabulary& vocabulary, const QueryTerms& terms,
                   const FoundTerms& found)
    : terms_(terms),
      found_(found),
      unit_(vocabulary.unit()),
      units_per_point_(vitrine::text::units_per_point(found.weights)) {}

std::uint32_t RowScore::units_of(std::size_t term, const RowEvidence& evidence) const {
  return contribution(found_.weights[term] * units_per_point_, evidence.frequencies[term],
                      evidence.norm);
}

RankedRow RowScore::words(std::uint32_t row, const RowEvidence& evidence) const {
  RankedRow ranked = {row};
  for (std::size_t i = 0; i < found_.weights.size(); ++i)
    ranked.units += evidence.has(i) ? units_of(i, evidence) : 0;
  return ranked;
}

void RowScore::add_pairs(const RowEvidence& evidence, RankedRow& row) const {
  vitrine::text::add_pairs(found_.pairs, unit_, evidence.norm, units_per_point_, evidence, row);
}

TextExplanation RowScore::explain(const RowEvidence& evidence, bool with_pairs) const {
  TextExplanation explanation;
  for (std::size_t i = 0; i < found_.weights.size(); ++i) {
    if (evidence.has(i)) explanation.terms.push_back(explain_term(i, evidence));
  }
  if (with_pairs) explain_pairs(evidence, explanation);
  for (const TermScore& term : explanation.terms) explanation.score += term.score;
  for (const PairScore& pair : explanation.pairs) explanation.score += pair.score;
  return explanation;
}

TermScore RowScore::explain_term(std::size_t term, const RowEvidence& evidence) const {
  const QueryTerm& asked = terms_.terms()[found_.source[term]];
  return TermScore{asked.term,
                   asked.weight,
                   found_.idf[term],
                   static_cast<double>(evidence.frequencies[term]) / static_cast<double>(unit_),
                   static_cast<double>(evidence.norm) / static_cast<double>(unit_),
                   points(units_of(term, evidence)),
                   count_by_field(evidence.of(term), evidence.field_ends)};
}

void RowScore::explain_pairs(const RowEvidence& evidence, TextExplanation& explanation) const {
  for (const AdjacentPair& pair : found_.pairs) {
    const std::uint32_t count = count_adjacent(evidence.of(pair.first), evidence.of(pair.second));
    if (count == 0) continue;
    const std::uint32_t units =
        pair_contribution(pair.weight() * units_per_point_, count, unit_, evidence.norm);
    const auto term = [&](std::size_t i) { return terms_.terms()[found_.source[i]].term; };
    explanation.pairs.push_back(
        {term(pair.first), term(pair.second), count, pair.idf, points(units)});
  }
}

double RowScore::points(std::uint32_t units) const {
  return static_cast<double>(units) / static_cast<double>(units_per_point_);
}

}  // namespace vitrine::text
