// Any bytes as a text for the encoder's tokenizer, whose small vocabulary the input cannot change.

#include <cstddef>
#include <cstdint>

#include "encoder/testing/small_encoder.h"
#include "encoder/tokenizer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::string lines = vitrine::encoder::small_vocabulary();
  static const vitrine::encoder::WordPieces pieces = *vitrine::encoder::WordPieces::parse(lines, 1);
  static vitrine::encoder::Tokenizer tokenizer(pieces);
  const auto tokens = tokenizer.tokens({reinterpret_cast<const char*>(data), size});
  // A character decomposes into few: a text cannot grow without bounds.
  if (tokens.size() > size * 18) __builtin_trap();
  for (const vitrine::encoder::TokenId token : tokens) {
    if (token >= pieces.size()) __builtin_trap();
  }
  return 0;
}
