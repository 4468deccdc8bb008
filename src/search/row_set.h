#pragma once
// RowSet: a set of rows of one split as a bitmap. Value type; reading is thread safe.

#include <bit>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace vitrine::search {

class RowSet {
 public:
  explicit RowSet(std::uint64_t num_rows) : words_((num_rows + 63) / 64) {}
  /// Of words as words() gives them.
  explicit RowSet(std::vector<std::uint64_t> words) : words_(std::move(words)) {
    for (const std::uint64_t word : words_)
      count_ += static_cast<std::uint64_t>(std::popcount(word));
  }
  static RowSet all(std::uint64_t num_rows) {
    std::vector<std::uint64_t> words((num_rows + 63) / 64, ~0ULL);
    if (num_rows % 64 != 0) words.back() = (1ULL << (num_rows % 64)) - 1;
    return RowSet(std::move(words));
  }

  /// Requires, here and below: row < num_rows.
  void insert(std::uint64_t row) {
    std::uint64_t& word = words_[row / 64];
    const std::uint64_t bit = 1ULL << (row % 64);
    count_ += (word & bit) == 0 ? 1 : 0;
    word |= bit;
  }
  void erase(std::uint64_t row) {
    std::uint64_t& word = words_[row / 64];
    const std::uint64_t bit = 1ULL << (row % 64);
    count_ -= (word & bit) != 0 ? 1 : 0;
    word &= ~bit;
  }
  /// Keeps the rows that are in `words` too, which has as many words as this.
  void intersect(std::span<const std::uint64_t> words) {
    count_ = 0;
    for (std::size_t w = 0; w < words_.size(); ++w)
      count_ += static_cast<std::uint64_t>(std::popcount(words_[w] &= words[w]));
  }
  bool contains(std::uint64_t row) const { return (words_[row / 64] >> (row % 64) & 1U) != 0; }
  std::uint64_t count() const { return count_; }
  /// 64 rows a word, lowest bit first.
  std::span<const std::uint64_t> words() const { return words_; }

  /// Up to `limit` rows in ascending order, leaving out the first `offset`. Cost: one word at a
  /// time.
  std::vector<std::uint64_t> page(std::uint64_t offset, std::uint64_t limit) const {
    std::vector<std::uint64_t> rows;
    for (std::size_t w = 0; w < words_.size() && rows.size() < limit; ++w) {
      std::uint64_t word = words_[w];
      const auto here = static_cast<std::uint64_t>(std::popcount(word));
      if (offset >= here) {
        offset -= here;
        continue;
      }
      for (; word != 0 && rows.size() < limit; word &= word - 1) {
        if (offset > 0) {
          --offset;
          continue;
        }
        rows.push_back(w * 64 + static_cast<std::uint64_t>(std::countr_zero(word)));
      }
    }
    return rows;
  }

 private:
  std::vector<std::uint64_t> words_;
  std::uint64_t count_ = 0;
};

}  // namespace vitrine::search
