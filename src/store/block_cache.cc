#include "store/block_cache.h"

namespace vitrine::store {

// Stores and blocks are numbered from 0, so the product keeps them apart; Fibonacci's multiplier
// spreads them. Source: Knuth, The Art of Computer Programming 3, 6.4.
std::size_t BlockCache::KeyHash::operator()(const Key& key) const {
  return (key.store * 0x1'0000'01b3U + key.block) * 0x9e37'79b9'7f4a'7c15U;
}

std::uint64_t BlockCache::new_store() {
  const MutexLock lock(mutex_);
  return num_stores_++;
}

std::shared_ptr<const RawBlock> BlockCache::find(std::uint64_t store, std::uint64_t block) {
  const MutexLock lock(mutex_);
  const auto found = entries_.find({store, block});
  if (found == entries_.end()) return nullptr;
  by_last_use_.splice(by_last_use_.begin(), by_last_use_, found->second);
  return found->second->bytes;
}

void BlockCache::insert(std::uint64_t store, std::uint64_t block,
                        std::shared_ptr<const RawBlock> bytes) {
  if (bytes->size > max_bytes_ / 16) return;
  std::list<Entry> leaving;  // freed outside the lock
  const MutexLock lock(mutex_);
  const Key key = {store, block};
  if (entries_.contains(key)) return;
  num_bytes_ += bytes->size;
  by_last_use_.push_front({key, std::move(bytes)});
  entries_.emplace(key, by_last_use_.begin());
  while (num_bytes_ > max_bytes_) {
    const Entry& last = by_last_use_.back();
    num_bytes_ -= last.bytes->size;
    entries_.erase(last.key);
    leaving.splice(leaving.begin(), by_last_use_, std::prev(by_last_use_.end()));
  }
}

std::size_t BlockCache::num_bytes() const {
  const MutexLock lock(mutex_);
  return num_bytes_;
}

}  // namespace vitrine::store
