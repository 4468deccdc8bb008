#include "text/postings.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>
#include <limits>

#include "text/varint.h"

namespace vitrine {
namespace {

static_assert(std::endian::native == std::endian::little, "the format is little-endian");

constexpr std::size_t kSkipBytes = 16;
constexpr std::uint32_t kBlock = kPackedBlock;

/// A bitmap costs a byte for eight rows of the split; at one row in eight, one byte for each
/// posting.
bool keeps_bitmap(std::uint32_t size, std::uint64_t num_rows) {
  return size >= kBlock && std::uint64_t{size} * 8 >= num_rows;
}

std::uint64_t bitmap_bytes(std::uint64_t num_rows) {
  return (num_rows + 63) / 64 * 8;
}

}  // namespace

void PostingsEncoder::add(std::uint32_t row, std::uint32_t frequency,
                          std::span<const std::uint32_t> positions) {
  assert(frequency > 0 && !positions.empty());
  rows_[in_block_] = row;
  frequencies_[in_block_] = frequency;
  ++in_block_;
  ++total_rows_;
  ends_[in_block_ - 1] = static_cast<std::uint32_t>(block_positions_.size() + positions.size());
  std::uint32_t previous = 0;
  for (const std::uint32_t position : positions) {
    block_positions_.push_back(position - previous);
    previous = position;
  }
  if (in_block_ == kPackedBlock) close_block();
}

void PostingsEncoder::close_block() {
  Skip skip = {rows_[in_block_ - 1], static_cast<std::uint32_t>(data_.size()),
               block_positions_offset_, 0};
  for (std::size_t i = 0; i < in_block_; ++i) {
    const auto frequency = static_cast<float>(frequencies_[i]);
    skip.max_impact = std::max(skip.max_impact, frequency / (frequency + norms_[rows_[i]]));
  }
  std::array<std::uint32_t, kPackedBlock> gaps = {};
  std::uint32_t previous = previous_row_;
  for (std::size_t i = 0; i < in_block_; ++i) {
    gaps[i] = rows_[i] - previous;
    previous = rows_[i];
  }
  if (in_block_ == kPackedBlock) {
    for (std::uint32_t& frequency : frequencies_) --frequency;
    const unsigned row_width = bit_width_of(gaps);
    const unsigned frequency_width = bit_width_of(frequencies_);
    data_ += static_cast<char>(row_width);
    data_ += static_cast<char>(frequency_width);
    pack_block(gaps, row_width, data_);
    pack_block(frequencies_, frequency_width, data_);
  } else {
    for (std::size_t i = 0; i < in_block_; ++i) {
      const bool one = frequencies_[i] == 1;
      append_varint(data_, std::uint64_t{gaps[i]} << 1U | (one ? 1U : 0U));
      if (!one) append_varint(data_, frequencies_[i]);
    }
  }
  previous_row_ = previous;
  skips_.push_back(skip);
  close_positions();
  block_positions_offset_ = static_cast<std::uint32_t>(positions_.size());
  in_block_ = 0;
}

/// A full block says how many positions each posting has ahead of all of them, so that a reader can
/// skip whole words of bytes; a last block, often of one posting, says it on the way.
void PostingsEncoder::close_positions() {
  std::array<std::uint32_t, kPackedBlock> more = {};
  for (std::size_t i = 0; i < in_block_; ++i) more[i] = ends_[i] - (i == 0 ? 0 : ends_[i - 1]) - 1;
  const bool full = in_block_ == kPackedBlock;
  if (full) {
    const unsigned width = bit_width_of(more);
    positions_ += static_cast<char>(width);
    pack_block(more, width, positions_);
  }
  std::size_t at = 0;
  for (std::size_t i = 0; i < in_block_; ++i) {
    const std::uint64_t first = block_positions_[at++];
    append_varint(positions_, full ? first : first << 1U | (more[i] == 0 ? 1U : 0U));
    if (!full && more[i] > 0) append_varint(positions_, more[i] - 1);
    while (at < ends_[i]) append_varint(positions_, block_positions_[at++]);
  }
  block_positions_.clear();
}

RecordShape PostingsEncoder::finish(std::string& out) {
  if (in_block_ > 0) close_block();
  const std::size_t start = out.size();
  const bool bitmap = keeps_bitmap(total_rows_, norms_.size());
  if (bitmap) out.append(bitmap_bytes(norms_.size()), '\0');
  if (total_rows_ >= kBlock) {
    static_assert(sizeof(Skip) == kSkipBytes);
    out.append(reinterpret_cast<const char*>(skips_.data()), skips_.size() * kSkipBytes);
  }
  out += data_;
  const RecordShape shape = {total_rows_, out.size() - start, positions_.size()};
  out += positions_;
  if (bitmap) fill_bitmap(std::span(out).subspan(start), shape);
  data_.clear();
  positions_.clear();
  skips_.clear();
  total_rows_ = previous_row_ = block_positions_offset_ = 0;
  return shape;
}

/// Sets the bits by reading the record back: which terms need them is known only at their end.
void PostingsEncoder::fill_bitmap(std::span<char> record, const RecordShape& shape) const {
  const auto* bytes = reinterpret_cast<const unsigned char*>(record.data());
  const auto num_rows = static_cast<std::uint32_t>(norms_.size());
  const std::optional<Postings> written = Postings::open({bytes, record.size()}, shape, num_rows);
  assert(written);
  std::array<std::uint32_t, kPackedBlock> rows = {};
  for (std::uint32_t block = 0; block < written->num_blocks(); ++block) {
    const std::uint32_t count = written->decode_rows(block, rows.data());
    for (std::uint32_t i = 0; i < count; ++i) {
      char& byte = record[rows[i] / 8];
      byte = static_cast<char>(static_cast<unsigned char>(byte) | 1U << (rows[i] % 8));
    }
  }
}

std::optional<Postings> Postings::open(std::span<const unsigned char> record,
                                       const RecordShape& shape, std::uint32_t num_rows) {
  if (shape.rows == 0 || shape.rows > num_rows || shape.postings_bytes > record.size() ||
      shape.positions_bytes != record.size() - shape.postings_bytes) {
    return std::nullopt;
  }
  Postings postings;
  postings.size_ = shape.rows;
  postings.num_blocks_ = (shape.rows + kBlock - 1) / kBlock;
  std::span<const unsigned char> rest = record.first(shape.postings_bytes);
  if (keeps_bitmap(shape.rows, num_rows)) {
    if (rest.size() < bitmap_bytes(num_rows)) return std::nullopt;
    postings.bitmap_ = rest.data();
    rest = rest.subspan(bitmap_bytes(num_rows));
  }
  if (shape.rows >= kBlock) {
    const std::size_t skip_bytes = postings.num_blocks_ * kSkipBytes;
    if (rest.size() < skip_bytes) return std::nullopt;
    postings.skips_ = rest.first(skip_bytes);
    rest = rest.subspan(skip_bytes);
  }
  postings.data_ = rest;
  postings.positions_ = record.subspan(shape.postings_bytes);
  return postings;
}

template <typename T>
T Postings::skip_field(std::uint32_t block, std::size_t offset) const {
  assert(block < num_blocks_);
  T value;
  std::memcpy(&value, &skips_[block * kSkipBytes + offset], sizeof value);
  return value;
}

std::uint32_t Postings::last_row(std::uint32_t block) const {
  if (skips_.empty()) return std::numeric_limits<std::uint32_t>::max();
  return skip_field<std::uint32_t>(block, 0);
}

float Postings::max_impact(std::uint32_t block) const {
  return skips_.empty() ? 1.0F : skip_field<float>(block, 12);
}

std::span<const unsigned char> Postings::block_data(std::uint32_t block) const {
  if (skips_.empty()) return data_;
  return data_.subspan(std::min<std::size_t>(skip_field<std::uint32_t>(block, 4), data_.size()));
}

std::uint32_t Postings::decode(std::uint32_t block, std::uint32_t* rows,
                               std::uint32_t* frequencies) const {
  if (!is_full(block)) return decode_tail(block, rows, frequencies);
  const std::span<const unsigned char> data = decode_full_rows(block, rows);
  if (data.empty()) {
    std::fill_n(frequencies, kBlock, 1U);
    return kBlock;
  }
  const unsigned width = block_data(block)[1];
  unpack_block(data.data() + 1, width, frequencies);
  for (std::size_t i = 0; i < kBlock; ++i) ++frequencies[i];
  return kBlock;
}

std::uint32_t Postings::decode_rows(std::uint32_t block, std::uint32_t* rows) const {
  if (!is_full(block)) {
    std::array<std::uint32_t, kPackedBlock> unused = {};
    return decode_tail(block, rows, unused.data());
  }
  decode_full_rows(block, rows);
  return kBlock;
}

/// Returns the packed frequencies, or nothing if the block is damaged; its rows are all 0 then.
std::span<const unsigned char> Postings::decode_full_rows(std::uint32_t block,
                                                          std::uint32_t* rows) const {
  const std::span<const unsigned char> data = block_data(block);
  if (data.size() < 2 || data[0] > 32 || data[1] > 32 ||
      data.size() - 2 < packed_bytes(data[0]) + packed_bytes(data[1])) {
    std::fill_n(rows, kBlock, 0U);
    return {};
  }
  unpack_block(&data[2], data[0], rows);
  const std::uint32_t base = block == 0 ? 0 : last_row(block - 1);
  prefix_sums(base, std::span<std::uint32_t, kPackedBlock>(rows, kPackedBlock));
  // A width of 0 leaves no bytes of frequencies: the span must still tell it from damage.
  return data.subspan(1 + packed_bytes(data[0]), 1 + packed_bytes(data[1]));
}

std::uint32_t Postings::decode_tail(std::uint32_t block, std::uint32_t* rows,
                                    std::uint32_t* frequencies) const {
  const std::span<const unsigned char> data = block_data(block);
  const unsigned char* at = data.data();
  const unsigned char* end = at + data.size();
  std::uint32_t row = block == 0 ? 0 : last_row(block - 1);
  const std::uint32_t count = size_ % kBlock;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint64_t head = read_varint(at, end);
    row += static_cast<std::uint32_t>(head >> 1U);
    rows[i] = row;
    frequencies[i] = (head & 1U) != 0 ? 1U : static_cast<std::uint32_t>(read_varint(at, end));
  }
  return count;
}

std::uint32_t Postings::frequency_in(std::uint32_t row) const {
  std::uint32_t low = 0;
  for (std::uint32_t high = num_blocks_; low < high;) {
    const std::uint32_t middle = low + (high - low) / 2;
    if (last_row(middle) < row) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == num_blocks_) return 0;
  std::array<std::uint32_t, kPackedBlock> rows = {};
  std::array<std::uint32_t, kPackedBlock> frequencies = {};
  const std::uint32_t count = decode(low, rows.data(), frequencies.data());
  const auto end = rows.begin() + count;
  const auto found = std::lower_bound(rows.begin(), end, row);
  return found != end && *found == row ? frequencies[static_cast<std::size_t>(found - rows.begin())]
                                       : 0;
}

std::uint64_t Postings::bitmap_word(std::size_t w) const {
  std::uint64_t word;
  std::memcpy(&word, bitmap_ + w * sizeof word, sizeof word);
  return word;
}

std::span<const unsigned char> Postings::positions_from(std::uint32_t block) const {
  const std::size_t start = skips_.empty() ? 0 : skip_field<std::uint32_t>(block, 8);
  return positions_.subspan(std::min(start, positions_.size()));
}

}  // namespace vitrine
