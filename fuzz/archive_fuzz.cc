// An archive; if the first byte is odd, a compressed file. All members are read, up to 16 MiB.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "formats/archive.h"
#include "memory_file.h"

namespace {

constexpr std::size_t kMaxBytes = std::size_t{16} << 20U;

/// Whether the member was read to its end.
bool read_member(vitrine::formats::Archive& archive, std::size_t& left) {
  std::array<char, 4096> buffer{};
  while (true) {
    const vitrine::Result<std::size_t> n = archive.read(buffer);
    if (!n) return false;
    if (*n > buffer.size()) __builtin_trap();
    if (*n == 0) return true;
    if (*n > left) return false;
    left -= *n;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const vitrine::fuzz::MemoryFile file(bytes);
  vitrine::Result<vitrine::formats::Archive> archive =
      (data[0] & 1) != 0 ? vitrine::formats::Archive::open_compressed(file.path())
                         : vitrine::formats::Archive::open(file.path());
  if (!archive) return 0;
  std::size_t left = kMaxBytes;
  while (true) {
    const auto member = archive->next();
    if (!member || !*member) return 0;
    if (!read_member(*archive, left)) return 0;
  }
}
