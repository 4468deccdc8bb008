#pragma once
// PositionCursor: where in a row a term stands, row after row.
//
// Not thread safe. Cost: about 0.1 us for a row in another block than the last one, most of it for
// decoding the block's rows.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "text/block_kernels.h"
#include "text/postings.h"

namespace vitrine::text {

class PositionCursor {
 public:
  /// Refers to the index that `postings` came from.
  explicit PositionCursor(const Postings& postings) : postings_(postings) {}

  /// Whether the term occurs in `row`. Requires: rows in ascending order from call to call.
  bool find(std::uint32_t row);
  /// Its ascending positions in the row that was found; they last until the next call.
  /// Requires: the last find() returned true.
  std::span<const std::uint32_t> positions();
  /// The two together: no positions if it does not occur.
  std::span<const std::uint32_t> seek(std::uint32_t row) {
    return find(row) ? positions() : std::span<const std::uint32_t>();
  }

 private:
  void load(std::uint32_t block);
  /// Reads the positions of the block's posting `index_` into `positions_`.
  void read_packed();
  void read_tail();
  void read_rest(std::uint32_t first, std::uint64_t more);

  const BlockKernels& kernels_ = block_kernels();
  Postings postings_;
  std::uint32_t block_ = 0;
  std::uint32_t loaded_ = ~0U;
  std::uint32_t count_ = 0;
  std::uint32_t index_ = 0;
  std::uint32_t next_ = 0;  ///< Of a last block: the posting whose positions are at `at_`.
  const unsigned char* at_ = nullptr;
  const unsigned char* end_ = nullptr;
  unsigned width_ = 0;  ///< Of the packed numbers of positions, of a full block.
  const unsigned char* numbers_ = nullptr;
  std::array<std::uint32_t, kPackedBlock> rows_;
  std::vector<std::uint32_t> positions_;
};

}  // namespace vitrine::text
