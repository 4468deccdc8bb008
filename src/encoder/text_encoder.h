#pragma once
// TextEncoder: the vector of a text by a StaticEncoder.
//
// The sum of the rows of the text's distinct tokens, each times 1 + ln(how often it occurs), every
// part brought to its weight, the whole to length 1. The order of words is lost; unknown words and
// those without a row say nothing.
//
// Not thread safe: one per thread. Cost: about 0.3 us a token, nothing is allocated once buffers
// have grown to the largest text.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "encoder/static_encoder.h"
#include "encoder/tokenizer.h"

namespace vitrine::encoder {

class TextEncoder {
 public:
  /// `encoder` must outlive the object.
  explicit TextEncoder(const StaticEncoder& encoder);

  /// Writes the unit vector of `text`, any bytes. False, and zeros, if nothing in it has a row.
  /// Requires: out.size() == encoder.dimension().
  bool encode(std::string_view text, std::span<float> out);

  /// Whether the text has a word of two letters or more, or an ideograph, that is one token. A text
  /// without has pieces of words at best, which are near to anything.
  bool knows_a_word(std::string_view text);

  /// Tokens of the last text, unknown ones included.
  std::size_t num_tokens() const { return num_tokens_; }

 private:
  void count(std::span<const TokenId> tokens);
  double sum_part(std::size_t part, std::span<float> out);

  const StaticEncoder* encoder_;
  Tokenizer tokenizer_;
  std::vector<std::uint32_t> counts_;  ///< Of each row; zeros between calls.
  std::vector<std::uint32_t>
      rows_;                    ///< Those that the text has, in the order of their first token.
  std::vector<float> weights_;  ///< Of rows_.
  std::vector<const std::uint8_t*> codes_;  ///< Of rows_, in the part that is summed.
  std::vector<float> scaled_;               ///< weights_ times the scales there.
  std::vector<float> low_;  ///< Sums of the even dimensions of a part, and of the odd.
  std::vector<float> high_;
  std::size_t num_tokens_ = 0;
};

}  // namespace vitrine::encoder
