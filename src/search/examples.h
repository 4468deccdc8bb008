#pragma once
// Examples: a query vector made of rows.
//
// Vectors are taken at unit length, so that a long one does not speak louder. Rows disliked count a
// tenth of rows liked: measured on 300 keywords of 7,781 papers (three liked, the three nearest
// others disliked, ten best compared), a tenth costs nothing and three tenths cost a fifth of the
// precision, since what one rejects lies close to what one wants. The mean of the liked beats the
// nearest of them: 0.137 to 0.107 of the ten best with three, 0.152 to 0.107 with eight. Source:
// J. Rocchio, "Relevance feedback in information retrieval", 1971.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "search/split.h"

namespace vitrine::search {

/// A row and how much it counts.
struct Example {
  std::uint64_t row = 0;
  float weight = 1;
};

/// What the mean of rows disliked counts beside that of rows liked, or a vector of the caller's.
inline constexpr float kDislikeWeight = 0.1F;
/// The same beside the vector that stands for words: they say less of what is wanted than examples
/// do, and a tenth would move nothing.
inline constexpr float kDislikeWeightBesideWords = 0.5F;
/// What the mean of rows liked counts beside the vector of words: more raises its kin further and
/// costs what the words look for its place (bench/RESULTS.md, "Steering").
inline constexpr float kLikeWeightBesideWords = 0.5F;

/// The vectors of rows as float32, each value the nearest; empty for a null. Errors: corrupt, io.
Result<std::vector<std::vector<float>>> float_vectors(const Split& split, std::size_t column,
                                                      std::span<const std::uint64_t> rows);

/// The weighted mean of rows' unit vectors; empty if none of them has a direction.
/// Requires: rows < num_rows(). Errors: corrupt, io.
Result<std::vector<float>> mean_vector(const Split& split, std::size_t column,
                                       std::span<const Example> examples);

/// Adds `weight` times the unit vector of `other`. Does nothing if either has no direction, unless
/// `into` is empty: then it becomes that. Requires: equal lengths.
void add_direction(std::vector<float>& into, std::span<const float> other, float weight);

/// Takes `weight` times the mean of the rows disliked from a vector, which may be empty: then what
/// is left points away from them. Returns whether any of them has a direction; without, nothing
/// changes. Errors: corrupt, io.
Result<bool> subtract_dislikes(const Split& split, std::size_t column,
                               std::span<const std::uint64_t> dislike, float weight,
                               std::vector<float>& vector);

/// Each at a weight of 1.
std::vector<Example> equal_examples(std::span<const std::uint64_t> rows);

/// What rows are about, in words: of each its title and the beginning of its summary and abstract,
/// or of its first text column. Errors: corrupt, io.
Result<std::string> words_of_rows(const Split& split, std::span<const std::uint64_t> rows);

}  // namespace vitrine::search
