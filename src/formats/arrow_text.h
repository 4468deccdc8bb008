#pragma once
// Arrow values that a column holds as text, and decimals. Private to the Arrow reader.

#include <string>
#include <string_view>

#include "duck/row_source.h"

namespace vitrine::formats {

/// A little-endian integer of 4, 8, 16 or 32 bytes, scaled by 10^-scale: "-12.50"; every digit.
std::string decimal_text(std::string_view bytes, int scale);

/// The same as the cell of a decimal column of `precision` digits, at most 38. False if it has
/// more.
bool write_decimal(std::string_view bytes, int precision, duck::ColumnWriter& out, std::size_t row);

/// 16 bytes as "01234567-89ab-cdef-0123-456789abcdef". Source: RFC 9562, section 4.
std::string uuid_text(std::string_view bytes);

/// An Arrow interval of 4 bytes (months), 8 (days, milliseconds) or 16 (months, days, nanoseconds)
/// as an ISO 8601 duration: "P14M3DT-0.5S", each part with its own sign, "PT0S" for nothing.
std::string interval_text(std::string_view bytes);

}  // namespace vitrine::formats
