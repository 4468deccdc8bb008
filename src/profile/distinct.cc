#include "profile/distinct.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace vitrine {
namespace {

constexpr std::size_t kFirstSlots = 256;

bool is_zero(const Hash128& hash) {
  return hash.high == 0 && hash.low == 0;
}

}  // namespace

bool HashRange::halve() {
  if (first_ == last_) return false;
  last_ = first_ + (last_ - first_) / 2;
  return true;
}

bool HashRange::advance() {
  if (last_ == std::numeric_limits<std::uint64_t>::max()) return false;
  first_ = last_ + 1;
  last_ = std::numeric_limits<std::uint64_t>::max();
  return true;
}

DistinctCounter::DistinctCounter(std::size_t max_bytes)
    : max_slots_(std::max(kFirstSlots, std::bit_floor(max_bytes / sizeof(Hash128)))),
      slots_(kFirstSlots) {}

std::size_t DistinctCounter::find(const Hash128& hash) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t i = hash.low & mask;
  while (!is_zero(slots_[i]) && !(slots_[i] == hash)) i = (i + 1) & mask;
  return i;
}

void DistinctCounter::add(const Hash128& hash) {
  if (!range_.contains(hash)) return;
  if (is_zero(hash)) {  // Marks an empty slot, so it is counted aside.
    zero_seen_ = true;
    return;
  }
  Hash128& slot = slots_[find(hash)];
  if (slot == hash) return;
  slot = hash;
  ++used_;
  if (used_ * 2 > slots_.size()) make_room();
}

void DistinctCounter::make_room() {
  if (slots_.size() * 2 <= max_slots_) {
    rebuild(slots_.size() * 2);
    return;
  }
  while (used_ * 2 > slots_.size() && range_.halve()) rebuild(slots_.size());
}

void DistinctCounter::rebuild(std::size_t slots) {
  std::vector<Hash128> old(slots);
  old.swap(slots_);
  used_ = 0;
  for (const Hash128& hash : old) {
    if (is_zero(hash) || !range_.contains(hash)) continue;
    slots_[find(hash)] = hash;
    ++used_;
  }
}

bool DistinctCounter::end_pass() {
  total_ += used_ + (zero_seen_ ? 1 : 0);
  zero_seen_ = false;
  used_ = 0;
  const bool more = range_.advance();
  if (more) {
    std::ranges::fill(slots_, Hash128{});
  } else {
    slots_ = {};
  }
  return !more;
}

FrequencyCounter::FrequencyCounter(std::size_t max_bytes, std::size_t top)
    : max_bytes_(max_bytes), top_size_(top), slots_(kFirstSlots) {}

std::string_view FrequencyCounter::text_of(const Entry& entry) const {
  return std::string_view(texts_).substr(entry.offset, entry.length);
}

std::size_t FrequencyCounter::bytes() const {
  return entries_.size() * sizeof(Entry) + slots_.size() * sizeof(std::uint32_t) + texts_.size();
}

void FrequencyCounter::add(const Hash128& hash, std::string_view text) {
  if (!range_.contains(hash)) return;
  const std::size_t mask = slots_.size() - 1;
  std::size_t i = hash.low & mask;
  for (; slots_[i] != 0; i = (i + 1) & mask) {
    Entry& entry = entries_[slots_[i] - 1];
    if (entry.hash == hash) {
      ++entry.count;
      return;
    }
  }
  entries_.push_back({hash, 1, texts_.size(), static_cast<std::uint32_t>(text.size())});
  texts_ += text;
  slots_[i] = static_cast<std::uint32_t>(entries_.size());
  if (entries_.size() * 2 > slots_.size() || bytes() > max_bytes_) make_room();
}

void FrequencyCounter::make_room() {
  while (bytes() > max_bytes_ && entries_.size() > 1 && range_.halve()) {
    std::string kept_texts;
    std::vector<Entry> kept;
    for (Entry entry : entries_) {
      if (!range_.contains(entry.hash)) continue;
      const std::string_view text = text_of(entry);
      entry.offset = kept_texts.size();
      kept_texts += text;
      kept.push_back(entry);
    }
    entries_ = std::move(kept);
    texts_ = std::move(kept_texts);
  }
  rebuild(std::max(kFirstSlots, std::bit_ceil(entries_.size() * 4)));
}

void FrequencyCounter::rebuild(std::size_t slots) {
  slots_.assign(slots, 0);
  const std::size_t mask = slots - 1;
  for (std::size_t k = 0; k < entries_.size(); ++k) {
    std::size_t i = entries_[k].hash.low & mask;
    while (slots_[i] != 0) i = (i + 1) & mask;
    slots_[i] = static_cast<std::uint32_t>(k + 1);
  }
}

bool FrequencyCounter::end_pass() {
  distinct_ += entries_.size();
  for (const Entry& entry : entries_) total_ += entry.count;
  const auto middle =
      entries_.begin() + static_cast<std::ptrdiff_t>(std::min(top_size_, entries_.size()));
  std::partial_sort(entries_.begin(), middle, entries_.end(), [&](const Entry& a, const Entry& b) {
    return a.count != b.count ? a.count > b.count : text_of(a) < text_of(b);
  });
  for (auto it = entries_.begin(); it != middle; ++it) {
    top_.push_back({std::string(text_of(*it)), it->count});
  }
  std::ranges::sort(top_, [](const ValueCount& a, const ValueCount& b) {
    return a.count != b.count ? a.count > b.count : a.value < b.value;
  });
  if (top_.size() > top_size_) top_.resize(top_size_);
  entries_.clear();
  texts_.clear();
  const bool more = range_.advance();
  rebuild(kFirstSlots);
  return !more;
}

}  // namespace vitrine
