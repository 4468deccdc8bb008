#pragma once
// The text index file: sections written front to back and a footer that says where they are.
// docs/formats/text-index.md draws the bytes; everything is little-endian.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace vitrine {

inline constexpr std::string_view kTextIndexMagic = "VITRTEXT";
inline constexpr std::uint32_t kTextIndexVersion = 3;

enum class TextSection : std::uint32_t {
  kRecords,     ///< One record per term (text/postings.h).
  kGroups,      ///< Term dictionary (text/term_dictionary.h).
  kGroupIndex,  ///< Where its groups start.
  kNorms,       ///< float32 per row.
  kFieldEnds,   ///< uint16 or uint32 per row and field: the position after the field's last word.
  kPairs,       ///< How often words stand side by side (text/pair_counts.h).
  kMeta,        ///< Fields, weights and language, as text lines.
  kCount,
};
inline constexpr std::size_t kNumTextSections = static_cast<std::size_t>(TextSection::kCount);

/// The last bytes of the file.
struct TextIndexFooter {
  std::array<char, 8> magic;
  std::uint32_t version;
  std::uint32_t num_rows;
  std::uint64_t num_terms;
  std::uint32_t num_fields;
  std::uint32_t field_end_bytes;  ///< 2 or 4.
  struct Range {
    std::uint64_t offset;
    std::uint64_t size;
  };
  std::array<Range, kNumTextSections> sections;
  std::array<std::uint64_t, 2>
      content_hash;               ///< XXH3-128 of all bytes before the footer: high, low.
  std::uint64_t footer_checksum;  ///< XXH3-64 of the footer's bytes before it.
};
static_assert(sizeof(TextIndexFooter) == 32 + 16 * kNumTextSections + 24);

/// A. Trotman, A. Puurula, B. Burgess, "Improvements to BM25 and language models examined", ADCS
/// 2014: 0.9 and 0.4 suit most collections. 0.6 is between that and the textbook's 0.75; titles and
/// abstracts want it (bench/RESULTS.md, "Keyword quality").
inline constexpr float kBm25K1 = 0.9F;
inline constexpr float kBm25B = 0.6F;
/// Positions left free between two values of a list and between two fields, so that no phrase
/// and no window of words reaches across.
inline constexpr std::uint32_t kPositionGap = 8;

}  // namespace vitrine
