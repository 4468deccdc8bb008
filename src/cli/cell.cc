#include "cli/cell.h"

#include "base/json_parse.h"

namespace vitrine::cli {
namespace {

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

}  // namespace

std::string cell_of_json(std::string_view text) {
  const Result<json::value> value = parse_json(text);
  return value ? cell_of(*value) : std::string(text);
}

}  // namespace vitrine::cli
