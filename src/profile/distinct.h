#pragma once
// Counting distinct values exactly, in bounded memory, by going over the data again.
//
// Values come as 128-bit hashes (two values in a billion rows share one with probability 1e-21). A
// pass counts only the hashes of one range. It starts with the whole range; when the table
// outgrows its budget the range is halved and what fell out of it is left to later passes. Data
// that fits, which is nearly all, takes one pass; k times the budget takes about k to 2k.
//
//   do { counter.begin_pass(); for (row : data) counter.add(hash(row)); } while
//   (!counter.end_pass());

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/hash.h"

namespace vitrine {

/// The part of the hash space that a pass looks at: [first, last] of the hash's upper half.
class HashRange {
 public:
  bool contains(const Hash128& hash) const { return hash.high >= first_ && hash.high <= last_; }
  /// Gives up the upper half. False if one value is all that is left.
  bool halve();
  /// Goes on to what lies behind. False: this was the rest.
  bool advance();

 private:
  std::uint64_t first_ = 0;
  std::uint64_t last_ = ~std::uint64_t{0};
};

class DistinctCounter {
 public:
  /// Requires: max_bytes of some KiB at least.
  explicit DistinctCounter(std::size_t max_bytes);

  void add(const Hash128& hash);
  /// True: count() is final. False: every value must be added once more.
  bool end_pass();
  std::uint64_t count() const { return total_; }

 private:
  /// Where the hash is or would be. An empty slot holds kEmpty.
  std::size_t find(const Hash128& hash) const;
  void make_room();
  void rebuild(std::size_t slots);

  HashRange range_;
  std::size_t max_slots_;
  std::vector<Hash128> slots_;
  std::size_t used_ = 0;
  bool zero_seen_ = false;
  std::uint64_t total_ = 0;
};

/// A value and how often it occurred.
struct ValueCount {
  std::string value;
  std::uint64_t count = 0;
};

/// Counts how often each text occurs, in the same way, and keeps the most frequent ones.
class FrequencyCounter {
 public:
  /// Keeps the `top` most frequent; equal counts by value, ascending bytes.
  FrequencyCounter(std::size_t max_bytes, std::size_t top);

  void add(const Hash128& hash, std::string_view text);
  bool end_pass();

  /// After the last pass: distinct values, their occurrences, and the most frequent.
  std::uint64_t distinct() const { return distinct_; }
  std::uint64_t total() const { return total_; }
  const std::vector<ValueCount>& most_frequent() const { return top_; }
  /// During the first pass: distinct values so far, if it still covers everything.
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    Hash128 hash;
    std::uint64_t count = 0;
    std::uint64_t offset = 0;
    std::uint32_t length = 0;
  };
  std::string_view text_of(const Entry& entry) const;
  std::size_t bytes() const;
  void rebuild(std::size_t slots);
  void make_room();

  HashRange range_;
  std::size_t max_bytes_;
  std::size_t top_size_;
  std::vector<std::uint32_t> slots_;  ///< Index into entries_ plus one; 0 is empty.
  std::vector<Entry> entries_;
  std::string texts_;
  std::vector<ValueCount> top_;
  std::uint64_t distinct_ = 0;
  std::uint64_t total_ = 0;
};

}  // namespace vitrine
