#include "profile/distinct.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace vitrine::profile {
namespace {

constexpr std::size_t kFirstSlots = 256;

bool is_zero(const Hash128& hash) {
  return hash.high == 0 && hash.low == 0;
}

bool is_more_frequent(std::uint64_t a_count, std::string_view a, std::uint64_t b_count,
                      std::string_view b) {
  return a_count != b_count ? a_count > b_count : a < b;
}

}  // namespace

DistinctCounter::DistinctCounter(std::size_t max_bytes, SpillSpace& space, unsigned level)
    : space_(&space), level_(level), max_bytes_(max_bytes), slots_(kFirstSlots) {}

std::size_t DistinctCounter::find(const Hash128& hash) const {
  const std::size_t mask = slots_.size() - 1;
  // Not the bits that choose a partition, which all that come from one share.
  std::size_t i = hash.high & mask;
  while (!is_zero(slots_[i]) && !(slots_[i] == hash)) i = (i + 1) & mask;
  return i;
}

void DistinctCounter::add(const Hash128& hash) {
  if (is_zero(hash)) {  // Marks an empty slot, so it is counted aside.
    zero_seen_ = true;
    return;
  }
  __builtin_prefetch(&slots_[hash.high & (slots_.size() - 1)]);
  const Hash128 first = std::exchange(waiting_[next_], hash);
  next_ = (next_ + 1) % waiting_.size();
  if (!is_zero(first)) look_up(first);
}

void DistinctCounter::look_up(const Hash128& hash) {
  std::size_t at = find(hash);
  if (slots_[at] == hash) return;
  if (closed_) {
    spill_->put(hash, {});
    return;
  }
  if ((used_ + 1) * 2 > slots_.size()) {
    if (!grow()) {
      closed_ = has_spilled_ = true;
      spill_ = std::make_unique<Spill>(*space_, level_);
      spill_->put(hash, {});
      return;
    }
    at = find(hash);
  }
  slots_[at] = hash;
  ++used_;
}

bool DistinctCounter::grow() {
  const std::size_t slots = slots_.size() * 2;
  // What cannot be cut any further has to fit.
  if (slots * sizeof(Hash128) > max_bytes_ && level_ < Spill::kMaxLevel) return false;
  std::vector<Hash128> old(slots);
  old.swap(slots_);
  for (const Hash128& hash : old) {
    if (!is_zero(hash)) slots_[find(hash)] = hash;
  }
  return true;
}

void DistinctCounter::finish() {
  for (const Hash128& hash : waiting_) {
    if (!is_zero(hash)) look_up(hash);
  }
  total_ = used_ + (zero_seen_ ? 1 : 0);
  slots_ = {};
  if (!spill_) return;
  for (std::size_t partition = 0; partition < Spill::kPartitions; ++partition) {
    DistinctCounter counter(max_bytes_, *space_, level_ + 1);
    spill_->read(partition, [&](const Hash128& hash, std::string_view) { counter.add(hash); });
    counter.finish();
    total_ += counter.count();
  }
  spill_.reset();
}

FrequencyCounter::FrequencyCounter(std::size_t max_bytes, std::size_t top, SpillSpace& space,
                                   unsigned level)
    : space_(&space), level_(level), max_bytes_(max_bytes), top_size_(top), slots_(kFirstSlots) {}

std::string_view FrequencyCounter::text_of(const Entry& entry) const {
  return std::string_view(texts_).substr(entry.offset, entry.length);
}

std::size_t FrequencyCounter::bytes() const {
  return entries_.size() * sizeof(Entry) + slots_.size() * sizeof(std::uint32_t) + texts_.size();
}

void FrequencyCounter::add(const Hash128& hash, std::string_view text) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t i = hash.high & mask;
  for (; slots_[i] != 0; i = (i + 1) & mask) {
    Entry& entry = entries_[slots_[i] - 1];
    if (entry.hash == hash) {
      ++entry.count;
      return;
    }
  }
  if (closed_) {
    spill_->put(hash, text);
    return;
  }
  insert(i, hash, text);
}

void FrequencyCounter::insert(std::size_t slot, const Hash128& hash, std::string_view text) {
  entries_.push_back({hash, 1, texts_.size(), static_cast<std::uint32_t>(text.size())});
  texts_ += text;
  slots_[slot] = static_cast<std::uint32_t>(entries_.size());
  if (bytes() > max_bytes_ && level_ < Spill::kMaxLevel) {
    closed_ = has_spilled_ = true;
    spill_ = std::make_unique<Spill>(*space_, level_);
  } else if (entries_.size() * 2 > slots_.size()) {
    rebuild(slots_.size() * 2);
  }
}

void FrequencyCounter::rebuild(std::size_t slots) {
  slots_.assign(slots, 0);
  const std::size_t mask = slots - 1;
  for (std::size_t k = 0; k < entries_.size(); ++k) {
    std::size_t i = entries_[k].hash.high & mask;
    while (slots_[i] != 0) i = (i + 1) & mask;
    slots_[i] = static_cast<std::uint32_t>(k + 1);
  }
}

void FrequencyCounter::take_entries() {
  distinct_ = entries_.size();
  for (const Entry& entry : entries_) total_ += entry.count;
  const auto middle =
      entries_.begin() + static_cast<std::ptrdiff_t>(std::min(top_size_, entries_.size()));
  std::partial_sort(entries_.begin(), middle, entries_.end(), [&](const Entry& a, const Entry& b) {
    return is_more_frequent(a.count, text_of(a), b.count, text_of(b));
  });
  for (auto it = entries_.begin(); it != middle; ++it)
    top_.push_back({std::string(text_of(*it)), it->count});
  entries_ = {};
  texts_ = {};
  slots_ = {};
}

void FrequencyCounter::cut_top() {
  std::ranges::sort(top_, [](const ValueCount& a, const ValueCount& b) {
    return is_more_frequent(a.count, a.value, b.count, b.value);
  });
  if (top_.size() > top_size_) top_.resize(top_size_);
}

void FrequencyCounter::finish() {
  take_entries();
  if (!spill_) return;
  for (std::size_t partition = 0; partition < Spill::kPartitions; ++partition) {
    FrequencyCounter counter(max_bytes_, top_size_, *space_, level_ + 1);
    spill_->read(partition,
                 [&](const Hash128& hash, std::string_view text) { counter.add(hash, text); });
    counter.finish();
    distinct_ += counter.distinct();
    total_ += counter.total();
    for (const ValueCount& value : counter.most_frequent()) top_.push_back(value);
    cut_top();
  }
  spill_.reset();
}

}  // namespace vitrine::profile
