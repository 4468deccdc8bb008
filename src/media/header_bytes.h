#pragma once
// Numbers in the headers of foreign files. Bytes behind the end are 0.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace vitrine::media {

inline unsigned byte_at(std::string_view bytes, std::size_t at) {
  return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0U;
}

/// `length` bytes, at most eight, the highest first.
inline std::uint64_t big_endian(std::string_view bytes, std::size_t at, std::size_t length) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < length; ++i) value = value << 8U | byte_at(bytes, at + i);
  return value;
}

/// The lowest first.
inline std::uint64_t little_endian(std::string_view bytes, std::size_t at, std::size_t length) {
  std::uint64_t value = 0;
  for (std::size_t i = length; i-- > 0;) value = value << 8U | byte_at(bytes, at + i);
  return value;
}

}  // namespace vitrine::media
