#include "text/position_cursor.h"

#include <algorithm>

#include "text/varint.h"

namespace vitrine::text {

void PositionCursor::load(std::uint32_t block) {
  if (loaded_ == block) return;
  loaded_ = block;
  next_ = 0;
  count_ = postings_.decode_rows(block, rows_.data());
  std::fill(rows_.begin() + count_, rows_.end(), ~0U);
  const std::span<const unsigned char> positions = postings_.positions_from(block);
  at_ = positions.data();
  end_ = at_ + positions.size();
  if (!postings_.is_full(block)) return;
  width_ = positions.empty() ? 0 : *at_++;
  numbers_ = at_;
  const bool damaged = width_ > 32 || static_cast<std::size_t>(end_ - at_) < packed_bytes(width_);
  if (damaged) count_ = 0;
  at_ = damaged ? end_ : at_ + packed_bytes(width_);
}

void PositionCursor::read_rest(std::uint32_t first, std::uint64_t more) {
  positions_.push_back(first);
  for (; more > 0 && at_ != end_; --more) {
    first += static_cast<std::uint32_t>(read_varint(at_, end_));
    positions_.push_back(first);
  }
}

void PositionCursor::read_packed() {
  const unsigned char* const start = at_;
  at_ = kernels_.skip_varints(at_, end_, kernels_.sum_first(numbers_, width_, index_) + index_);
  const auto first = static_cast<std::uint32_t>(read_varint(at_, end_));
  read_rest(first, packed_value(numbers_, width_, index_));
  at_ = start;
}

void PositionCursor::read_tail() {
  if (index_ < next_) {  // Asked for the same row again.
    loaded_ = ~0U;
    load(block_);
  }
  for (;; ++next_) {
    const std::uint64_t head = read_varint(at_, end_);
    const std::uint64_t more = (head & 1U) != 0 ? 0 : read_varint(at_, end_) + 1;
    if (next_ == index_) {
      read_rest(static_cast<std::uint32_t>(head >> 1U), more);
      ++next_;
      return;
    }
    at_ = kernels_.skip_varints(at_, end_, more);
  }
}

bool PositionCursor::find(std::uint32_t row) {
  if (!postings_.may_have(row)) return false;
  block_ = postings_.block_of(row, block_);
  if (block_ == postings_.num_blocks()) return false;
  load(block_);
  index_ = kernels_.count_below(rows_.data(), row);
  return index_ < count_ && rows_[index_] == row;
}

std::span<const std::uint32_t> PositionCursor::positions() {
  positions_.clear();
  if (postings_.is_full(block_)) {
    read_packed();
  } else {
    read_tail();
  }
  return positions_;
}

}  // namespace vitrine::text
