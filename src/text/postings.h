#pragma once
// Postings: where one term occurs. Encoder and view of a term's record in the text index.
//
// Rows and weighted frequencies come in blocks of 128, bit-packed, the last block (fewer than 128)
// as variable-length integers. Each block carries the largest impact, f / (f + norm[row]), of its
// postings, so that a ranking may pass over it. A term in at least one row of eight also has a
// bitmap of its rows, one in at least one row of four a table of frequencies by row, so that the
// commonest words cost next to nothing. Positions follow by themselves: ranking never touches them.
// Layout: docs/formats/text-index.md. Source (block maxima): S. Ding, T. Suel, "Faster top-k
// document retrieval using block-max indexes", SIGIR 2011.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "text/bit_packing.h"

namespace vitrine::text {

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
  void append_bitmap(std::string& out) const;
  void append_table(std::string& out) const;

  std::span<const float> norms_;
  std::array<std::uint32_t, kPackedBlock> rows_ = {};
  std::array<std::uint32_t, kPackedBlock> frequencies_ = {};
  std::size_t in_block_ = 0;
  std::uint32_t previous_row_ = 0;
  std::uint32_t total_rows_ = 0;
  std::uint32_t block_positions_offset_ = 0;
  std::vector<Skip> skips_;
  std::vector<std::uint32_t> all_rows_;         ///< For the bitmap and the table,
  std::vector<std::uint32_t> all_frequencies_;  ///< of terms that are known to have one at the end.
  std::vector<std::uint32_t> block_positions_;  ///< Differences, posting after posting,
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

  /// The first block from `from` on that may have `row`, num_blocks() if there is none.
  std::uint32_t block_of(std::uint32_t row, std::uint32_t from) const;

  /// Writes the block's ascending rows to an array of 128; returns how many, 0 if it is damaged.
  /// No row is `num_rows` or above.
  std::uint32_t decode_rows(std::uint32_t block, std::uint32_t* rows) const;
  /// The same with the weighted frequencies.
  std::uint32_t decode(std::uint32_t block, std::uint32_t* rows, std::uint32_t* frequencies) const;
  /// The same with what each posting adds to the score of its row (text/ranking.h).
  std::uint32_t decode_contributions(std::uint32_t block, std::span<const float> norms,
                                     float weight_units, std::uint32_t* rows,
                                     std::uint32_t* contributions) const;

  /// The weighted frequency in `row`, 0 if the term is not in it. Cost: decoding a block, about
  /// 0.2 us.
  std::uint32_t frequency_in(std::uint32_t row) const;

  /// Whether the block is bit-packed, as all but the last are.
  bool is_full(std::uint32_t block) const { return block < size_ / kPackedBlock; }

  bool has_table() const { return table_ != nullptr; }
  /// The weighted frequency in `row`, 0 if the term is not in it. Cost: a few ns, but for the rare
  /// frequency that is too large for the table. Requires: has_table(), row < number of rows.
  std::uint32_t table_frequency(std::uint32_t row) const {
    const std::uint32_t value = wide_table_ ? table_[row] : table_[row / 2] >> (row % 2 * 4) & 15U;
    return value == (wide_table_ ? 255U : 15U) ? frequency_in(row) : value;
  }

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
  /// A full block's header and what follows it.
  struct Packed {
    unsigned row_width;
    unsigned frequency_width;
    const unsigned char* rows;
    const unsigned char* frequencies;
  };
  std::optional<Packed> packed(std::uint32_t block) const;
  bool decode_packed_rows(std::uint32_t block, const Packed& packed, std::uint32_t* rows) const;
  std::uint32_t decode_tail(std::uint32_t block, std::uint32_t* rows,
                            std::uint32_t* frequencies) const;

  const unsigned char* bitmap_ = nullptr;
  const unsigned char* table_ = nullptr;
  bool wide_table_ = false;
  std::span<const unsigned char> skips_;
  std::span<const unsigned char> data_;
  std::span<const unsigned char> positions_;
  std::uint32_t size_ = 0;
  std::uint32_t num_blocks_ = 0;
  std::uint32_t num_rows_ = 0;
};

}  // namespace vitrine::text
