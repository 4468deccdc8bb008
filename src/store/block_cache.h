#pragma once
// BlockCache: the decompressed blocks of row stores that were read last.
//
// Readers come back: the next page begins in the block where the last one ended, many clients look
// at the first rows, a result's rows are shown, exported and asked for again. A block that is here
// costs no decompression and no checks. One cache serves a library, so that memory is bounded
// however many datasets are open. Blocks leave in the order of their last use. Thread safe; a
// reader keeps a block for as long as it holds it, whatever leaves.

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <string_view>
#include <unordered_map>

#include "base/thread_annotations.h"

namespace vitrine::store {

/// Bytes that are written once, by who makes them.
struct RawBlock {
  explicit RawBlock(std::size_t num_bytes)
      : bytes(std::make_unique_for_overwrite<char[]>(num_bytes)), size(num_bytes) {}
  std::string_view text() const { return {bytes.get(), size}; }

  std::unique_ptr<char[]> bytes;
  std::size_t size;
};

class BlockCache {
 public:
  static constexpr std::size_t kDefaultBytes = std::size_t{64} << 20U;

  explicit BlockCache(std::size_t max_bytes = kDefaultBytes) : max_bytes_(max_bytes) {}

  /// A number that no other store of this cache has.
  std::uint64_t new_store();

  /// Null if it is not here. Cost: one hash look-up under a lock.
  std::shared_ptr<const RawBlock> find(std::uint64_t store, std::uint64_t block);

  /// Takes a block in, unless it is larger than a sixteenth of the cache: that one row would drive
  /// out all others.
  void insert(std::uint64_t store, std::uint64_t block, std::shared_ptr<const RawBlock> bytes);

  /// The blocks' bytes, which are max_bytes at most.
  std::size_t num_bytes() const;

 private:
  struct Key {
    std::uint64_t store;
    std::uint64_t block;
    bool operator==(const Key&) const = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const;
  };
  struct Entry {
    Key key;
    std::shared_ptr<const RawBlock> bytes;
  };

  const std::size_t max_bytes_;
  mutable Mutex mutex_;
  std::uint64_t num_stores_ VITRINE_GUARDED_BY(mutex_) = 0;
  std::size_t num_bytes_ VITRINE_GUARDED_BY(mutex_) = 0;
  /// The latest first.
  std::list<Entry> by_last_use_ VITRINE_GUARDED_BY(mutex_);
  std::unordered_map<Key, std::list<Entry>::iterator, KeyHash> entries_ VITRINE_GUARDED_BY(mutex_);
};

}  // namespace vitrine::store
