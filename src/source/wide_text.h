#pragma once
// Text whose characters have two or four bytes, UTF-16 and UTF-32, told by the first of them.
//
// Pure functions of a text's first bytes, more than 256 where there are so many.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace vitrine::source {

/// So many bytes of a text decide, where it has as many.
inline constexpr std::size_t kWideHead = 4096;

/// "utf-16le" or "utf-16be" of a text without a byte order mark; empty for any other. It begins as
/// JSON of that encoding does, by two ASCII characters (source: RFC 4627, section 3), or in Latin
/// letters, where every other byte is zero; or all its characters are those of texts in one script
/// beside Latin (Cyrillic, Greek, Hebrew, Han with kana, ...), there are eight at least, of Han
/// twelve, and a blank, comma or line end among them.
std::string_view utf16_without_mark(std::string_view head);

/// The same of what may be such a text, but is none beyond doubt: its characters are no controls,
/// halves of characters stand together, and a blank or line end is among them.
std::string_view maybe_utf16(std::string_view head);

/// "utf-16le" or "utf-16be" if `name` means that, also for "utf-16" and "ucs-2", whose text has the
/// byte order of its mark or is little-endian; empty for any other encoding. Source: WHATWG,
/// Encoding Standard, section 4.2.
std::string_view utf16_called(std::string_view name);

/// A text in UTF-16, with a mark or without, as UTF-8 without one; nothing for any other. Halves of
/// characters beyond U+FFFF become three bytes each: what is asked of the text are its ASCII
/// characters, and that the others are no controls. `encoding` is as utf16_called() has it, of a
/// text of which it is known; empty: utf16_without_mark().
std::optional<std::string> utf8_of_utf16(std::string_view head, std::string_view encoding = "");

/// "UTF-32", "UTF-32LE" or "UTF-32BE": by the text's mark, or where its first characters are such,
/// an eighth of them ASCII at least; empty for any other.
std::string_view utf32_of(std::string_view head);

}  // namespace vitrine::source
