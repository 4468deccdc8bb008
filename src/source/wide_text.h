#pragma once
// Text whose characters have two or four bytes, UTF-16 and UTF-32, told by the first of them.
//
// Pure functions of a text's first bytes, more than 256 where there are so many.

#include <optional>
#include <string>
#include <string_view>

namespace vitrine::source {

/// "utf-16le" or "utf-16be" of a text without a byte order mark; empty for any other. It begins as
/// JSON of that encoding does, by two ASCII characters (source: RFC 4627, section 3), or in Latin
/// letters, where every other byte is zero.
std::string_view utf16_without_mark(std::string_view head);

/// A text in UTF-16, with a mark or without, as UTF-8 without one; nothing for any other. Halves of
/// characters beyond U+FFFF become three bytes each: what is asked of the text are its ASCII
/// characters, and that the others are no controls.
std::optional<std::string> utf8_of_utf16(std::string_view head);

/// "UTF-32", "UTF-32LE" or "UTF-32BE": by the text's mark, or where its first characters are such,
/// an eighth of them ASCII at least; empty for any other.
std::string_view utf32_of(std::string_view head);

}  // namespace vitrine::source
