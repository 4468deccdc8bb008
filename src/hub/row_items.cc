#include "hub/row_items.h"

#include "base/json_writer.h"

namespace vitrine::hub {

void append_features(std::string& out, const schema::Features& features,
                     std::span<const std::size_t> columns) {
  JsonWriter json(out);
  json.begin_array();
  std::string type;
  for (const std::size_t column : columns) {
    type.clear();
    schema::append_feature_json(type, features[column].type);
    json.begin_object().member("feature_idx", column).member("name", features[column].name);
    json.key("type").raw(type).end_object();
  }
  json.end_array();
}

}  // namespace vitrine::hub
