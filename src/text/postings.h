#pragma once
// Postings: where one term occurs. Encoder and view of a term's record in the text index.
//
// Rows and weighted frequencies come in blocks of 128, bit-packed, the last block (fewer than 128)
// as variable-length integers. Each block carries the largest impact, f / (f + norm[row]), of its
// postings, so that a ranking may pass over it. A term in at least one row of eight also has a
// bitmap of its rows. Positions follow by themselves: ranking never touches them. Layout:
// docs/formats/text-index.md. Source (block maxima): S. Ding, T. Suel, "Faster top-k document
// retrieval using block-max indexes", SIGIR 2011.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "text/bit_packing.h"

namespace vitrine {

/// What the dictionary keeps of a record.
struct RecordShape {
  std::uint32_t rows = 0;             ///< Document frequency.
  std::uint64_t postings_bytes = 0;   ///< Rows and frequencies.
  std::uint64_t positions_bytes = 0;  ///< Directly after them.
};

/// Encodes one term after another. Not thread safe.
class PostingsEncoder {
 public:
  /// `norms` has one entry per row and must outlive the encoder.
  explicit PostingsEncoder(std::span<const float> norms) : norms_(norms) {}

  /// Adds a row. Requires: rows strictly ascending, frequency >= 1, positions ascending, not empty.
  void add(std::uint32_t row, std::uint32_t frequency, std::span<const std::uint32_t> positions);
  /// Appends the record of what was added since the last call to `out`.
  RecordShape finish(std::string& out);

 private:
  struct Skip {
    std::uint32_t last_row;
    std::uint32_t data_offset;
    std::uint32_t positions_offset;
    float max_impact;
  };
  void close_block();
  void close_positions();
  void fill_bitmap(std::span<char> record, const RecordShape& shape) const;

  std::span<const float> norms_;
  std::array<std::uint32_t, kPackedBlock> rows_ = {};
  std::array<std::uint32_t, kPackedBlock> frequencies_ = {};
  std::size_t in_block_ = 0;
  std::uint32_t previous_row_ = 0;
  std::uint32_t total_rows_ = 0;
  std::uint32_t block_positions_offset_ = 0;
  std::vector<Skip> skips_;
  std::vector<std::uint32_t> block_positions_;         ///< Differences, posting after posting,
  std::array<std::uint32_t, kPackedBlock> ends_ = {};  ///< and where each posting's end.
  std::string data_;
  std::string positions_;
};

/// A read-only view of one record. Damaged bytes give wrong rows and frequencies, never a read
/// outside the record.
class Postings {
 public:
  /// Nothing if `record` cannot hold what `shape` says.
  static std::optional<Postings> open(std::span<const unsigned char> record,
                                      const RecordShape& shape, std::uint32_t num_rows);

  /// Document frequency, at least 1.
  std::uint32_t size() const { return size_; }
  std::uint32_t num_blocks() const { return num_blocks_; }
  /// Requires: block < num_blocks(). A term of fewer than 128 rows says 2^32 - 1 and 1.0.
  std::uint32_t last_row(std::uint32_t block) const;
  float max_impact(std::uint32_t block) const;

  /// Writes the block's ascending rows and weighted frequencies to arrays of 128; returns how many.
  std::uint32_t decode(std::uint32_t block, std::uint32_t* rows, std::uint32_t* frequencies) const;
  /// The same without frequencies.
  std::uint32_t decode_rows(std::uint32_t block, std::uint32_t* rows) const;

  /// The weighted frequency in `row`, 0 if the term is not in it. Cost: decoding a block, about
  /// 0.2 us.
  std::uint32_t frequency_in(std::uint32_t row) const;

  /// Whether the block is bit-packed, as all but the last are.
  bool is_full(std::uint32_t block) const { return block < size_ / kPackedBlock; }

  bool has_bitmap() const { return bitmap_ != nullptr; }
  /// Word w of the bitmap of rows. Requires: has_bitmap(), w < (num_rows + 63) / 64.
  std::uint64_t bitmap_word(std::size_t w) const;

  /// False where a bitmap says that the term is not in `row`. Requires: row < number of rows.
  bool may_have(std::uint32_t row) const {
    return !has_bitmap() || (bitmap_word(row / 64) >> (row % 64) & 1U) != 0;
  }

  /// The encoded positions from the block's first posting on; text/position_cursor.h reads them.
  std::span<const unsigned char> positions_from(std::uint32_t block) const;

 private:
  template <typename T>
  T skip_field(std::uint32_t block, std::size_t offset) const;
  std::span<const unsigned char> block_data(std::uint32_t block) const;
  std::span<const unsigned char> decode_full_rows(std::uint32_t block, std::uint32_t* rows) const;
  std::uint32_t decode_tail(std::uint32_t block, std::uint32_t* rows,
                            std::uint32_t* frequencies) const;

  const unsigned char* bitmap_ = nullptr;
  std::span<const unsigned char> skips_;
  std::span<const unsigned char> data_;
  std::span<const unsigned char> positions_;
  std::uint32_t size_ = 0;
  std::uint32_t num_blocks_ = 0;
};

}  // namespace vitrine
