#include "text/segmenter.h"

#include <algorithm>
#include <array>
#include <cassert>

#include "base/utf8.h"

namespace vitrine::text {
namespace {

/// "www.robots.ox.ac.uk" is more of an address than a word: beyond this no whole form is kept.
constexpr std::size_t kMaxWholeParts = 4;
constexpr std::size_t kMaxWholeBytes = 40;

enum class Byte : std::uint8_t { kOther, kWord, kJoiner, kSymbol, kHigh };

constexpr std::array<Byte, 256> kBytes = [] {
  std::array<Byte, 256> table = {};
  for (unsigned c = 0; c < 256; ++c) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) table[c] = Byte::kWord;
    if (c >= 0x80) table[c] = Byte::kHigh;
  }
  for (const char c : {'-', '_', '.', '\'', '&', '^'})
    table[static_cast<unsigned char>(c)] = Byte::kJoiner;
  for (const char c : {'+', '#'}) table[static_cast<unsigned char>(c)] = Byte::kSymbol;
  return table;
}();

Byte byte_class(char c) {
  return kBytes[static_cast<unsigned char>(c)];
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

std::span<const Word> Segmenter::segment(std::string_view text) {
  assert(text.size() < (1ULL << 30U));
  words_.clear();
  position_ = 0;
  text_size_ = text.size();
  bytes_.resize(text.size());
  std::ranges::transform(text, bytes_.begin(), [](char c) {
    return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  });
  for (std::size_t at = 0; at < text_size_;) {
    const Byte kind = byte_class(bytes_[at]);
    if (kind == Byte::kWord) {
      at = segment_compound(at);
    } else if (kind == Byte::kHigh) {
      std::size_t length = 1;
      switch (class_at(at, length)) {
        case CharacterClass::kLetter:
          at = segment_compound(at);
          break;
        case CharacterClass::kIdeograph:
          at = emit_ideographs(at);
          break;
        case CharacterClass::kSeparator:
        case CharacterClass::kHyphen:
          at += length;
          break;
      }
    } else {
      ++at;
    }
  }
  return words_;
}

CharacterClass Segmenter::class_at(std::size_t at, std::size_t& length) const {
  const Character character = classify(std::string_view(bytes_).substr(at, text_size_ - at));
  length = character.length;
  return character.kind;
}

/// The end of the part that starts at `at`.
std::size_t Segmenter::scan_part(std::size_t at, bool& ascii) const {
  ascii = true;
  while (at < text_size_) {
    const Byte kind = byte_class(bytes_[at]);
    if (kind == Byte::kWord) {
      ++at;
    } else if (kind == Byte::kHigh) {
      std::size_t length = 1;
      if (class_at(at, length) != CharacterClass::kLetter) break;
      ascii = false;
      at += length;
    } else {
      // "3.14" is one number.
      const bool decimal = bytes_[at] == '.' && at > 0 && at + 1 < text_size_ &&
                           is_digit(bytes_[at - 1]) && is_digit(bytes_[at + 1]);
      if (!decimal) break;
      ++at;
    }
  }
  return at;
}

/// Where the next part of the same word begins if a joiner stands at `at`, else npos.
std::size_t Segmenter::joined_part_after(std::size_t at, std::size_t& joiner_end) const {
  if (at >= text_size_) return std::string::npos;
  std::size_t length = 1;
  const Byte kind = byte_class(bytes_[at]);
  if (kind == Byte::kHigh) {
    if (class_at(at, length) != CharacterClass::kHyphen) return std::string::npos;
  } else if (kind != Byte::kJoiner) {
    return std::string::npos;
  }
  joiner_end = at + length;
  // "L_{2}" and "x^{-1}" are written with braces for typesetting alone.
  const bool script = bytes_[at] == '_' || bytes_[at] == '^';
  if (script && joiner_end < text_size_ && bytes_[joiner_end] == '{') ++joiner_end;
  if (joiner_end >= text_size_) return std::string::npos;
  const Byte next = byte_class(bytes_[joiner_end]);
  if (next == Byte::kWord) return joiner_end;
  if (next == Byte::kHigh && class_at(joiner_end, length) == CharacterClass::kLetter)
    return joiner_end;
  return std::string::npos;
}

/// Whether the joiner and what follows are the 's of "model's".
bool Segmenter::is_possessive(std::size_t joiner, std::size_t next) const {
  const bool apostrophe = bytes_[joiner] == '\'' || bytes_.compare(joiner, 3, "\xE2\x80\x99") == 0;
  if (!apostrophe || bytes_[next] != 's') return false;
  return next + 1 >= text_size_ || (byte_class(bytes_[next + 1]) != Byte::kWord &&
                                    byte_class(bytes_[next + 1]) != Byte::kHigh);
}

/// Emits the word that starts at `at` with all its parts; returns where it ends.
std::size_t Segmenter::segment_compound(std::size_t at) {
  parts_.clear();
  while (true) {
    bool ascii = true;
    const std::size_t end = scan_part(at, ascii);
    emit_part(at, end, ascii);
    std::size_t joiner_end = end;
    const std::size_t next = joined_part_after(end, joiner_end);
    if (next == std::string::npos) {
      if (end < text_size_ && byte_class(bytes_[end]) == Byte::kSymbol && parts_.size() == 1) {
        emit_symbol_word(at, end);
      }
      at = end;
      break;
    }
    if (is_possessive(end, next)) {
      at = next + 1;
      break;
    }
    at = next;
  }
  if (parts_.size() > 1) emit_whole();
  return at;
}

void Segmenter::emit_part(std::size_t begin, std::size_t end, bool ascii) {
  Part part = {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end),
               static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end - begin)};
  if (ascii) {
    push(WordKind::kMain, begin, end - begin, begin, end);
  } else {
    const std::string accented = fold_case(std::string_view(bytes_).substr(begin, end - begin));
    const std::string plain = strip_accents(accented);
    if (plain.empty()) return;
    part.offset = static_cast<std::uint32_t>(bytes_.size());
    part.length = static_cast<std::uint32_t>(plain.size());
    push_folded(WordKind::kMain, plain, begin, end);
    if (accented != plain) {
      --position_;
      push_folded(WordKind::kAccented, accented, begin, end);
      ++position_;
    }
  }
  parts_.push_back(part);
}

/// "c++", "c#", "g++": the word just emitted becomes the bare form beside the one with its symbols.
void Segmenter::emit_symbol_word(std::size_t begin, std::size_t end) {
  std::size_t stop = end;
  while (stop < text_size_ && stop - end < 2 && bytes_[stop] == bytes_[end]) ++stop;
  const bool ends_here = stop == text_size_ || byte_class(bytes_[stop]) == Byte::kOther ||
                         byte_class(bytes_[stop]) == Byte::kJoiner;
  const bool letters = std::all_of(bytes_.begin() + static_cast<std::ptrdiff_t>(begin),
                                   bytes_.begin() + static_cast<std::ptrdiff_t>(end),
                                   [](char c) { return c >= 'a' && c <= 'z'; });
  if (!ends_here || !letters || words_.back().kind != WordKind::kMain) return;
  words_.back().kind = WordKind::kBare;
  --position_;
  push(WordKind::kMain, begin, stop - begin, begin, stop);
}

void Segmenter::emit_whole() {
  std::size_t total = 0;
  for (const Part& part : parts_) total += part.length;
  if (parts_.size() > kMaxWholeParts || total > kMaxWholeBytes) return;
  const std::size_t offset = bytes_.size();
  for (const Part& part : parts_) {
    // Indexing afresh each time: append() may move the bytes.
    bytes_.append(bytes_, part.offset, part.length);
  }
  const std::uint32_t after = position_;
  position_ -= static_cast<std::uint32_t>(parts_.size());
  push(WordKind::kWhole, offset, total, parts_.front().begin, parts_.back().end);
  position_ = after;
}

/// Overlapping pairs of a run of ideographs, and each one by itself.
std::size_t Segmenter::emit_ideographs(std::size_t at) {
  std::vector<std::pair<std::size_t, std::size_t>> run;
  std::size_t length = 1;
  while (at < text_size_ && class_at(at, length) == CharacterClass::kIdeograph) {
    run.emplace_back(at, at + length);
    at += length;
  }
  const auto fold = [&](std::size_t begin, std::size_t end) {
    return fold_case(std::string_view(bytes_).substr(begin, end - begin));
  };
  if (run.size() == 1) {
    push_folded(WordKind::kMain, fold(run[0].first, run[0].second), run[0].first, run[0].second);
    return at;
  }
  for (std::size_t i = 0; i + 1 < run.size(); ++i) {
    push_folded(WordKind::kBare, fold(run[i].first, run[i].second), run[i].first, run[i].second);
    push_folded(WordKind::kMain, fold(run[i].first, run[i + 1].second), run[i].first,
                run[i + 1].second);
  }
  push_folded(WordKind::kBare, fold(run.back().first, run.back().second), run.back().first,
              run.back().second);
  return at;
}

void Segmenter::push_folded(WordKind kind, std::string_view folded, std::size_t begin,
                            std::size_t end) {
  const std::size_t offset = bytes_.size();
  bytes_ += folded;
  push(kind, offset, folded.size(), begin, end);
}

void Segmenter::push(WordKind kind, std::size_t offset, std::size_t length, std::size_t begin,
                     std::size_t end) {
  if (length > kMaxWordBytes) {
    length = utf8_prefix(std::string_view(bytes_).substr(offset, length), kMaxWordBytes).size();
  }
  words_.push_back({static_cast<std::uint32_t>(offset), static_cast<std::uint16_t>(length), kind,
                    position_, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
  if (kind == WordKind::kMain) ++position_;
}

}  // namespace vitrine::text
