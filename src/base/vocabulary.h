#pragma once
// Vocabulary: distinct strings numbered in order of first appearance.
//
// An open-addressing table (linear probing, at most half full) over one arena of bytes; nothing is
// ever removed but by clear(). A slot has the first eight bytes of its string, so that a short one
// is found without a look at the arena. Not thread safe.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine {

class Vocabulary {
 public:
  Vocabulary();

  /// The number of `word`, new or known. New words get size() as it was.
  /// Requires: fewer than 2^32 - 1 words and 4 GiB of their bytes.
  std::uint32_t intern(std::string_view word);
  /// Lasts until the next intern() or clear().
  std::string_view word(std::uint32_t id) const {
    return std::string_view(bytes_).substr(starts_[id], starts_[id + 1] - starts_[id]);
  }
  /// The words one after the other, in the order of their numbers.
  const std::string& bytes() const { return bytes_; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(starts_.size() - 1); }
  std::size_t memory_bytes() const;
  void clear();

 private:
  struct Slot {
    std::uint64_t head = 0;  ///< The first eight bytes.
    std::uint32_t tag = 0;   ///< The size, as far as a byte holds it, below bits of the hash.
    std::uint32_t id_plus_one = 0;  ///< 0: free.
  };
  void grow();

  std::string bytes_;
  std::vector<std::uint32_t> starts_;
  std::vector<Slot> slots_;
};

}  // namespace vitrine
