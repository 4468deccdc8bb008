#pragma once
// LearningTexts: what a split's rows say, as features that a projection (projection_fit.h) is
// learned from: of each row its text vector and its terms.

#include <cstdint>
#include <span>
#include <vector>

#include "meaning/ridge.h"
#include "meaning/term_space.h"
#include "meaning/text_vectors.h"
#include "meaning/text_vectors_writer.h"

namespace vitrine::meaning {

/// Of more rows every second, third ... is learned from.
inline constexpr std::uint64_t kMaxLearningRows = 100'000;

struct LearningTexts {
  std::uint64_t num_rows = 0;       ///< Of the split.
  std::vector<std::uint64_t> rows;  ///< Those with a token that is known, ascending.
  std::uint32_t dimension = 0;
  std::vector<float> vectors;            ///< rows.size() x dimension, of length 1 or zeros.
  SparseRows terms;                      ///< A row for each of `rows`, of length 1.
  std::vector<encoder::TokenId> tokens;  ///< Of each term, ascending.
  std::vector<float> idfs;               ///< Of each term.

  TermSpace space() const { return {tokens, idfs}; }
  std::span<const float> vector_of(std::size_t i) const {
    return std::span(vectors).subspan(i * dimension, dimension);
  }
};

/// `vectors` are those of `texts`. Errors: those of `texts`; corrupt; cancelled. Cost: about 0.15
/// us a token of each thread's core. Memory: 4 bytes a value and 8 a distinct token of each row.
Result<LearningTexts> read_learning_texts(const TextVectors& vectors, const RowTexts& texts,
                                          const TextVectorsOptions& options);

}  // namespace vitrine::meaning
