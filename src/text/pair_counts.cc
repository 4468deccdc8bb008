#include "text/pair_counts.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <limits>

#include "base/hash.h"

namespace vitrine::text {
namespace {

constexpr unsigned kMaxBits = 20;
constexpr unsigned kMinBits = 6;
constexpr std::uint64_t kPairsPerCounter = 16;
/// Steps of a byte in a doubling of the count: 2^(255 / 8) is beyond what 32 bits count.
constexpr double kSteps = 8;

/// The upper bits of a product with an odd constant depend on all bits below them; both halves are
/// hashes already.
std::uint64_t mix(std::uint64_t first_half, std::uint64_t second_half) {
  return (first_half * 0x9E3779B97F4A7C15ULL + second_half) * 0xD6E8FEB86659FD93ULL;
}

char to_byte(std::uint64_t count) {
  const double steps = std::ceil(std::log2(1.0 + static_cast<double>(count)) * kSteps);
  return static_cast<char>(static_cast<unsigned char>(std::min(steps, 255.0)));
}

}  // namespace

std::uint64_t pair_half(std::string_view term) {
  return checksum64(term);
}

PairCounter::PairCounter() : counts_(std::size_t{1} << kMaxBits, 0) {}

void PairCounter::add(std::uint64_t first_half, std::uint64_t second_half) {
  if (num_pending_ == pending_.size()) flush();
  pending_[num_pending_++] =
      static_cast<std::uint32_t>(mix(first_half, second_half) >> (64 - kMaxBits));
}

void PairCounter::flush() {
  for (std::size_t i = 0; i < num_pending_; ++i) __builtin_prefetch(&counts_[pending_[i]], 1);
  for (std::size_t i = 0; i < num_pending_; ++i) {
    std::uint32_t& count = counts_[pending_[i]];
    if (count < std::numeric_limits<std::uint32_t>::max()) ++count;
  }
  total_ += num_pending_;
  num_pending_ = 0;
}

void PairCounter::add(PairCounter& other) {
  flush();
  other.flush();
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    const std::uint64_t sum = std::uint64_t{counts_[i]} + other.counts_[i];
    counts_[i] = static_cast<std::uint32_t>(
        std::min<std::uint64_t>(sum, std::numeric_limits<std::uint32_t>::max()));
  }
  total_ += other.total_;
}

std::string PairCounter::finish() {
  flush();
  const std::uint64_t wanted = std::bit_ceil(total_ / kPairsPerCounter + 1);
  const std::uint64_t size = std::clamp<std::uint64_t>(wanted, 1U << kMinBits, 1U << kMaxBits);
  const std::size_t folded = counts_.size() / size;
  std::string bytes;
  bytes.reserve(size);
  for (std::size_t i = 0; i < counts_.size(); i += folded) {
    std::uint64_t sum = 0;
    for (std::size_t k = i; k < i + folded; ++k) sum += counts_[k];
    bytes += to_byte(sum);
  }
  return bytes;
}

bool PairCounts::is_sound(std::uint64_t size) {
  return std::has_single_bit(size) && size >= (1U << kMinBits) && size <= (1U << kMaxBits);
}

PairCounts::PairCounts(std::span<const unsigned char> counters) : counters_(counters) {
  assert(is_sound(counters.size()));
}

double PairCounts::estimate(std::uint64_t first_half, std::uint64_t second_half) const {
  const auto bits = static_cast<unsigned>(std::countr_zero(counters_.size()));
  const unsigned char byte = counters_[mix(first_half, second_half) >> (64 - bits)];
  return std::exp2(byte / kSteps) - 1;
}

}  // namespace vitrine::text
