#pragma once
// The encoder that comes with the program: data/encoder/static-encoder.vse, which is part of its
// image, so that there is no file to be found or missing. What it knows and does not know is in
// data/encoder/README.md.

#include "encoder/static_encoder.h"

namespace vitrine::encoder {

/// The same object every time; thread safe. Errors: corrupt, if the program's own file was changed.
/// Cost: 3 ms for the first caller, who reads all of it against its checksums.
Result<const StaticEncoder*> builtin_encoder();

}  // namespace vitrine::encoder
