#include "meaning/projection.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>

#include "encoder/tokenizer.h"
#include "meaning/projection_format.h"
#include "meaning/text_space.h"

namespace vitrine::meaning {
namespace {

bool are_finite(std::span<const float> values) {
  return std::ranges::all_of(values, [](float value) { return std::isfinite(value); });
}

void add_scaled(std::span<float> out, std::span<const float> row, float factor) {
  for (std::size_t i = 0; i < out.size(); ++i) out[i] += factor * row[i];
}

}  // namespace

Result<Projection> Projection::open(const fs::path& path) {
  Result<Container> file = Container::open(path, kProjectionKind);
  if (!file) return std::move(file).error();
  Projection projection(*std::move(file));
  if (Status status = projection.read(); !status) return std::move(status).error();
  return projection;
}

Status Projection::read() {
  const Result<const TextSpace*> space = TextSpace::get();
  if (!space) return space.error();
  const std::span<const std::byte> head = file_.section(kProjectionShapeSection);
  const std::span<const std::byte> judged = file_.section(kProjectionQualitySection);
  ProjectionShape shape = {};
  if (head.size() != sizeof shape || judged.size() != sizeof quality_)
    return file_.damaged("has no shape");
  if (Status whole = file_.check(head); !whole) return whole;
  if (Status whole = file_.check(judged); !whole) return whole;
  std::memcpy(&shape, head.data(), sizeof shape);
  std::memcpy(&quality_, judged.data(), sizeof quality_);
  if (shape.encoder_checksum != (*space)->checksum() ||
      shape.text_dimension != (*space)->dimension())
    return unsupported("the projection is of another version of the encoder");
  if (shape.dimension == 0 || shape.dimension > kMaxProjectionDimension)
    return file_.damaged("has an impossible shape");
  dimension_ = shape.dimension;
  text_dimension_ = shape.text_dimension;
  const std::array figures = {quality_.explained, quality_.found, quality_.found_by_text,
                              quality_.gain_error};
  if (!are_finite(figures) || quality_.is_related() != (shape.has_weights == 1))
    return file_.damaged("says of itself what cannot be");
  return quality_.is_related() ? read_weights(shape.num_terms) : Status();
}

Status Projection::read_weights(std::uint32_t num_terms) {
  mean_ = file_.array<float>(kProjectionMeanSection);
  text_ = file_.array<float>(kProjectionTextSection);
  terms_ = {file_.array<encoder::TokenId>(kProjectionTokenSection),
            file_.array<float>(kProjectionIdfSection)};
  scales_ = file_.array<float>(kProjectionScaleSection);
  codes_ = file_.array<std::int8_t>(kProjectionCodeSection);
  if (mean_.size() != dimension_ || text_.size() != std::size_t{text_dimension_} * dimension_ ||
      terms_.tokens.size() != num_terms || terms_.idfs.size() != num_terms ||
      scales_.size() != num_terms || codes_.size() != std::size_t{num_terms} * dimension_)
    return file_.damaged("has other sections than its shape says");
  for (const std::span<const float> values : {mean_, text_, terms_.idfs, scales_}) {
    if (Status whole = file_.check_once(std::as_bytes(values)); !whole) return whole;
    if (!are_finite(values)) return file_.damaged("has weights that are none");
  }
  if (Status whole = file_.check_once(std::as_bytes(terms_.tokens)); !whole) return whole;
  if (std::ranges::adjacent_find(terms_.tokens, std::ranges::greater_equal()) !=
      terms_.tokens.end())
    return file_.damaged("has terms out of order");
  return {};
}

Status Projection::add_terms(const TermVector& terms, std::span<float> out) const {
  for (std::size_t i = 0; i < terms.terms.size(); ++i) {
    const std::size_t term = terms.terms[i];
    const auto codes = codes_.subspan(term * dimension_, dimension_);
    if (Status whole = file_.check_once(std::as_bytes(codes)); !whole) return whole;
    const float factor = terms.weights[i] * scales_[term];
    for (std::size_t j = 0; j < out.size(); ++j) out[j] += factor * static_cast<float>(codes[j]);
  }
  return {};
}

Result<std::vector<float>> Projection::place_of(std::string_view text) const {
  assert(quality_.is_related());
  const Result<const TextSpace*> space = TextSpace::get();
  if (!space) return space.error();
  TextVectorMaker maker(**space);
  const bool has_vector = maker.make(text);
  encoder::Tokenizer tokenizer((*space)->encoder().word_pieces());
  const TermVector terms = terms_.vector_of(tokenizer.tokens(text));
  if (!has_vector && terms.terms.empty()) return std::vector<float>();
  std::vector<float> place(mean_.begin(), mean_.end());
  for (std::size_t i = 0; i < text_dimension_; ++i)
    add_scaled(place, text_.subspan(i * dimension_, dimension_), maker.vector()[i]);
  if (Status status = add_terms(terms, place); !status) return std::move(status).error();
  return place;
}

}  // namespace vitrine::meaning
