#pragma once
// Base64 of RFC 4648, section 4: bytes as texts of letters, digits, '+' and '/'.

#include <optional>
#include <string>
#include <string_view>

namespace vitrine {

/// Appends `bytes`, padded with '='.
void append_base64(std::string& out, std::string_view bytes);

/// The bytes, or nothing if `text` is not base64; padding may be left out.
std::optional<std::string> decode_base64(std::string_view text);

}  // namespace vitrine
