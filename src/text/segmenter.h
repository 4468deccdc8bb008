#pragma once
// Segmenter: text to the words that are indexed and searched for.
//
// Keeps what science writes: "3D", "GPT-4", "C++", "k-NN", "0.5", "zero-shot". A word whose parts
// are joined by a hyphen, dot, underscore, caret, apostrophe or "&" gives each part and the whole
// without its joiners ("zero", "shot", "zeroshot"), so all three spellings find each other, and so
// do "L_2", "L_{2}" and "L2". Accents are folded, the accented spelling stays as a variant. Scripts
// that write no spaces give overlapping pairs of characters. No word is thrown away. ASCII never
// touches ICU.
//
// Not thread safe: one per thread. Cost: about 8 ns an ASCII word, 1 us another.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "text/folding.h"

namespace vitrine::text {

enum class WordKind : std::uint8_t {
  kMain,      ///< Advances the position and counts towards the length of the text.
  kWhole,     ///< A joined word without its joiners, at the position of its first part.
  kAccented,  ///< The accented spelling of the kMain word at the same position.
  kBare,      ///< A piece that is findable but never looked for by itself: "c" of "c++".
};

/// Longer words are cut here, in texts and in queries alike.
inline constexpr std::size_t kMaxWordBytes = 120;

struct Word {
  std::uint32_t offset;  ///< Where Segmenter::text_of finds the normalised word.
  std::uint16_t length;
  WordKind kind;
  std::uint32_t position;  ///< Number of kMain words before it.
  std::uint32_t begin;     ///< Bytes of the segmented text, half-open.
  std::uint32_t end;
};

class Segmenter {
 public:
  /// The words of `text` in reading order, a whole after its parts. Ill-formed bytes are
  /// separators. Requires: text.size() < 1 GiB. Invalidates what the previous call returned.
  std::span<const Word> segment(std::string_view text);

  /// The case-folded, unstemmed word. Lasts until the next segment().
  std::string_view text_of(const Word& word) const {
    return std::string_view(bytes_).substr(word.offset, word.length);
  }
  /// Positions used by the last segment(): its number of kMain words.
  std::uint32_t num_positions() const { return position_; }

 private:
  struct Part {
    std::uint32_t begin;
    std::uint32_t end;
    std::uint32_t offset;  ///< Of its folded form.
    std::uint32_t length;
  };

  std::size_t segment_compound(std::size_t at);
  std::size_t scan_part(std::size_t at, bool& ascii) const;
  std::size_t joined_part_after(std::size_t at, std::size_t& joiner_end) const;
  bool is_possessive(std::size_t joiner, std::size_t next) const;
  CharacterClass class_at(std::size_t at, std::size_t& length) const;
  void emit_part(std::size_t begin, std::size_t end, bool ascii);
  void emit_symbol_word(std::size_t begin, std::size_t end);
  void emit_whole();
  std::size_t emit_ideographs(std::size_t at);
  void push(WordKind kind, std::size_t offset, std::size_t length, std::size_t begin,
            std::size_t end);
  void push_folded(WordKind kind, std::string_view folded, std::size_t begin, std::size_t end);

  std::string bytes_;  ///< The text in lower-case ASCII, then forms that are spelled otherwise.
  std::size_t text_size_ = 0;
  std::uint32_t position_ = 0;
  std::vector<Word> words_;
  std::vector<Part> parts_;
};

}  // namespace vitrine::text
