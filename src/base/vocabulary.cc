#include "text/vocabulary.h"

#include <cstring>

namespace vitrine::text {
namespace {

constexpr std::size_t kInitialSlots = 1U << 12U;

std::uint64_t load_up_to_8(const char* at, std::size_t size) {
  std::uint64_t low = 0;
  if (size >= 4) {
    // The two halves overlap in the middle when there are fewer than eight bytes.
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    std::memcpy(&first, at, 4);
    std::memcpy(&last, at + size - 4, 4);
    return std::uint64_t{last} << 32U | first;
  }
  for (std::size_t i = 0; i < size; ++i) low = low << 8U | static_cast<unsigned char>(at[i]);
  return low;
}

/// Multiply-and-fold over 8-byte pieces: words are short, so set-up costs more than mixing.
std::uint32_t hash_word(std::string_view word) {
  std::uint64_t hash = word.size() * 0x9E3779B97F4A7C15ULL;
  const char* at = word.data();
  std::size_t left = word.size();
  while (true) {
    const std::size_t piece = left < 8 ? left : 8;
    hash = (hash ^ load_up_to_8(at, piece)) * 0xD6E8FEB86659FD93ULL;
    hash ^= hash >> 32U;
    if (left <= 8) break;
    at += 8;
    left -= 8;
  }
  return static_cast<std::uint32_t>(hash * 0xD6E8FEB86659FD93ULL >> 32U);
}

}  // namespace

Vocabulary::Vocabulary() {
  clear();
}

void Vocabulary::clear() {
  bytes_.clear();
  starts_.assign(1, 0);
  slots_.assign(kInitialSlots, {});
}

std::uint32_t Vocabulary::intern(std::string_view word) {
  const std::uint32_t hash = hash_word(word);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
    Slot& slot = slots_[at];
    if (slot.id_plus_one == 0) {
      const std::uint32_t id = size();
      slot = {hash, id + 1};
      bytes_ += word;
      starts_.push_back(static_cast<std::uint32_t>(bytes_.size()));
      if (std::size_t{size()} * 2 > slots_.size()) grow();
      return id;
    }
    if (slot.hash == hash && this->word(slot.id_plus_one - 1) == word) return slot.id_plus_one - 1;
  }
}

void Vocabulary::grow() {
  std::vector<Slot> larger(slots_.size() * 2);
  const std::size_t mask = larger.size() - 1;
  for (const Slot& slot : slots_) {
    if (slot.id_plus_one == 0) continue;
    std::size_t at = slot.hash & mask;
    while (larger[at].id_plus_one != 0) at = (at + 1) & mask;
    larger[at] = slot;
  }
  slots_ = std::move(larger);
}

std::size_t Vocabulary::memory_bytes() const {
  return bytes_.capacity() + starts_.capacity() * sizeof(std::uint32_t) +
         slots_.capacity() * sizeof(Slot);
}

}  // namespace vitrine::text
