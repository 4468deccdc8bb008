#include "search/row_csv.h"

#include "base/json_parse.h"
#include "base/json_writer.h"

namespace vitrine::search {

void append_csv_field(std::string& out, std::string_view json) {
  if (json == "null") return;
  std::string text(json);
  if (json.starts_with('"')) {
    const Result<boost::json::value> value = parse_json(json);
    if (value && value->is_string()) text = std::string(value->get_string());
  }
  if (!text.empty() && text.find_first_of(",\"\r\n") == std::string::npos) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    out += c;
    if (c == '"') out += c;
  }
  out += '"';
}

void append_csv_names(std::string& out, const schema::Features& features,
                      std::span<const std::size_t> columns) {
  std::string name;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    name.clear();
    append_json_string(name, features[columns[i]].name);
    if (i > 0) out += ',';
    append_csv_field(out, name);
  }
}

}  // namespace vitrine::search
