#include "base/testing/resealed.h"

#include <algorithm>
#include <cstring>

#include "base/container.h"

namespace vitrine {
namespace {

// Of the footer's 64 bytes, as docs/formats/container.md has them.
constexpr std::size_t kFooterBytes = 64;
constexpr std::size_t kContentBytesAt = 24;
constexpr std::size_t kTableChecksumAt = 40;
constexpr std::size_t kFooterChecksumAt = 56;

void put(char* at, std::uint64_t value) {
  std::memcpy(at, &value, sizeof value);
}

}  // namespace

std::string resealed(std::string bytes) {
  if (bytes.size() < kFooterBytes) return bytes;
  char* const footer = bytes.data() + bytes.size() - kFooterBytes;
  std::uint64_t content = 0;
  std::memcpy(&content, footer + kContentBytesAt, sizeof content);
  const std::uint64_t end = bytes.size() - kFooterBytes;
  const std::string_view all(bytes);
  if (content <= end) {
    std::uint64_t at = content;
    for (std::uint64_t block = 0; block < content; block += kContainerBlockBytes, at += 8) {
      if (at + 8 > end) return bytes;
      put(bytes.data() + at,
          checksum64(
              all.substr(block, std::min<std::uint64_t>(kContainerBlockBytes, content - block))));
    }
    put(footer + kTableChecksumAt, checksum64(all.substr(content, end - content)));
  }
  put(footer + kFooterChecksumAt, checksum64(all.substr(end, kFooterChecksumAt)));
  return bytes;
}

}  // namespace vitrine
