#pragma once
// Explanation: what the score of one row is made of.
//
// TextIndex::explain takes the hits of a search, a page of them at once, and says for each which
// words of the query it has, in which fields and how often, and what each gave. The parts add up to
// the score exactly: they are multiples of the same power of two.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace vitrine::text {

struct FieldFrequency {
  std::size_t field;    ///< Place in TextIndex::fields().
  std::uint32_t count;  ///< Occurrences, at least 1.

  bool operator==(const FieldFrequency&) const = default;
};

/// One word of the query that the row has.
struct TermScore {
  std::string term;                    ///< Case-folded and stemmed.
  float weight;                        ///< How often the query says it.
  float idf;                           ///< ln(1 + (N - df + 0.5) / (df + 0.5)).
  double frequency;                    ///< Occurrences, each times the weight of its field.
  double norm;                         ///< k1 * (1 - b + b * length / mean length) of the row.
  double score;                        ///< weight * idf * frequency / (frequency + norm).
  std::vector<FieldFrequency> fields;  ///< By ascending field.
};

/// Two words side by side in the query and in the row.
struct PairScore {
  std::string first;
  std::string second;
  std::uint32_t count;  ///< How often.
  float idf;            ///< Of the pair, by text/pair_counts.h.
  double score;         ///< share * idf * count / (count + norm).
};

struct TextExplanation {
  double score = 0;  ///< The sum of all parts; TextHit::score is this as a float.
  std::vector<TermScore> terms;
  std::vector<PairScore> pairs;
};

}  // namespace vitrine::text
