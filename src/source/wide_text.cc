#include "source/wide_text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "base/ascii.h"

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

/// The units of a text, of which `low` is where each has its low byte.
std::vector<char16_t> units_of(std::string_view text, std::size_t low) {
  std::vector<char16_t> units;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2)
    units.push_back(static_cast<char16_t>(static_cast<unsigned char>(text[i + low]) |
                                          static_cast<unsigned char>(text[i + 1 - low]) << 8U));
  return units;
}

struct Range {
  char16_t first;
  char16_t last;
};

bool is_in(char16_t unit, std::span<const Range> ranges) {
  return std::ranges::any_of(
      ranges, [&](const Range& range) { return unit >= range.first && unit <= range.last; });
}

/// What stands in texts of any script: ASCII, Latin letters with accents, punctuation, signs.
/// Blanks of odd widths are not among them: they are the ASCII blank with its bytes turned round.
constexpr std::array<Range, 7> kOfAnyScript = {{{0x20, 0x7E},
                                                {0xA0, 0x24F},
                                                {0x300, 0x36F},
                                                {0x1E00, 0x1EFF},
                                                {0x200B, 0x2027},
                                                {0x2030, 0x205E},
                                                {0x20A0, 0x22FF}}};
/// Blocks of Unicode that a text of one script takes its letters from.
constexpr std::array<std::array<Range, 4>, 18> kScripts = {{
    {{{0x370, 0x3FF}, {0x1F00, 0x1FFF}}},                                        // Greek
    {{{0x400, 0x52F}}},                                                          // Cyrillic
    {{{0x530, 0x58F}}},                                                          // Armenian
    {{{0x590, 0x5FF}}},                                                          // Hebrew
    {{{0x600, 0x6FF}, {0x750, 0x77F}}},                                          // Arabic
    {{{0x900, 0x97F}}},                                                          // Devanagari
    {{{0x980, 0x9FF}}},                                                          // Bengali
    {{{0xA00, 0xA7F}}},                                                          // Gurmukhi
    {{{0xA80, 0xAFF}}},                                                          // Gujarati
    {{{0xB80, 0xBFF}}},                                                          // Tamil
    {{{0xC00, 0xC7F}}},                                                          // Telugu
    {{{0xC80, 0xCFF}}},                                                          // Kannada
    {{{0xD00, 0xD7F}}},                                                          // Malayalam
    {{{0xE00, 0xE7F}}},                                                          // Thai
    {{{0x10A0, 0x10FF}}},                                                        // Georgian
    {{{0x1200, 0x137F}}},                                                        // Ethiopic
    {{{0x3000, 0x30FF}, {0x3400, 0x4DBF}, {0x4E00, 0x9FFF}, {0xFF00, 0xFFEF}}},  // Han and kana
    {{{0x3000, 0x303F}, {0x3130, 0x318F}, {0xAC00, 0xD7A3}}},                    // Hangul
}};
/// The last two have a large part of all units.
constexpr std::size_t kFirstLargeScript = 16;
constexpr std::size_t kFewestUnits = 8;
constexpr std::size_t kFewestUnitsOfLarge = 12;

bool is_line_or_tab(char16_t unit) {
  return unit == '\n' || unit == '\r' || unit == '\t';
}

/// Whether each half of a character beyond U+FFFF stands beside its other half, if that is not
/// beyond the end.
bool has_whole_characters(std::span<const char16_t> units) {
  for (std::size_t i = 0; i < units.size(); ++i) {
    const unsigned part = units[i] & 0xFC00U;
    if (part == 0xDC00) return false;
    if (part != 0xD800) continue;
    ++i;
    if (i < units.size() && (units[i] & 0xFC00U) != 0xDC00) return false;
  }
  return true;
}

bool is_half(char16_t unit) {
  return (unit & 0xF800U) == 0xD800;
}

/// Whether the units are, beyond doubt, a text of one script beside Latin.
bool is_text_of_a_script(std::span<const char16_t> units) {
  const bool parts = std::ranges::any_of(
      units, [](char16_t unit) { return is_line_or_tab(unit) || unit == ' ' || unit == ','; });
  if (!parts || units.size() < kFewestUnits || !has_whole_characters(units)) return false;
  for (std::size_t script = 0; script < kScripts.size(); ++script) {
    if (script >= kFirstLargeScript && units.size() < kFewestUnitsOfLarge) return false;
    const bool is_all = std::ranges::all_of(units, [&](char16_t unit) {
      return is_line_or_tab(unit) || is_half(unit) || is_in(unit, kOfAnyScript) ||
             is_in(unit, kScripts[script]);
    });
    if (is_all) return true;
  }
  return false;
}

bool may_be_text(std::span<const char16_t> units) {
  const bool parts = std::ranges::any_of(
      units, [](char16_t unit) { return unit == '\n' || unit == '\r' || unit == ' '; });
  return parts && has_whole_characters(units) && std::ranges::none_of(units, [](char16_t unit) {
           return (unit < ' ' && !is_line_or_tab(unit)) || unit == 0xFFFE || unit == 0xFFFF;
         });
}

/// The byte order in which the text is so, if it is in no other.
template <typename IsSo>
std::string_view byte_order(std::string_view text, IsSo is_so) {
  const std::string_view head = text.substr(0, kWideHead);
  if (text.size() < kWideHead && text.size() % 2 != 0) return "";
  const bool is_little = is_so(units_of(head, 0));
  const bool is_big = is_so(units_of(head, 1));
  if (is_little == is_big) return "";
  return is_little ? "utf-16le" : "utf-16be";
}

/// `low`: where the low byte of each unit is.
std::string from_utf16(std::string_view text, std::size_t low) {
  std::string out;
  for (const char16_t unit : units_of(text, low)) {
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
  return byte_order(text, is_text_of_a_script);
}

std::string_view maybe_utf16(std::string_view text) {
  return byte_order(text, may_be_text);
}

std::string_view utf16_called(std::string_view name) {
  std::string plain = ascii_lower(name);
  std::erase_if(plain, [](char c) { return c == '-' || c == '_'; });
  if (plain == "utf16be" || plain == "unicodefffe") return "utf-16be";
  constexpr std::array<std::string_view, 7> kLittle = {
      "utf16le", "utf16", "ucs2", "iso10646ucs2", "csunicode", "unicode", "unicodefeff"};
  return std::ranges::find(kLittle, plain) == kLittle.end() ? "" : "utf-16le";
}

std::optional<std::string> utf8_of_utf16(std::string_view text, std::string_view encoding) {
  if (text.starts_with("\xFF\xFE")) return from_utf16(text, 0);
  if (text.starts_with("\xFE\xFF")) return from_utf16(text, 1);
  if (encoding.empty()) encoding = utf16_without_mark(text);
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
      is_text = is_text && unit <= 0x10FFFF &&
                (unit >= ' ' || is_line_or_tab(static_cast<char16_t>(unit)));
      ascii += unit < 0x7F ? 1U : 0U;
    }
    if (is_text && ascii * 8 > size) return is_little ? "UTF-32LE" : "UTF-32BE";
  }
  return "";
}

}  // namespace vitrine::source
