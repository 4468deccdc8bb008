#pragma once
// JSON view: answers of the API read back for people. Include from .cc files only.

#include <string>

#include "base/json_parse.h"

namespace vitrine::cli {

/// A value as one cell of a table: text as it is, lists joined by ", ", objects as JSON, null as
/// "".
std::string cell_of(const boost::json::value& value);
/// The member's cell; "" if it is absent.
std::string member_cell(const boost::json::value& object, std::string_view key);
/// The member's elements; empty if it is absent or no array.
const boost::json::array& member_array(const boost::json::value& object, std::string_view key);
/// The member's number; 0 if it is absent.
std::uint64_t member_count(const boost::json::value& object, std::string_view key);

}  // namespace vitrine::cli
