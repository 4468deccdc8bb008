#pragma once
// KnownWords: the tokens of words that texts had before. Nineteen in twenty words of papers are
// found here by one look at memory that is near; the vocabulary takes several that wait.
//
// A table of pairs: the word that was asked for last stands first in its pair, a new one takes the
// place of the second, so that rare words do not push out frequent ones. Forgets; never wrong.
// Not thread safe. Memory: half a MiB once opened, which a core's second cache has room for.

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "encoder/word_pieces.h"

namespace vitrine::encoder {

/// A word of 1 to 16 bytes, none of them 0, as two numbers.
class ShortWord {
 public:
  static constexpr std::size_t kMostBytes = 16;

  /// The first `size` bytes of `text`, with `bits` set in each; nothing where they are too many or
  /// none. Requires: size <= text.size().
  static std::optional<ShortWord> of_beginning(std::string_view text, std::size_t size,
                                               unsigned char bits = 0) {
    if (size == 0 || size > kMostBytes) return std::nullopt;
    ShortWord word;
    if (text.size() >= kMostBytes) {
      std::memcpy(word.halves_.data(), text.data(), kMostBytes);  // of a constant size: two loads
    } else {
      std::memcpy(word.halves_.data(), text.data(), size);
    }
    for (std::uint64_t& half : word.halves_) half |= bits * 0x0101010101010101U;
    word.keep(size);
    return word;
  }

  bool operator==(const ShortWord& other) const {  // that of arrays is a call
    return halves_[0] == other.halves_[0] && halves_[1] == other.halves_[1];
  }
  std::uint64_t hash() const {
    const std::uint64_t mixed =
        (halves_[0] ^ halves_[1] * 0x9E3779B97F4A7C15U) * 0xD6E8FEB86659FD93U;
    return mixed ^ mixed >> 32U;
  }

 private:
  /// The bytes behind become 0.
  void keep(std::size_t size) {
    static_assert(std::endian::native == std::endian::little);
    const auto mask = [](std::size_t bytes) {
      return bytes >= 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << 8 * bytes) - 1;
    };
    halves_[0] &= mask(size);
    halves_[1] &= mask(size < 8 ? 0 : size - 8);
  }

  std::array<std::uint64_t, 2> halves_ = {};
};

class KnownWords {
 public:
  bool is_open() const { return !pairs_.empty(); }
  void open() { pairs_.resize(kPairs); }

  /// Appends the tokens of `word` if they are known. Requires: is_open().
  bool append_tokens(const ShortWord& word, std::vector<TokenId>& out) {
    std::array<Known, 2>& pair = pairs_[word.hash() % kPairs].known;
    if (pair[0].word != word) {
      if (pair[1].word != word) return false;
      std::swap(pair[0], pair[1]);
    }
    for (std::size_t i = 0; i < kMostTokens && pair[0].tokens[i] != kNone; ++i)
      out.push_back(pair[0].tokens[i]);
    return true;
  }

  /// Requires: is_open(), and that they are the word's tokens. More than a few are not remembered.
  void remember(const ShortWord& word, std::span<const TokenId> tokens) {
    if (tokens.size() > kMostTokens) return;
    Known& known = pairs_[word.hash() % kPairs].known[1];
    known = {};
    known.word = word;
    for (std::size_t i = 0; i < tokens.size(); ++i) known.tokens[i] = tokens[i];
  }

 private:
  static constexpr std::size_t kPairs = 8192;
  static constexpr std::size_t kMostTokens = 4;
  static constexpr TokenId kNone = 0xFFFFFFFF;
  struct Known {
    ShortWord word;
    std::array<TokenId, kMostTokens> tokens = {kNone, kNone, kNone, kNone};
  };
  /// In one line of the cache.
  struct alignas(64) Pair {
    std::array<Known, 2> known;
  };

  std::vector<Pair> pairs_;
};

}  // namespace vitrine::encoder
