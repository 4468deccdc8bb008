#include "source/wide_text.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace vitrine::source {
namespace {

std::string_view utf16_of_json(std::string_view head) {
  if (head.size() < 4) return "";
  const bool is_little = head[1] == '\0' && head[3] == '\0';
  const bool is_big = head[0] == '\0' && head[2] == '\0';
  if (is_little == is_big) return "";
  const char first = head[is_little ? 0 : 1];
  const char second = head[is_little ? 2 : 3];
  const bool begins = first == '{' || first == '[';
  if (!begins || std::string_view("{[\"]} \t\r\n").find(second) == std::string_view::npos)
    return "";
  return is_little ? "utf-16le" : "utf-16be";
}

/// `low`: where the low byte of each unit is.
std::string from_utf16(std::string_view text, std::size_t low) {
  std::string out;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    const unsigned unit = static_cast<unsigned char>(text[i + low]) |
                          static_cast<unsigned>(static_cast<unsigned char>(text[i + 1 - low]))
                              << 8U;
    if (unit < 0x80) {
      out += static_cast<char>(unit);
    } else if (unit < 0x800) {
      out += static_cast<char>(0xC0U | unit >> 6U);
      out += static_cast<char>(0x80U | (unit & 0x3FU));
    } else if (unit != 0xFEFF) {
      out += static_cast<char>(0xE0U | unit >> 12U);
      out += static_cast<char>(0x80U | (unit >> 6U & 0x3FU));
      out += static_cast<char>(0x80U | (unit & 0x3FU));
    }
  }
  return out;
}

}  // namespace

std::string_view utf16_without_mark(std::string_view text) {
  if (const std::string_view json = utf16_of_json(text); !json.empty()) return json;
  const std::string_view first = text.substr(0, 64);
  if (first.size() < 4) return "";
  std::array<std::size_t, 2> zeros = {0, 0};
  for (std::size_t i = 0; i < first.size(); ++i) zeros[i % 2] += first[i] == '\0' ? 1U : 0U;
  const std::size_t pairs = first.size() / 2;
  if (zeros[0] == 0 && zeros[1] == pairs) return "utf-16le";
  if (zeros[1] == 0 && zeros[0] >= pairs) return "utf-16be";
  return "";
}

std::optional<std::string> utf8_of_utf16(std::string_view text) {
  if (text.starts_with("\xFF\xFE")) return from_utf16(text, 0);
  if (text.starts_with("\xFE\xFF")) return from_utf16(text, 1);
  const std::string_view encoding = utf16_without_mark(text);
  if (encoding.empty()) return std::nullopt;
  return from_utf16(text, encoding == "utf-16le" ? 0 : 1);
}

std::string_view utf32_of(std::string_view text) {
  constexpr std::size_t kCharacters = 64;
  if (text.starts_with(std::string_view("\xFF\xFE\0\0", 4)) ||
      text.starts_with(std::string_view("\0\0\xFE\xFF", 4)))
    return "UTF-32";
  const std::size_t size = std::min(text.size(), 4 * kCharacters);
  if (size < 8) return "";
  for (const bool is_little : {true, false}) {
    std::size_t ascii = 0;
    bool is_text = true;
    for (std::size_t at = 0; at + 4 <= size; at += 4) {
      std::uint32_t unit = 0;
      for (std::size_t i = 0; i < 4; ++i)
        unit = unit << 8U | static_cast<unsigned char>(text[is_little ? at + 3 - i : at + i]);
      const bool is_line_or_tab = unit == '\n' || unit == '\r' || unit == '\t';
      is_text = is_text && (unit >= ' ' || is_line_or_tab) && unit <= 0x10FFFF;
      ascii += unit < 0x7F ? 1U : 0U;
    }
    if (is_text && ascii * 8 > size) return is_little ? "UTF-32LE" : "UTF-32BE";
  }
  return "";
}

}  // namespace vitrine::source
