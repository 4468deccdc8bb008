#include "base/json_parse.h"

#include "base/json_writer.h"

namespace vitrine {

namespace json = boost::json;

Result<json::value> parse_json(std::string_view text) {
  json::parse_options options;
  options.max_depth = 64;
  json::stream_parser parser({}, options);
  json::error_code ec;
  const std::size_t parsed = parser.write_some(text.data(), text.size(), ec);
  if (!ec) parser.finish(ec);
  if (!ec && text.find_first_not_of(" \t\r\n", parsed) != std::string_view::npos) {
    ec = json::error::extra_data;
  }
  if (ec) {
    return invalid_argument("not valid JSON at byte " + std::to_string(parsed) + " (" +
                            ec.message() + ")");
  }
  return parser.release();
}

const json::value* find_member(const json::value& value, std::string_view key) {
  const json::object* object = value.if_object();
  return object == nullptr ? nullptr : object->if_contains(key);
}

std::optional<std::string_view> string_member(const json::value& value, std::string_view key) {
  const json::value* member = find_member(value, key);
  if (member == nullptr || !member->is_string()) return std::nullopt;
  return std::string_view(member->get_string());
}

std::optional<std::int64_t> int_member(const json::value& value, std::string_view key) {
  const json::value* member = find_member(value, key);
  if (member == nullptr) return std::nullopt;
  json::error_code ec;
  const auto number = member->to_number<std::int64_t>(ec);
  if (ec) return std::nullopt;
  return number;
}

std::optional<bool> bool_member(const json::value& value, std::string_view key) {
  const json::value* member = find_member(value, key);
  if (member == nullptr || !member->is_bool()) return std::nullopt;
  return member->get_bool();
}

void append_json(std::string& out, const json::value& value) {
  JsonWriter writer(out);
  if (const json::object* object = value.if_object(); object != nullptr) {
    writer.begin_object();
    for (const auto& [key, member] : *object) writer.key(key).raw(json_text(member));
    writer.end_object();
  } else if (const json::array* array = value.if_array(); array != nullptr) {
    writer.begin_array();
    for (const json::value& item : *array) writer.raw(json_text(item));
    writer.end_array();
  } else if (const double* number = value.if_double(); number != nullptr) {
    writer.value(*number);
  } else {
    writer.raw(json::serialize(value));
  }
}

std::string json_text(const json::value& value) {
  std::string out;
  append_json(out, value);
  return out;
}

}  // namespace vitrine
