#pragma once
// The fit of a projection: from what rows say to where their given vectors lie.
//
// A given vector at length 1 is taken as mean + A * text vector + B * terms: A by ridge regression,
// B by ridge regression of what A leaves. The few hundred values of the text vector are enough for
// the outline from 300 rows on, the tens of thousands of terms add what this one space knows of
// single words. Measured in bench/RESULTS.md, "A text among vectors of an unknown model".

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "meaning/learning_texts.h"
#include "meaning/unit_vectors.h"

namespace vitrine::meaning {

struct ProjectionWeights {
  std::uint32_t dimension = 0;       ///< Of the given vectors.
  std::uint32_t text_dimension = 0;  ///< Of the text vectors.
  std::uint32_t num_terms = 0;
  // In blocks of kRidgeColumns dimensions of the given vectors, zeros behind the last.
  std::vector<float> mean;
  std::vector<float> text;   ///< Of each block text_dimension rows.
  std::vector<float> terms;  ///< Of each block num_terms rows.

  std::size_t num_blocks() const { return mean.size() / kRidgeColumns; }
  std::span<const float> text_block(std::size_t block) const;
  std::span<const float> term_block(std::size_t block) const;

  /// Where a text of that vector and those terms lies; of any length. Requires: text_dimension
  /// values, terms below num_terms.
  std::vector<float> project(std::span<const float> vector, std::span<const std::uint32_t> columns,
                             std::span<const float> weights) const;
};

/// Weights that the terms of all texts may have where a projection is learned: 32,000 abstracts or
/// 350,000 titles have as many. It is judged by what 20,000 rows teach; more of long texts takes
/// minutes and says little more of any word (bench/RESULTS.md).
inline constexpr std::size_t kMaxTermWeights = 3'500'000;

/// The places `usable`, or so many of them, evenly spread, that their texts have about `most`
/// weights.
std::vector<std::uint32_t> spread_within(const LearningTexts& texts,
                                         std::span<const std::uint32_t> usable, std::size_t most);

/// Learns from the texts at the places `wanted`, whose given vectors are `vectors` (has() is true
/// for each). The weights are the same for any number of threads. Errors: cancelled. Cost: for each
/// 64 dimensions 24 passes over the terms of the texts. Memory: the weights, and of each thread
/// four times those of a block and 256 bytes a text.
Result<ProjectionWeights> fit_projection(const LearningTexts& texts, const UnitVectors& vectors,
                                         std::span<const std::uint32_t> wanted, unsigned threads,
                                         const std::stop_token& stop);

}  // namespace vitrine::meaning
