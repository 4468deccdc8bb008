#include "text/postings.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>
#include <limits>

#include "text/block_kernels.h"
#include "text/ranking.h"
#include "text/varint.h"

namespace vitrine::text {
namespace {

static_assert(std::endian::native == std::endian::little, "the format is little-endian");

constexpr std::size_t kSkipBytes = 16;
constexpr std::uint32_t kBlock = kPackedBlock;

/// At one row in eight, a bitmap costs a byte for each posting.
bool keeps_bitmap(std::uint32_t size, std::uint64_t num_rows) {
  return size >= kBlock && std::uint64_t{size} * 8 >= num_rows;
}

std::uint64_t bitmap_bytes(std::uint64_t num_rows) {
  return (num_rows + 63) / 64 * 8;
}

/// At one row in four, a table of half bytes costs two bytes for each posting.
bool keeps_table(std::uint32_t size, std::uint64_t num_rows) {
  return size >= kBlock && std::uint64_t{size} * 4 >= num_rows;
}

/// Words in half of all rows are often in one row more often than half a byte can say.
bool is_wide_table(std::uint32_t size, std::uint64_t num_rows) {
  return std::uint64_t{size} * 2 >= num_rows;
}

std::uint64_t table_bytes(std::uint32_t size, std::uint64_t num_rows) {
  return is_wide_table(size, num_rows) ? num_rows : (num_rows + 1) / 2;
}

}  // namespace

void PostingsEncoder::add(std::uint32_t row, std::uint32_t frequency,
                          std::span<const std::uint32_t> positions) {
  assert(frequency > 0 && !positions.empty());
  all_rows_.push_back(row);
  all_frequencies_.push_back(frequency);
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
  if (keeps_bitmap(total_rows_, norms_.size())) append_bitmap(out);
  if (keeps_table(total_rows_, norms_.size())) append_table(out);
  if (total_rows_ >= kBlock) {
    static_assert(sizeof(Skip) == kSkipBytes);
    out.append(reinterpret_cast<const char*>(skips_.data()), skips_.size() * kSkipBytes);
  }
  out += data_;
  const RecordShape shape = {total_rows_, out.size() - start, positions_.size()};
  out += positions_;
  data_.clear();
  positions_.clear();
  skips_.clear();
  all_rows_.clear();
  all_frequencies_.clear();
  total_rows_ = previous_row_ = block_positions_offset_ = 0;
  return shape;
}

void PostingsEncoder::append_bitmap(std::string& out) const {
  std::vector<std::uint64_t> words(bitmap_bytes(norms_.size()) / 8);
  for (const std::uint32_t row : all_rows_) words[row / 64] |= 1ULL << (row % 64);
  out.append(reinterpret_cast<const char*>(words.data()), words.size() * 8);
}

void PostingsEncoder::append_table(std::string& out) const {
  const bool wide = is_wide_table(total_rows_, norms_.size());
  std::string table(table_bytes(total_rows_, norms_.size()), '\0');
  for (std::size_t i = 0; i < all_rows_.size(); ++i) {
    const std::uint32_t row = all_rows_[i];
    const std::uint32_t value = std::min(all_frequencies_[i], wide ? 255U : 15U);
    char& byte = table[wide ? row : row / 2];
    byte = static_cast<char>(static_cast<unsigned char>(byte) | value << (wide ? 0 : row % 2 * 4));
  }
  out += table;
}

std::optional<Postings> Postings::open(std::span<const unsigned char> record,
                                       const RecordShape& shape, std::uint32_t num_rows) {
  if (shape.rows == 0 || shape.rows > num_rows || shape.postings_bytes > record.size() ||
      shape.positions_bytes != record.size() - shape.postings_bytes) {
    return std::nullopt;
  }
  Postings postings;
  postings.size_ = shape.rows;
  postings.num_rows_ = num_rows;
  postings.num_blocks_ = (shape.rows + kBlock - 1) / kBlock;
  std::span<const unsigned char> rest = record.first(shape.postings_bytes);
  if (keeps_bitmap(shape.rows, num_rows)) {
    if (rest.size() < bitmap_bytes(num_rows)) return std::nullopt;
    postings.bitmap_ = rest.data();
    rest = rest.subspan(bitmap_bytes(num_rows));
  }
  if (keeps_table(shape.rows, num_rows)) {
    if (rest.size() < table_bytes(shape.rows, num_rows)) return std::nullopt;
    postings.table_ = rest.data();
    postings.wide_table_ = is_wide_table(shape.rows, num_rows);
    rest = rest.subspan(table_bytes(shape.rows, num_rows));
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

std::optional<Postings::Packed> Postings::packed(std::uint32_t block) const {
  const std::span<const unsigned char> data = block_data(block);
  if (data.size() < 2 || data[0] > 32 || data[1] > 32 ||
      data.size() - 2 < packed_bytes(data[0]) + packed_bytes(data[1])) {
    return std::nullopt;
  }
  const unsigned char* const rows = data.data() + 2;
  return Packed{data[0], data[1], rows, rows + packed_bytes(data[0])};
}

/// False if the rows do not ascend below the number of rows, as those of a damaged block may.
bool Postings::decode_packed_rows(std::uint32_t block, const Packed& packed,
                                  std::uint32_t* rows) const {
  const std::uint32_t base = block == 0 ? 0 : last_row(block - 1);
  block_kernels().unpack_sums(packed.rows, packed.row_width, base, rows);
  const bool may_wrap = std::uint64_t{base} + (std::uint64_t{kBlock} << packed.row_width) >
                        std::numeric_limits<std::uint32_t>::max();
  if (may_wrap && (rows[0] < base || !std::is_sorted(rows, rows + kBlock))) return false;
  return rows[kBlock - 1] < num_rows_;
}

std::uint32_t Postings::decode_rows(std::uint32_t block, std::uint32_t* rows) const {
  if (!is_full(block)) {
    std::array<std::uint32_t, kPackedBlock> unused;
    return decode_tail(block, rows, unused.data());
  }
  const std::optional<Packed> packed = this->packed(block);
  return packed && decode_packed_rows(block, *packed, rows) ? kBlock : 0;
}

std::uint32_t Postings::decode(std::uint32_t block, std::uint32_t* rows,
                               std::uint32_t* frequencies) const {
  if (!is_full(block)) return decode_tail(block, rows, frequencies);
  const std::optional<Packed> packed = this->packed(block);
  if (!packed || !decode_packed_rows(block, *packed, rows)) return 0;
  block_kernels().unpack(packed->frequencies, packed->frequency_width, frequencies);
  for (std::size_t i = 0; i < kBlock; ++i) ++frequencies[i];
  return kBlock;
}

std::uint32_t Postings::decode_contributions(std::uint32_t block, std::span<const float> norms,
                                             float weight_units, std::uint32_t* rows,
                                             std::uint32_t* contributions) const {
  // The kernels take rows as signed numbers.
  constexpr std::uint32_t kMaxKernelRows = std::numeric_limits<std::int32_t>::max();
  if (!is_full(block) || num_rows_ > kMaxKernelRows) {
    const std::uint32_t count = decode(block, rows, contributions);
    for (std::uint32_t i = 0; i < count; ++i)
      contributions[i] = contribution(weight_units, contributions[i], norms[rows[i]]);
    return count;
  }
  const std::optional<Packed> packed = this->packed(block);
  if (!packed || !decode_packed_rows(block, *packed, rows)) return 0;
  block_kernels().contributions(packed->frequencies, packed->frequency_width, rows, norms.data(),
                                weight_units, contributions);
  return kBlock;
}

std::uint32_t Postings::decode_tail(std::uint32_t block, std::uint32_t* rows,
                                    std::uint32_t* frequencies) const {
  const std::span<const unsigned char> data = block_data(block);
  const unsigned char* at = data.data();
  const unsigned char* end = at + data.size();
  std::uint64_t row = block == 0 ? 0 : last_row(block - 1);
  const std::uint32_t count = size_ % kBlock;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint64_t head = read_varint(at, end);
    row += head >> 1U;
    if (row >= num_rows_) return i;
    rows[i] = static_cast<std::uint32_t>(row);
    frequencies[i] = (head & 1U) != 0 ? 1U : static_cast<std::uint32_t>(read_varint(at, end));
  }
  return count;
}

std::uint32_t Postings::block_of(std::uint32_t row, std::uint32_t from) const {
  // Rows are asked for in ascending order: the block is near, so the steps grow from 1.
  std::uint32_t low = from;
  std::uint32_t high = from;
  for (std::uint32_t step = 1; high < num_blocks_ && last_row(high) < row; step *= 2) {
    low = high + 1;
    high = num_blocks_ - high > step ? high + step : num_blocks_;
  }
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    if (last_row(middle) < row) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

std::uint32_t Postings::frequency_in(std::uint32_t row) const {
  const std::uint32_t block = block_of(row, 0);
  if (block == num_blocks_) return 0;
  std::array<std::uint32_t, kPackedBlock> rows;
  std::array<std::uint32_t, kPackedBlock> frequencies;
  const std::uint32_t count = decode(block, rows.data(), frequencies.data());
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

}  // namespace vitrine::text
