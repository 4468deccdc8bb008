#include "text/row_words.h"

#include <algorithm>

#include "base/utf8.h"
#include "text/index_format.h"
#include "text/index_run.h"

namespace vitrine::text {
namespace {

/// Long values are segmented in pieces of this size, cut at a space, so that one row of 50 MB does
/// not need a copy of itself.
constexpr std::size_t kPieceBytes = 64U << 10U;

/// The first piece of `text`: up to a space if there is one, never inside a character.
std::string_view first_piece(std::string_view text) {
  if (text.size() <= kPieceBytes) return text;
  const std::size_t space = text.find_last_of(" \n\t", kPieceBytes);
  if (space != std::string_view::npos && space > 0) return text.substr(0, space);
  const std::string_view piece = utf8_prefix(text, kPieceBytes);
  return piece.empty() ? text.substr(0, kPieceBytes) : piece;
}

}  // namespace

float row_norm(float unit, float length, double mean_length) {
  const auto relative = static_cast<float>(static_cast<double>(length) / mean_length);
  return unit * kBm25K1 * (1 - kBm25B + kBm25B * relative);
}

void RowWords::begin_value(Field& field) {
  if (field.positions > 0) field.positions += kPositionGap;
}

std::string_view RowWords::take_piece(std::string_view& text) {
  const std::string_view piece = first_piece(text);
  text.remove_prefix(piece.size());
  return piece;
}

std::uint32_t RowWords::position_in_row(std::uint32_t base, std::uint32_t position) {
  return std::min(base + position, kMaxPosition);
}

std::uint32_t RowWords::end_of(std::uint32_t base, const Field& field) {
  return std::min(base + field.positions + kPositionGap, kMaxPosition);
}

}  // namespace vitrine::text
