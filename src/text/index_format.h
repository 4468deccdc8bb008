#pragma once
// The text index file: a container (base/container.h) of the sections below.
// docs/formats/text-index.md draws the bytes.

#include <cstdint>

#include "base/file_kinds.h"

namespace vitrine::text {

enum class TextSection : std::uint32_t {
  kRecords = 1,  ///< One record per term (text/postings.h).
  kGroups,       ///< Term dictionary (text/term_dictionary.h).
  kGroupIndex,   ///< Where its groups start.
  kNorms,        ///< float32 per row.
  kFieldEnds,    ///< uint16 or uint32 per row and field: the position after the field's last word.
  kPairs,        ///< How often words stand side by side (text/pair_counts.h).
  kMeta,         ///< Fields, weights and language.
  kShape,        ///< A TextIndexShape.
  kMeanLength,   ///< float64: TextVocabulary::mean_length().
};

struct TextIndexShape {
  std::uint32_t num_rows;
  std::uint32_t num_fields;
  std::uint64_t num_terms;
  std::uint32_t field_end_bytes;  ///< 2 or 4.
  std::uint32_t reserved;
};
static_assert(sizeof(TextIndexShape) == 24);

/// A. Trotman, A. Puurula, B. Burgess, "Improvements to BM25 and language models examined", ADCS
/// 2014: 0.9 and 0.4 suit most collections. 0.6 is between that and the textbook's 0.75; titles and
/// abstracts want it (bench/RESULTS.md, "Keyword quality").
inline constexpr float kBm25K1 = 0.9F;
inline constexpr float kBm25B = 0.6F;
/// Positions left free between two values of a list and between two fields, so that no phrase
/// and no window of words reaches across.
inline constexpr std::uint32_t kPositionGap = 8;

}  // namespace vitrine::text
