#pragma once
// PositionCursor: where in a row a term stands, row after row.
//
// Not thread safe. Cost: decoding one block of rows for each block that is entered, and skipping
// the positions of its rows that were not asked for: about 0.3 us a row that is far from the last.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "text/postings.h"

namespace vitrine {

class PositionCursor {
 public:
  /// Refers to the index that `postings` came from.
  explicit PositionCursor(const Postings& postings) : postings_(postings) {}

  /// The term's ascending positions in `row`, none if it does not occur there; they last until the
  /// next call. Requires: rows in ascending order from call to call.
  std::span<const std::uint32_t> seek(std::uint32_t row);

 private:
  void load(std::uint32_t block);
  void skip_to(std::uint32_t index);
  /// Number of positions of the posting at `next_`, of which the first is returned in `first`.
  std::uint64_t read_head(std::uint32_t& first);

  Postings postings_;
  std::uint32_t block_ = 0;
  std::uint32_t loaded_ = ~0U;
  std::uint32_t count_ = 0;
  std::uint32_t next_ = 0;  ///< Posting in the block whose positions are at `at_`.
  bool counted_ = false;    ///< Whether `more_` is known: the block is a full one.
  const unsigned char* at_ = nullptr;
  const unsigned char* end_ = nullptr;
  std::array<std::uint32_t, kPackedBlock> rows_ = {};
  std::array<std::uint32_t, kPackedBlock> more_ = {};  ///< Positions less 1 of each posting.
  std::vector<std::uint32_t> positions_;
};

}  // namespace vitrine
