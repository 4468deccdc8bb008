// A lexicon whose bytes were changed and whose checksums were made right again: what is left to the
// reader's own checks. The input is a list of changes, five bytes each: where (four, little-endian)
// and what.

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "base/testing/resealed.h"
#include "text/testing/damage.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::string good = vitrine::text::small_lexicon();
  std::string bytes = good;
  for (; size >= 5; data += 5, size -= 5) {
    std::uint32_t at = 0;
    std::memcpy(&at, data, sizeof at);
    bytes[at % bytes.size()] = static_cast<char>(data[4]);
  }
  vitrine::text::exercise_lexicon(vitrine::resealed(bytes));
  return 0;
}
