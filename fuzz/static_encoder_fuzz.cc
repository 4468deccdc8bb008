// A static encoder's file whose bytes were changed and whose checksums were made right again: what
// is left to the reader's own checks. The input is a list of changes, five bytes each: where (four,
// little-endian) and what. What opens encodes a text, whose vector must be finite and no longer
// than 1.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <vector>

#include "base/testing/resealed.h"
#include "encoder/testing/small_encoder.h"
#include "encoder/text_encoder.h"
#include "memory_file.h"

namespace {

std::string intact_bytes() {
  const vitrine::fuzz::MemoryFile file("");
  vitrine::encoder::write_small_encoder(file.path());
  return *vitrine::read_file(file.path());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::string good = intact_bytes();
  std::string bytes = good;
  for (; size >= 5; data += 5, size -= 5) {
    std::uint32_t at = 0;
    std::memcpy(&at, data, sizeof at);
    bytes[at % bytes.size()] = static_cast<char>(data[4]);
  }
  const vitrine::fuzz::MemoryFile file(vitrine::resealed(bytes));
  const vitrine::Result<vitrine::encoder::StaticEncoder> encoder =
      vitrine::encoder::StaticEncoder::open(file.path());
  if (!encoder) return 0;
  vitrine::encoder::TextEncoder texts(*encoder);
  std::vector<float> out(encoder->dimension());
  texts.encode("graph networks unaffable \xE4\xBA\xBA!", out);
  for (const float value : out) {
    if (!(std::abs(value) < 1.001F)) __builtin_trap();
  }
  return 0;
}
