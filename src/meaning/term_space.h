#pragma once
// TermSpace: a text as the tf-idf of its tokens, over the tokens that a split's rows have.
//
// A term weighs (1 + ln(how often the text has it)) * ln((1 + rows) / (1 + rows that have it)); a
// text's weights are brought to length 1. Views: what they show must outlive the object.

#include <cstdint>
#include <span>
#include <vector>

#include "encoder/word_pieces.h"

namespace vitrine::meaning {

/// Parallel arrays, terms ascending. Empty: no term is known.
struct TermVector {
  std::vector<std::uint32_t> terms;
  std::vector<float> weights;
};

struct TermSpace {
  std::span<const encoder::TokenId> tokens;  ///< Of each term, ascending.
  std::span<const float> idfs;               ///< Of each term.

  /// Cost: about 0.1 us a token.
  TermVector vector_of(std::span<const encoder::TokenId> text) const;
};

/// Each distinct token, ascending, and 1 + ln(how often it is there).
struct TokenCounts {
  std::vector<encoder::TokenId> tokens;
  std::vector<float> weights;
};
TokenCounts count_tokens(std::span<const encoder::TokenId> text);

/// Brings weights to length 1; zeros stay.
void make_unit(std::span<float> weights);

}  // namespace vitrine::meaning
