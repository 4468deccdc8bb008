// Percent-decoding: what is accepted has no NUL, and plain text is left as it is.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "http/target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const bool plus_is_space : {false, true}) {
    const vitrine::Result<std::string> decoded = vitrine::http::percent_decode(text, plus_is_space);
    if (!decoded) continue;
    if (decoded->find('\0') != std::string::npos) __builtin_trap();
    if (text.find_first_of("%+") == std::string_view::npos && *decoded != text) __builtin_trap();
  }
  return 0;
}
