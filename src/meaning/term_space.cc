#include "meaning/term_space.h"

#include <algorithm>
#include <cmath>

namespace vitrine::meaning {

TokenCounts count_tokens(std::span<const encoder::TokenId> text) {
  std::vector<encoder::TokenId> sorted(text.begin(), text.end());
  std::ranges::sort(sorted);
  TokenCounts counts;
  for (std::size_t i = 0; i < sorted.size();) {
    std::size_t end = i + 1;
    while (end < sorted.size() && sorted[end] == sorted[i]) ++end;
    counts.tokens.push_back(sorted[i]);
    counts.weights.push_back(1.0F + std::log(static_cast<float>(end - i)));
    i = end;
  }
  return counts;
}

void make_unit(std::span<float> weights) {
  double squares = 0;
  for (const float weight : weights) squares += static_cast<double>(weight) * weight;
  if (squares <= 0) return;
  const auto factor = static_cast<float>(1 / std::sqrt(squares));
  for (float& weight : weights) weight *= factor;
}

TermVector TermSpace::vector_of(std::span<const encoder::TokenId> text) const {
  const TokenCounts counts = count_tokens(text);
  TermVector vector;
  for (std::size_t i = 0; i < counts.tokens.size(); ++i) {
    const auto term = std::ranges::lower_bound(tokens, counts.tokens[i]);
    if (term == tokens.end() || *term != counts.tokens[i]) continue;
    const auto place = static_cast<std::size_t>(term - tokens.begin());
    vector.terms.push_back(static_cast<std::uint32_t>(place));
    vector.weights.push_back(counts.weights[i] * idfs[place]);
  }
  make_unit(vector.weights);
  return vector;
}

}  // namespace vitrine::meaning
