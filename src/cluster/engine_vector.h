#pragma once
// Engine vectors: a vector as the engine's index takes it, in documents and in questions.
//
// Of text vectors, of which a dataset keeps four bits a number, the index has one byte a number:
// the direction, which is all that cosines see, at a quarter of the disk and memory. Other vectors
// are floats. Either finds candidates; what is compared exactly is another field (exact_field()).

#include <span>

#include "base/json_writer.h"

namespace vitrine::cluster {

enum class EngineNumber { kByte, kFloat };

/// Writes a JSON array. Of bytes the greatest number is 127 and each other is rounded in
/// proportion. Requires: a vector that points somewhere, its length finite as a float.
void append_engine_vector(JsonWriter& json, std::span<const float> vector, EngineNumber number);

}  // namespace vitrine::cluster
