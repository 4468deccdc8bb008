#pragma once
// Variable-length integers: seven bits a byte, low bits first, the high bit says that more follow.

#include <cstdint>
#include <string>

namespace vitrine::text {

inline void append_varint(std::string& out, std::uint64_t value) {
  while (value >= 0x80U) {
    out += static_cast<char>(value | 0x80U);
    value >>= 7U;
  }
  out += static_cast<char>(value);
}

/// Reads one integer and advances `at`. At `end`, or after ten bytes, reading stops with what was
/// read so far: damaged bytes give wrong numbers, never a read outside [at, end).
inline std::uint64_t read_varint(const unsigned char*& at, const unsigned char* end) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; at != end && shift < 64; shift += 7) {
    const std::uint64_t byte = *at++;
    value |= (byte & 0x7FU) << shift;
    if (byte < 0x80U) break;
  }
  return value;
}

}  // namespace vitrine::text
