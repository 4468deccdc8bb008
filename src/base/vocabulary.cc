#include "base/vocabulary.h"

#include <algorithm>
#include <cstring>

namespace vitrine {
namespace {

constexpr std::size_t kInitialSlots = 64;
constexpr std::size_t kHeadBytes = 8;

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

struct Key {
  std::uint64_t head;
  std::uint32_t hash;
  std::uint32_t tag;
};

/// Multiply-and-fold over 8-byte pieces: words are short, so set-up costs more than mixing.
Key key_of(std::string_view word) {
  const std::uint64_t head = load_up_to_8(word.data(), std::min(word.size(), kHeadBytes));
  std::uint64_t hash = word.size() * 0x9E3779B97F4A7C15ULL;
  std::uint64_t piece = head;
  for (std::size_t at = kHeadBytes;; at += kHeadBytes) {
    hash = (hash ^ piece) * 0xD6E8FEB86659FD93ULL;
    hash ^= hash >> 32U;
    if (at >= word.size()) break;
    piece = load_up_to_8(word.data() + at, std::min(word.size() - at, kHeadBytes));
  }
  const auto folded = static_cast<std::uint32_t>(hash * 0xD6E8FEB86659FD93ULL >> 32U);
  const auto size = static_cast<std::uint32_t>(std::min<std::size_t>(word.size(), 0xFF));
  return {head, folded, (folded & 0xFFFF'FF00U) | size};
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
  const Key key = key_of(word);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = key.hash & mask;; at = (at + 1) & mask) {
    Slot& slot = slots_[at];
    if (slot.id_plus_one == 0) {
      const std::uint32_t id = size();
      slot = {key.head, key.tag, id + 1};
      bytes_ += word;
      starts_.push_back(static_cast<std::uint32_t>(bytes_.size()));
      if (std::size_t{size()} * 2 > slots_.size()) grow();
      return id;
    }
    if (slot.tag != key.tag || slot.head != key.head) continue;
    const std::uint32_t id = slot.id_plus_one - 1;
    if (word.size() <= kHeadBytes || this->word(id) == word) return id;
  }
}

void Vocabulary::grow() {
  std::vector<Slot> larger(slots_.size() * 2);
  const std::size_t mask = larger.size() - 1;
  for (std::uint32_t id = 0; id < size(); ++id) {
    const Key key = key_of(word(id));
    std::size_t at = key.hash & mask;
    while (larger[at].id_plus_one != 0) at = (at + 1) & mask;
    larger[at] = {key.head, key.tag, id + 1};
  }
  slots_ = std::move(larger);
}

std::size_t Vocabulary::memory_bytes() const {
  return bytes_.capacity() + starts_.capacity() * sizeof(std::uint32_t) +
         slots_.capacity() * sizeof(Slot);
}

}  // namespace vitrine
