#include "source/card_yaml.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>

#include "base/json_writer.h"

namespace vitrine::source {
namespace {

constexpr int kMaxDepth = 32;
constexpr int kMaxTypes = 20'000;

/// "array2_d" -> "Array2D", "class_label" -> "ClassLabel".
std::string type_name(std::string_view snake) {
  std::string name;
  bool start = true;
  for (const char c : snake) {
    if (c == '_') {
      start = true;
      continue;
    }
    name += start && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    start = false;
  }
  return name;
}

std::optional<std::size_t> whole_number(std::string_view text) {
  std::size_t number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || code != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Result<schema::Feature> read_class_label(const YAML::Node& node) {
  const YAML::Node list = node.IsMap() ? node["names"] : YAML::Node(YAML::NodeType::Undefined);
  std::vector<std::string> names;
  if (list && list.IsSequence()) {
    names = scalar_texts(list);
  } else if (list && list.IsMap()) {
    std::map<std::size_t, std::string> numbered;
    for (const auto& entry : list) {
      const std::optional<std::size_t> code = whole_number(scalar_text(entry.first));
      if (!code || !numbered.emplace(*code, scalar_text(entry.second)).second) {
        return card_error(entry.first, "class_label names must be numbered '0', '1', ...");
      }
    }
    if (!numbered.empty() && numbered.rbegin()->first + 1 != numbered.size())
      return card_error(list, "class_label names must be numbered from '0' without gaps");
    for (auto& [code, name] : numbered) names.push_back(std::move(name));
  } else {
    return card_error(node, "class_label needs names");
  }
  if (std::set<std::string_view>(names.begin(), names.end()).size() != names.size())
    return card_error(list, "two classes have the same name");
  return schema::Feature::class_label(std::move(names));
}

/// Reads types and counts them: an alias may stand for many, and for itself.
class TypeReader {
 public:
  Result<schema::Features> fields(const YAML::Node& list, int depth);

 private:
  Result<schema::Feature> type(const YAML::Node& node, int depth);
  Result<schema::Feature> named_type(const YAML::Node& node) const;
  Result<schema::Feature> list_type(const YAML::Node& node, const std::string& key, int depth);
  Result<schema::Feature> other_type(const YAML::Node& node, int depth);
  Status append_json(std::string& out, const YAML::Node& node, int depth);
  Status count(const YAML::Node& node, int depth);

  int left_ = kMaxTypes;
};

Status TypeReader::count(const YAML::Node& node, int depth) {
  if (depth > kMaxDepth) return card_error(node, "types nested more than 32 deep");
  if (--left_ < 0) return too_large("README.md declares more than 20,000 types");
  return {};
}

Result<schema::Features> TypeReader::fields(const YAML::Node& list, int depth) {
  if (!list.IsSequence())
    return card_error(list, "features must be a list of fields with name and dtype");
  schema::Features features;
  std::set<std::string> names;
  for (const YAML::Node& item : list) {
    if (!item.IsMap() || !item["name"] || !item["name"].IsScalar())
      return card_error(item, "a field needs a name");
    std::string name = item["name"].Scalar();
    if (!names.insert(name).second)
      return card_error(item, "two fields are called \"" + name + "\"");
    Result<schema::Feature> read = type(item, depth);
    if (!read) return std::move(read).error();
    features.push_back({std::move(name), *std::move(read)});
  }
  return features;
}

/// A type as it stands behind `dtype:`, `list:` or `sequence:`: a name, a list of fields (a
/// struct), or a map.
Result<schema::Feature> TypeReader::type(const YAML::Node& node, int depth) {
  if (Status status = count(node, depth); !status) return std::move(status).error();
  if (node.IsSequence()) {
    Result<schema::Features> struct_fields = fields(node, depth + 1);
    if (!struct_fields) return std::move(struct_fields).error();
    return schema::Feature::structure(*std::move(struct_fields));
  }
  if (node.IsScalar()) return named_type(node);
  if (!node.IsMap()) return card_error(node, "a type must be a name, a list of fields or a map");
  if (node["class_label"]) return read_class_label(node["class_label"]);
  for (const char* key : {"list", "sequence", "large_list"}) {
    if (node[key]) return list_type(node, key, depth);
  }
  for (const char* key : {"struct", "dtype"}) {
    if (node[key]) return type(node[key], depth + 1);
  }
  return other_type(node, depth);
}

Result<schema::Feature> TypeReader::named_type(const YAML::Node& node) const {
  const std::string& name = node.Scalar();
  if (name.empty()) return card_error(node, "an empty type");
  if (name == "json") return schema::Feature::json();
  for (const std::string_view media : {"image", "audio", "video", "pdf"}) {
    if (name == media) return schema::parse_feature("{\"_type\":\"" + type_name(media) + "\"}");
  }
  return schema::Feature::value(name);
}

Result<schema::Feature> TypeReader::list_type(const YAML::Node& node, const std::string& key,
                                              int depth) {
  std::optional<std::uint32_t> length;
  if (const YAML::Node given = node["length"]; given && scalar_text(given) != "-1") {
    const std::optional<std::size_t> number = whole_number(scalar_text(given));
    if (!number || *number > 1'000'000)
      return card_error(given, "length must be a number of items");
    length = static_cast<std::uint32_t>(*number);
  }
  Result<schema::Feature> item = type(node[key], depth + 1);
  if (!item) return item;
  if (key == "sequence" && node[key].IsSequence()) {
    for (schema::FeatureField& field : item->children)
      field.type = schema::Feature::list(std::move(field.type), length);
    return item;
  }
  schema::Feature list = schema::Feature::list(*std::move(item), length);
  list.large = key == "large_list";
  return list;
}

/// {array2_d: {shape: [2, 2], dtype: float32}} as
/// {"shape":[2,2],"dtype":"float32","_type":"Array2D"}.
Result<schema::Feature> TypeReader::other_type(const YAML::Node& node, int depth) {
  const auto wrong = [&] {
    return card_error(node, "a type without dtype, list, sequence, struct or class_label");
  };
  if (node.size() != 1) return wrong();
  const YAML::Node name = node.begin()->first;
  const YAML::Node parameters = node.begin()->second;  // what begin() points to is a temporary
  if (!name.IsScalar() || !parameters.IsMap()) return wrong();
  std::string json = "{";
  for (const auto& entry : parameters) {
    append_json_string(json, scalar_text(entry.first));
    json += ':';
    if (Status status = append_json(json, entry.second, depth + 1); !status)
      return std::move(status).error();
    json += ',';
  }
  json += "\"_type\":";
  append_json_string(json, type_name(name.Scalar()));
  return schema::parse_feature(json + "}");
}

Status TypeReader::append_json(std::string& out, const YAML::Node& node, int depth) {
  if (Status status = count(node, depth); !status) return status;
  if (node.IsScalar()) {
    const std::string& text = node.Scalar();
    const bool quoted = node.Tag() == "!";
    if (!quoted && (text == "true" || text == "false" || whole_number(text))) {
      out += text;
    } else {
      append_json_string(out, text);
    }
  } else if (node.IsSequence() || node.IsMap()) {
    out += node.IsMap() ? '{' : '[';
    for (const auto& entry : node) {
      if (out.back() != '{' && out.back() != '[') out += ',';
      if (node.IsMap()) {
        append_json_string(out, scalar_text(entry.first));
        out += ':';
      }
      if (Status status = append_json(out, node.IsMap() ? entry.second : entry, depth + 1); !status)
        return status;
    }
    out += node.IsMap() ? '}' : ']';
  } else {
    out += "null";
  }
  return {};
}

}  // namespace

std::string place_in_card(const YAML::Node& node) {
  const YAML::Mark mark = node.Mark();
  // Lines count from 0, and the header starts below its "---".
  return mark.is_null() ? "README.md" : "README.md line " + std::to_string(mark.line + 2);
}

Error card_error(const YAML::Node& node, std::string_view what) {
  return invalid_argument(place_in_card(node) + ": " + std::string(what));
}

std::string scalar_text(const YAML::Node& node) {
  return node && node.IsScalar() ? node.Scalar() : std::string();
}

std::vector<std::string> scalar_texts(const YAML::Node& node) {
  std::vector<std::string> out;
  if (node && node.IsScalar()) out.push_back(node.Scalar());
  if (node && node.IsSequence()) {
    for (const YAML::Node& item : node) {
      if (item.IsScalar()) out.push_back(item.Scalar());
    }
  }
  return out;
}

Result<schema::Features> read_card_features(const YAML::Node& list) {
  return TypeReader().fields(list, 0);
}

}  // namespace vitrine::source
