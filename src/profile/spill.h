#pragma once
// Spill: where counters put what they have no room for, so that memory stays bounded and the data
// are read once.
//
// Records are cut by their hash into 64 partitions, which hold different values and are counted one
// by one. A partition's records gather in a small buffer and go to the end of one file, a block at
// a time; the file has no name, so nothing is left behind, whatever happens. Cost: what is put in
// is written once and read once, 5 bits of the hash further each time that a partition is cut
// again. Source: overflow resolution by recursive partitioning, as distinct.h names it.

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "base/hash.h"
#include "base/result.h"

namespace vitrine::profile {

/// The folder of the spill files, and the first thing that went wrong with any of them. Shared by
/// the counters of one profile, on one thread. Outlives them.
class SpillSpace {
 public:
  /// An existing folder; where it is empty, the system's one for temporary files.
  explicit SpillSpace(fs::path directory = {});

  /// Once it is an error, no count is worth anything.
  const Status& status() const { return status_; }

 private:
  friend class Spill;
  int create();
  void fail(Status status);

  fs::path directory_;
  Status status_;
};

class Spill {
 public:
  static constexpr std::size_t kPartitions = 64;
  /// So many times a partition can be cut again before the hash has no bits left.
  static constexpr unsigned kMaxLevel = 9;

  /// `level`: how often the records were cut before.
  Spill(SpillSpace& space, unsigned level);
  ~Spill();
  Spill(const Spill&) = delete;
  Spill& operator=(const Spill&) = delete;

  /// Text beside the hash may be empty.
  void put(const Hash128& hash, std::string_view text);

  /// Calls `take(hash, text)` for each record of the partition, in the order that they were put.
  template <typename Take>
  void read(std::size_t partition, Take take) {
    read_blocks(partition, [&](std::string_view block) {
      while (!block.empty()) {
        const Record record = split_record(block);
        take(record.hash, record.text);
      }
    });
  }

 private:
  struct Block {
    std::uint64_t offset = 0;
    std::size_t length = 0;
  };
  struct Partition {
    std::string buffer;
    std::vector<Block> blocks;
  };
  struct Record {
    Hash128 hash;
    std::string_view text;
  };

  /// Takes the first record off the front of a block.
  static Record split_record(std::string_view& block);
  void write_out(Partition& partition);
  /// Reads a block back; false once the space has failed.
  bool load(const Block& block, std::string& out);
  template <typename Use>
  void read_blocks(std::size_t partition, Use use) {
    const Partition& part = partitions_.at(partition);
    std::string bytes;
    for (const Block& block : part.blocks) {
      if (!load(block, bytes)) return;
      use(std::string_view(bytes));
    }
    use(std::string_view(part.buffer));
  }

  SpillSpace& space_;
  unsigned shift_;
  int file_;
  std::uint64_t size_ = 0;
  std::array<Partition, kPartitions> partitions_;
};

}  // namespace vitrine::profile
