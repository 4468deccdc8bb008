#include "encoder/word_pieces.h"

#include <algorithm>
#include <bit>
#include <string>

namespace vitrine::encoder {
namespace {

constexpr std::string_view kContinuation = "##";

/// FNV-1a: the hash of a prefix is a step on the way to that of the whole, which greedy matching is
/// after.
constexpr std::array<std::uint64_t, 2> kHashStart = {0xCBF29CE484222325U, 0x9E3779B97F4A7C15U};

std::uint64_t hash_on(std::uint64_t hash, char c) {
  return (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
}

/// FNV's low bits are its best: they are brought to the top, where the slot is read off.
std::uint64_t mixed(std::uint64_t hash) {
  return hash * 0x9E3779B97F4A7C15U;
}

/// What is left of a hash where the slot does not say it.
std::uint32_t tag_of(std::uint64_t hash) {
  return static_cast<std::uint32_t>(mixed(hash));
}

}  // namespace

Result<WordPieces> WordPieces::parse(std::string_view lines, TokenId unknown) {
  WordPieces pieces(unknown);
  if (Status added = pieces.add_lines(lines); !added) return std::move(added).error();
  if (unknown >= pieces.size())
    return corrupt("the vocabulary has no token " + std::to_string(unknown) + " for unknown words");
  pieces.build_table();
  return pieces;
}

Status WordPieces::add_lines(std::string_view lines) {
  while (!lines.empty()) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    if (end == 0 || end > kMaxTokenBytes)
      return corrupt("token " + std::to_string(size()) + " of the vocabulary has " +
                     std::to_string(end) + " bytes instead of 1 to " +
                     std::to_string(kMaxTokenBytes));
    if (size() == kMaxVocabulary)
      return corrupt("the vocabulary has more than " + std::to_string(kMaxVocabulary) + " tokens");
    tokens_.push_back(lines.substr(0, end));
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
  return {};
}

WordPieces::Position WordPieces::position_of(TokenId id) const {
  const std::string_view token = tokens_[id];
  return token.starts_with(kContinuation) && token.size() > kContinuation.size() ? kInside : kBegin;
}

std::string_view WordPieces::spelling(TokenId id) const {
  return tokens_[id].substr(position_of(id) == kInside ? kContinuation.size() : 0);
}

void WordPieces::build_table() {
  const std::size_t num_slots = std::bit_ceil(std::max<std::size_t>(2 * size(), 2));
  shift_ = 64U - static_cast<unsigned>(std::countr_zero(num_slots));
  slots_.assign(num_slots, Slot());
  for (TokenId id = 0; id < size(); ++id) {
    const Position position = position_of(id);
    const std::string_view text = spelling(id);
    longest_[position] = std::max(longest_[position], text.size());
    std::uint64_t hash = kHashStart[position];
    for (const char c : text) hash = hash_on(hash, c);
    if (find(text, position, hash) != kNone) continue;
    std::size_t slot = mixed(hash) >> shift_;
    while (slots_[slot].id != kNone) slot = (slot + 1) & (num_slots - 1);
    slots_[slot] = {id, tag_of(hash)};
  }
}

TokenId WordPieces::find(std::string_view text, Position position, std::uint64_t hash) const {
  std::size_t slot = mixed(hash) >> shift_;
  for (; slots_[slot].id != kNone; slot = (slot + 1) & (slots_.size() - 1)) {
    const auto [id, tag] = slots_[slot];
    // Nearly all prefixes that are no token end here, without a look at another one's spelling.
    if (tag != tag_of(hash)) continue;
    if (position_of(id) == position && spelling(id) == text) return id;
  }
  return kNone;
}

WordPieces::Match WordPieces::longest_match(std::string_view text, Position position) const {
  std::array<std::uint64_t, kMaxTokenBytes + 1>
      hashes;  // NOLINT: written below as far as it is read
  std::size_t length = std::min(text.size(), longest_[position]);
  hashes[0] = kHashStart[position];
  for (std::size_t i = 0; i < length; ++i) hashes[i + 1] = hash_on(hashes[i], text[i]);
  for (; length > 0; --length) {
    const TokenId found = find(text.substr(0, length), position, hashes[length]);
    if (found != kNone) return {found, length};
  }
  return {};
}

void WordPieces::append_tokens(std::string_view word, std::vector<TokenId>& out) const {
  const std::size_t before = out.size();
  for (Position position = kBegin; !word.empty(); position = kInside) {
    const Match match = longest_match(word, position);
    if (match.length == 0) {
      out.resize(before);
      out.push_back(unknown_);
      return;
    }
    out.push_back(match.id);
    word.remove_prefix(match.length);
  }
}

}  // namespace vitrine::encoder
