#pragma once
// The Range header (RFC 9110, section 14) for one range of bytes. Pure functions.

#include <cstdint>
#include <string_view>
#include <variant>

namespace vitrine::http {

/// Half-open: [begin, end), never empty.
struct ByteRange {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  bool operator==(const ByteRange&) const = default;
};

/// Send everything: no range was asked for, or one that a server may ignore (another unit, several
/// ranges, malformed).
struct WholeContent {
  bool operator==(const WholeContent&) const = default;
};

/// Answer 416: the range lies outside the content.
struct UnsatisfiableRange {
  bool operator==(const UnsatisfiableRange&) const = default;
};

using RangeChoice = std::variant<WholeContent, ByteRange, UnsatisfiableRange>;

/// `header` is the field's value, "bytes=0-99", "bytes=100-" or "bytes=-5"; `size` the content's.
RangeChoice choose_range(std::string_view header, std::uint64_t size);

}  // namespace vitrine::http
