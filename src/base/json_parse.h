#pragma once
// JSON in: the one header that shows Boost.JSON. Include it from .cc files only.

#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace vitrine {

/// Parses one JSON text, nested at most 64 deep. Errors: invalid_argument with the byte offset.
Result<boost::json::value> parse_json(std::string_view text);

/// The member `key` of `value` if `value` is an object that has it, else null.
const boost::json::value* find_member(const boost::json::value& value, std::string_view key);
/// The member's string, or nothing if it is absent or no string. The view lives as long as `value`.
std::optional<std::string_view> string_member(const boost::json::value& value,
                                              std::string_view key);
/// The member's integer, or nothing if it is absent, no integer or outside int64.
std::optional<std::int64_t> int_member(const boost::json::value& value, std::string_view key);
std::optional<bool> bool_member(const boost::json::value& value, std::string_view key);

/// Appends `value` as JSON with numbers as JsonWriter has them: 3.5, where Boost writes 3.5E0.
void append_json(std::string& out, const boost::json::value& value);
std::string json_text(const boost::json::value& value);

}  // namespace vitrine
