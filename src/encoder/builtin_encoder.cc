#include "encoder/builtin_encoder.h"

extern "C" {
extern const std::byte vitrine_static_encoder_begin[], vitrine_static_encoder_end[];
}

namespace vitrine::encoder {

Result<const StaticEncoder*> builtin_encoder() {
  static const Result<StaticEncoder> encoder =
      StaticEncoder::view({vitrine_static_encoder_begin, vitrine_static_encoder_end});
  if (!encoder) return encoder.error();
  return &*encoder;
}

}  // namespace vitrine::encoder
