#include "encoder/text_encoder.h"

#include <algorithm>
#include <cassert>
#include <cctype>
#include <cmath>
#include <utility>

#include "encoder/pooling.h"

namespace vitrine::encoder {
namespace {

constexpr float kLevelOfZero = 8;

}  // namespace

TextEncoder::TextEncoder(const StaticEncoder& encoder)
    : encoder_(&encoder),
      tokenizer_(encoder.word_pieces()),
      counts_(encoder.word_pieces().size()),
      low_(encoder.part_dimension() / 2),
      high_(encoder.part_dimension() / 2) {}

bool TextEncoder::encode(std::string_view text, std::span<float> out) {
  assert(out.size() == encoder_->dimension());
  count(tokenizer_.tokens(text));
  double square = 0;
  for (std::size_t part = 0; part < encoder_->num_parts(); ++part)
    square +=
        sum_part(part, out.subspan(part * encoder_->part_dimension(), encoder_->part_dimension()));
  scale(out, static_cast<float>(square > 0 ? 1 / std::sqrt(square) : 0));
  return square > 0;
}

bool TextEncoder::knows_a_word(std::string_view text) {
  const WordPieces& pieces = encoder_->word_pieces();
  const std::span<const TokenId> tokens = tokenizer_.tokens(text);
  const auto spelling = [&](std::size_t i) {
    return i < tokens.size() ? pieces.token(tokens[i]) : std::string_view();
  };
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const std::string_view word = spelling(i);
    const auto first = static_cast<unsigned char>(word.front());
    if (tokens[i] == pieces.unknown() || word.size() < 2) continue;
    if (std::isalpha(first) == 0 && first < 0x80) continue;
    if (!spelling(i + 1).starts_with("##")) return true;
  }
  return false;
}

void TextEncoder::count(std::span<const TokenId> tokens) {
  num_tokens_ = tokens.size();
  rows_.resize(tokens.size());
  weights_.clear();
  std::size_t distinct = 0;
  for (const TokenId token : tokens) {
    const std::uint32_t row = encoder_->row_of(token);
    if (row == StaticEncoder::kNoRow) continue;
    rows_[distinct] = row;  // kept if it is new: no branch, which could not be foretold
    distinct += counts_[row]++ == 0 ? 1 : 0;
  }
  rows_.resize(distinct);
  for (const std::uint32_t row : rows_) encoder_->prefetch(row);
  for (const std::uint32_t row : rows_) {
    const std::uint32_t times = std::exchange(counts_[row], 0);
    weights_.push_back(times == 1 ? 1.0F : 1.0F + std::log(static_cast<float>(times)));
  }
}

/// Writes a part at its weight and returns the square of that; zeros and 0 if the part says
/// nothing.
double TextEncoder::sum_part(std::size_t part, std::span<float> out) {
  codes_.clear();
  scaled_.clear();
  float raised = 0;  // what the levels being 0 to 15 instead of -8 to 7 adds everywhere
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    codes_.push_back(encoder_->codes(rows_[i], part).data());
    scaled_.push_back(weights_[i] * encoder_->scale(rows_[i], part));
    raised += kLevelOfZero * scaled_.back();
  }
  sum_nibbles(codes_, scaled_, low_, high_);
  const double square = join_halves(low_, high_, raised, out);
  const float wanted = encoder_->part_weight(part);
  scale(out, static_cast<float>(square > 0 ? wanted / std::sqrt(square) : 0));
  return square > 0 ? static_cast<double>(wanted) * wanted : 0;
}

}  // namespace vitrine::encoder
