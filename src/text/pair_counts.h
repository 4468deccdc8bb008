#pragma once
// Pair counts: about how often two words stand side by side in a split, without their postings.
//
// The weight of "words side by side" as evidence is that of the pair's own rarity. To count rows
// with a pair exactly would cost an intersection with positions per pair and query, or an entry for
// each of the tens of millions of pairs of an index. Here every pair is hashed to one of at most
// 2^20 counters, each kept as a logarithm in one byte. Others that share its counter make a pair
// look commoner than it is, never rarer: with about 14 occurrences to a counter, known-item search
// ranks as with exact counts (bench/RESULTS.md, "Keyword quality"). Source: G. Cormode, S.
// Muthukrishnan, "An improved data stream summary: the count-min sketch", 2005, with one row.

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vitrine::text {

/// What pairs are made of. `term` is folded and stemmed.
std::uint64_t pair_half(std::string_view term);

/// Counts while an index is built. Not thread safe. Memory: 4 MiB.
class PairCounter {
 public:
  PairCounter();

  /// Cost: about 5 ns.
  void add(std::uint64_t first_half, std::uint64_t second_half);
  /// Adds what another counter has counted.
  void add(PairCounter& other);

  /// One byte per counter, a power of two of them, about one for every 16 pairs counted.
  std::string finish();

 private:
  void flush();

  /// Counters to be raised: together, so that their cache misses overlap.
  std::array<std::uint32_t, 256> pending_;
  std::size_t num_pending_ = 0;
  std::vector<std::uint32_t> counts_;
  std::uint64_t total_ = 0;
};

/// Reads what PairCounter::finish made. Thread safe.
class PairCounts {
 public:
  PairCounts() = default;
  /// `counters` must outlive the object. Requires: is_sound(counters.size()).
  explicit PairCounts(std::span<const unsigned char> counters);
  static bool is_sound(std::uint64_t size);

  /// At least the number of times that the second word directly followed the first, to 5 %.
  double estimate(std::uint64_t first_half, std::uint64_t second_half) const;

  std::span<const unsigned char> counters() const { return counters_; }

 private:
  std::span<const unsigned char> counters_;
};

}  // namespace vitrine::text
