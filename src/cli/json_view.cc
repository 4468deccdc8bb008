#include "cli/json_view.h"

namespace vitrine::cli {

namespace json = boost::json;

std::string cell_of(const json::value& value) {
  if (value.is_null()) return "";
  if (const json::string* text = value.if_string(); text != nullptr) return std::string(*text);
  if (const json::array* list = value.if_array(); list != nullptr) {
    std::string out;
    for (const json::value& item : *list) out += (out.empty() ? "" : ", ") + cell_of(item);
    return out;
  }
  return json_text(value);
}

std::string member_cell(const json::value& object, std::string_view key) {
  const json::value* member = find_member(object, key);
  return member == nullptr ? "" : cell_of(*member);
}

const json::array& member_array(const json::value& object, std::string_view key) {
  static const json::array kEmpty;
  const json::value* member = find_member(object, key);
  return member == nullptr || !member->is_array() ? kEmpty : member->get_array();
}

std::uint64_t member_count(const json::value& object, std::string_view key) {
  return static_cast<std::uint64_t>(int_member(object, key).value_or(0));
}

}  // namespace vitrine::cli
