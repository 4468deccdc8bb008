#include "ask/json_parameters.h"

namespace vitrine::ask {

namespace json = boost::json;

std::string parameter_text(const json::value& value) {
  if (value.is_string()) return std::string(value.get_string());
  const json::array* items = value.if_array();
  if (items == nullptr) return json_text(value);
  std::string text;
  for (const json::value& item : *items) {
    if (!text.empty()) text += ',';
    if (!item.is_string()) {
      text += json_text(item);
      continue;
    }
    text += '"';
    for (const char c : std::string_view(item.get_string()))
      text += c == '"' ? "\"\"" : std::string(1, c);
    text += '"';
  }
  return text;
}

}  // namespace vitrine::ask
