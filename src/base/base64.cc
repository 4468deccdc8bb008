#include "base/base64.h"

#include <algorithm>
#include <cstdint>

namespace vitrine {
namespace {

constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::optional<std::uint32_t> sextet(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  if (c == '/') return 63;
  return std::nullopt;
}

/// Without the padding; nothing where that does not fill the last four characters.
std::optional<std::string_view> without_padding(std::string_view text) {
  const std::size_t size = text.find_last_not_of('=') + 1;
  const std::size_t padding = text.size() - size;
  if (padding > 2 || size % 4 == 1 || (padding > 0 && text.size() % 4 != 0)) return std::nullopt;
  return text.substr(0, size);
}

}  // namespace

void append_base64(std::string& out, std::string_view bytes) {
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t n = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t word = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      word = word << 8U | (k < n ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      out += k <= n ? kDigits[word >> (18 - 6 * k) & 63U] : '=';
    }
  }
}

std::optional<std::string> decode_base64(std::string_view text) {
  const std::optional<std::string_view> digits = without_padding(text);
  if (!digits) return std::nullopt;
  std::string out;
  out.reserve(digits->size() / 4 * 3 + 2);
  std::uint32_t word = 0;
  unsigned bits = 0;
  for (const char c : *digits) {
    const std::optional<std::uint32_t> value = sextet(c);
    if (!value) return std::nullopt;
    word = word << 6U | *value;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out += static_cast<char>(word >> bits & 0xFFU);
  }
  return out;
}

}  // namespace vitrine
