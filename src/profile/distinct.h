#pragma once
// Counting distinct values exactly, in bounded memory and one pass over the data.
//
// Values come as 128-bit hashes (two values in a billion rows share one with probability 1e-21). A
// table of those seen grows to its budget and is then closed: what it has is known for good, and
// every other hash is put aside on disk (spill.h), cut into partitions by its own bits. At the end
// each partition is counted in the same way. So n rows cost n look-ups, and what does not fit is
// written and read once, whatever the number of distinct values.
//
// Source: hash aggregation whose table overflows into partitions (hybrid hashing), G. Graefe,
// "Query Evaluation Techniques for Large Databases", ACM Computing Surveys 25(2), 1993; ours keeps
// in memory what came first, not a partition chosen beforehand. The table is one of linear probing:
// D. Knuth, "The Art of Computer Programming", vol. 3, 2nd ed., its section on hashing.
//
//   for (row : data) counter.add(hash(row));
//   counter.finish();

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/hash.h"
#include "profile/column_statistics.h"
#include "profile/spill.h"

namespace vitrine::profile {

class DistinctCounter {
 public:
  /// Requires: max_bytes of some KiB at least; `space` outlives the counter. `level` is for the
  /// counter's own use.
  DistinctCounter(std::size_t max_bytes, SpillSpace& space, unsigned level = 0);

  void add(const Hash128& hash);
  /// Nothing may be added afterwards. Failures of the disk are told by the space.
  void finish();
  /// After finish().
  std::uint64_t count() const { return total_; }
  /// Whether the disk was needed.
  bool has_spilled() const { return has_spilled_; }

 private:
  /// Where the hash is or would be. An empty slot holds zeros.
  std::size_t find(const Hash128& hash) const;
  /// Counts one that waited.
  void look_up(const Hash128& hash);
  /// Whether there is room for one more than half of the slots.
  bool grow();

  SpillSpace* space_;
  unsigned level_;
  std::size_t max_bytes_;
  std::vector<Hash128> slots_;
  /// The last ones that came: a look-up waits for memory, so that it is asked for some before.
  std::array<Hash128, 16> waiting_ = {};
  std::size_t next_ = 0;  ///< Of them, the one that came first.
  std::size_t used_ = 0;
  bool closed_ = false;
  bool has_spilled_ = false;
  bool zero_seen_ = false;
  std::unique_ptr<Spill> spill_;
  std::uint64_t total_ = 0;
};

/// Counts how often each text occurs, in the same way, and keeps the most frequent ones.
class FrequencyCounter {
 public:
  /// Keeps the `top` most frequent; equal counts by value, ascending bytes.
  FrequencyCounter(std::size_t max_bytes, std::size_t top, SpillSpace& space, unsigned level = 0);

  void add(const Hash128& hash, std::string_view text);
  void finish();

  /// After finish(): distinct values, their occurrences, and the most frequent.
  std::uint64_t distinct() const { return distinct_; }
  std::uint64_t total() const { return total_; }
  const std::vector<ValueCount>& most_frequent() const { return top_; }
  /// Before: distinct values in memory.
  std::size_t size() const { return entries_.size(); }
  bool has_spilled() const { return has_spilled_; }

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
  void insert(std::size_t slot, const Hash128& hash, std::string_view text);
  void take_entries();
  /// Sorts what is in top_ and keeps as many as asked for.
  void cut_top();

  SpillSpace* space_;
  unsigned level_;
  std::size_t max_bytes_;
  std::size_t top_size_;
  std::vector<std::uint32_t> slots_;  ///< Index into entries_ plus one; 0 is empty.
  std::vector<Entry> entries_;
  std::string texts_;
  std::vector<ValueCount> top_;
  bool closed_ = false;
  bool has_spilled_ = false;
  std::unique_ptr<Spill> spill_;
  std::uint64_t distinct_ = 0;
  std::uint64_t total_ = 0;
};

}  // namespace vitrine::profile
