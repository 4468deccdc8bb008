#include "text/position_cursor.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "text/varint.h"

namespace vitrine {
namespace {

/// Eight bytes at a time: a byte without its high bit ends an integer.
void skip_varints(const unsigned char*& at, const unsigned char* end, std::uint64_t count) {
  constexpr std::uint64_t high_bits = 0x8080808080808080ULL;
  while (count >= 8 && end - at >= 8) {
    std::uint64_t word;
    std::memcpy(&word, at, sizeof word);
    count -= static_cast<std::uint64_t>(std::popcount(~word & high_bits));
    at += 8;
  }
  // The word may have ended within an integer; what is left of it belongs to the next one counted.
  while (count > 0 && at != end) {
    if (*at++ < 0x80U) --count;
  }
}

}  // namespace

void PositionCursor::load(std::uint32_t block) {
  if (loaded_ == block) return;
  loaded_ = block;
  next_ = 0;
  count_ = postings_.decode_rows(block, rows_.data());
  const std::span<const unsigned char> positions = postings_.positions_from(block);
  at_ = positions.data();
  end_ = at_ + positions.size();
  counted_ = postings_.is_full(block);
  if (!counted_) return;
  const unsigned width = positions.empty() ? 0 : *at_++;
  const bool damaged = width > 32 || static_cast<std::size_t>(end_ - at_) < packed_bytes(width);
  unpack_block(at_, damaged ? 0 : width, more_.data());
  at_ = damaged ? end_ : at_ + packed_bytes(width);
}

std::uint64_t PositionCursor::read_head(std::uint32_t& first) {
  const std::uint64_t head = read_varint(at_, end_);
  if (counted_) {
    first = static_cast<std::uint32_t>(head);
    return std::uint64_t{more_[next_]} + 1;
  }
  first = static_cast<std::uint32_t>(head >> 1U);
  return (head & 1U) != 0 ? 1 : read_varint(at_, end_) + 2;
}

void PositionCursor::skip_to(std::uint32_t index) {
  if (!counted_) {
    for (; next_ < index; ++next_) {
      std::uint32_t first = 0;
      skip_varints(at_, end_, read_head(first) - 1);
    }
    return;
  }
  std::uint64_t count = 0;
  for (; next_ < index; ++next_) count += std::uint64_t{more_[next_]} + 1;
  skip_varints(at_, end_, count);
}

std::span<const std::uint32_t> PositionCursor::seek(std::uint32_t row) {
  positions_.clear();
  if (!postings_.may_have(row)) return positions_;
  while (block_ < postings_.num_blocks() && postings_.last_row(block_) < row) ++block_;
  if (block_ == postings_.num_blocks()) return positions_;
  load(block_);
  const std::uint32_t* const rows = rows_.data();
  const std::uint32_t* const found = std::lower_bound(rows, rows + count_, row);
  if (found == rows + count_ || *found != row) return positions_;
  const auto index = static_cast<std::uint32_t>(found - rows);
  if (index < next_) {  // Asked for the same row again.
    loaded_ = ~0U;
    load(block_);
  }
  skip_to(index);
  std::uint32_t position = 0;
  const std::uint64_t count = read_head(position);
  ++next_;
  positions_.push_back(position);
  for (std::uint64_t i = 1; i < count && at_ != end_; ++i) {
    position += static_cast<std::uint32_t>(read_varint(at_, end_));
    positions_.push_back(position);
  }
  return positions_;
}

}  // namespace vitrine
