#pragma once
// StaticEncoder: a vector for each token, and nothing else: a text means the weighted sum of its
// tokens.
//
// A row has one or more parts that were trained apart; a text's parts are brought to the length of
// the part's weight before they are put side by side. The rows' lengths say how much a word
// matters. TextEncoder does the sums.
//
// Source: the form is that of sentence vectors by weighted averages, Arora et al., A Simple but
// Tough-to-Beat Baseline for Sentence Embeddings (2017). Immutable and thread safe; movable.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/container.h"
#include "encoder/static_encoder_format.h"
#include "encoder/word_pieces.h"

namespace vitrine::encoder {

class StaticEncoder {
 public:
  /// Maps the file and reads all of it against its checksums. Errors: not_found, corrupt,
  /// unsupported, io. Cost: about 2 ms for 8 MB.
  static Result<StaticEncoder> open(const fs::path& path);
  /// The same of a file's bytes in memory, which must outlive the object. Requires: 64-byte
  /// aligned.
  static Result<StaticEncoder> view(std::span<const std::byte> bytes);

  /// Of the vectors that it gives.
  std::size_t dimension() const { return num_parts() * part_dimension(); }
  std::size_t num_parts() const { return shape_.num_parts; }
  std::size_t part_dimension() const { return shape_.part_dimension; }
  float part_weight(std::size_t part) const { return shape_.part_weights[part]; }
  const WordPieces& word_pieces() const { return pieces_; }
  /// Names the weights: differs where a byte differs.
  std::uint64_t checksum() const { return file_.content_checksum(); }

  static constexpr std::uint32_t kNoRow = 0xFFFFFFFF;
  /// kNoRow for tokens that say nothing. Requires: id < word_pieces().size().
  std::uint32_t row_of(TokenId id) const { return rows_[id]; }
  /// What the levels of a row's part are multiplied by. Requires: row < number of rows, part <
  /// num_parts().
  float scale(std::size_t row, std::size_t part) const {
    return from_bfloat16(scales_[row * num_parts() + part]);
  }
  /// Two levels a byte, the earlier dimension in the low four bits: 0 to 15 for -8 to 7.
  std::span<const std::uint8_t> codes(std::size_t row, std::size_t part) const {
    const std::size_t bytes = part_dimension() / 2;
    return codes_.subspan((row * num_parts() + part) * bytes, bytes);
  }
  /// Has a row's codes brought near before they are asked for: rows lie far apart, and reading them
  /// as they come was a fifth of the time.
  void prefetch(std::size_t row) const {
    constexpr std::size_t kLine = 64;
    const std::size_t bytes = dimension() / 2;
    for (std::size_t at = 0; at < bytes; at += kLine)
      __builtin_prefetch(codes_.data() + row * bytes + at);
  }

 private:
  StaticEncoder(Container file, const StaticEncoderShape& shape, WordPieces pieces)
      : file_(std::move(file)), shape_(shape), pieces_(std::move(pieces)) {}
  static Result<StaticEncoder> read(Result<Container> file);
  static float from_bfloat16(std::uint16_t bits) {
    return std::bit_cast<float>(std::uint32_t{bits} << 16U);
  }
  Status read_rows();

  Container file_;
  StaticEncoderShape shape_;
  WordPieces pieces_;
  std::vector<std::uint32_t> rows_;
  std::span<const std::uint16_t> scales_;
  std::span<const std::uint8_t> codes_;
};

}  // namespace vitrine::encoder
