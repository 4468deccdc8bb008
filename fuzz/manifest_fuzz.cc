// manifest.json: what is accepted is written again to the same bytes that it is read from.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "store/manifest.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const vitrine::Result<vitrine::store::Manifest> manifest = vitrine::store::parse_manifest(text);
  if (!manifest) return 0;
  const std::string written = vitrine::store::manifest_json(*manifest);
  const vitrine::Result<vitrine::store::Manifest> again = vitrine::store::parse_manifest(written);
  if (!again || vitrine::store::manifest_json(*again) != written) __builtin_trap();
  return 0;
}
