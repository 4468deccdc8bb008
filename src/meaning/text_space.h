#pragma once
// TextSpace: the space in which rows' texts and queries are compared by meaning.
//
// A text's vector is that of the program's own encoder (encoder/builtin_encoder.h), rotated
// (vector/rotation.h): cosines stay as they are, and what a vector says is spread evenly over its
// coordinates, so that four bits of each say the same everywhere.
//
// TextSpace is immutable and thread safe; TextVectorMaker is one thread's.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "encoder/text_encoder.h"
#include "vector/rotation.h"

namespace vitrine::meaning {

class TextSpace {
 public:
  /// The same object every time. Errors: corrupt, if the program's own file was changed.
  static Result<const TextSpace*> get();

  explicit TextSpace(const encoder::StaticEncoder& encoder);

  std::uint32_t dimension() const { return rotation_.padded(); }
  /// Names the space: vectors of another one are not to be compared with it.
  std::uint64_t checksum() const { return encoder_->checksum(); }
  const encoder::StaticEncoder& encoder() const { return *encoder_; }

 private:
  friend class TextVectorMaker;
  const encoder::StaticEncoder* encoder_;
  vector::Rotation rotation_;
};

class TextVectorMaker {
 public:
  /// `space` must outlive the object. Cost: 10 us.
  explicit TextVectorMaker(const TextSpace& space);

  /// The unit vector of `text`, any bytes; false if nothing in it is known. What vector() shows
  /// stays until the next call. Cost: about 0.3 us a token and 1 us.
  bool make(std::string_view text);
  /// As TextEncoder::knows_a_word(). Cost: as make().
  bool knows_a_word(std::string_view text) { return texts_.knows_a_word(text); }
  std::span<const float> vector() const { return vector_; }

 private:
  const TextSpace* space_;
  encoder::TextEncoder texts_;
  std::vector<float> vector_;
};

}  // namespace vitrine::meaning
