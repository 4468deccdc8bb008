#include "meaning/text_space.h"

#include <algorithm>

#include "encoder/builtin_encoder.h"

namespace vitrine::meaning {

Result<const TextSpace*> TextSpace::get() {
  const Result<const encoder::StaticEncoder*> encoder = encoder::builtin_encoder();
  if (!encoder) return encoder.error();
  static const TextSpace space(**encoder);
  return &space;
}

TextSpace::TextSpace(const encoder::StaticEncoder& encoder)
    : encoder_(&encoder), rotation_(static_cast<std::uint32_t>(encoder.dimension())) {}

TextVectorMaker::TextVectorMaker(const TextSpace& space)
    : space_(&space), texts_(*space.encoder_), vector_(space.dimension()) {}

bool TextVectorMaker::make(std::string_view text) {
  const std::size_t dimension = space_->encoder_->dimension();
  std::ranges::fill(std::span(vector_).subspan(dimension), 0.0F);
  if (!texts_.encode(text, std::span(vector_).first(dimension))) return false;
  space_->rotation_.apply(vector_);
  return true;
}

}  // namespace vitrine::meaning
