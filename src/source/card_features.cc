#include "base/ascii.h"
#include "base/json_parse.h"
#include "base/json_writer.h"
#include "source/card_writer.h"

namespace vitrine::source {
namespace {

namespace json = boost::json;

/// A YAML scalar in double quotes, in which JSON's escapes mean the same.
std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

/// "Array2D" -> "array2_d", "ClassLabel" -> "class_label".
std::string snake_case(std::string_view name) {
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool upper = name[i] >= 'A' && name[i] <= 'Z';
    if (upper && i > 0) out += '_';
    out += upper ? static_cast<char>(name[i] - 'A' + 'a') : name[i];
  }
  return out;
}

void append_type(std::string& out, const schema::Feature& feature, int indent);

std::string spaces(int count) {
  return std::string(static_cast<std::size_t>(count), ' ');
}

/// What stands behind `dtype:` for a type that is neither list nor struct.
void append_dtype(std::string& out, const schema::Feature& feature, int indent) {
  if (feature.kind == schema::Feature::Kind::kValue) {
    out += " " + quoted(feature.dtype) + "\n";
    return;
  }
  if (feature.kind == schema::Feature::Kind::kJson) {
    out += " \"json\"\n";
    return;
  }
  if (feature.kind == schema::Feature::Kind::kClassLabel) {
    out += "\n" + spaces(indent) + "class_label:\n" + spaces(indent) + "  names:\n";
    for (std::size_t i = 0; i < feature.names.size(); ++i)
      out += spaces(indent + 4) + "'" + std::to_string(i) + "': " + quoted(feature.names[i]) + "\n";
    return;
  }
  const Result<json::value> parsed = parse_json(feature.other_json);
  const auto type = parsed ? string_member(*parsed, "_type") : std::nullopt;
  if (!type) {
    out += " \"string\"\n";
    return;
  }
  json::object members = parsed->as_object();
  members.erase("_type");
  if (members.empty()) {
    out += " " + quoted(snake_case(*type)) + "\n";
    return;
  }
  // JSON is YAML.
  out += "\n" + spaces(indent) + snake_case(*type) + ": " + json_text(members) + "\n";
}

void append_list(std::string& out, const schema::Feature& feature, int indent) {
  out += spaces(indent) + (feature.large ? "large_list:" : "list:");
  const schema::Feature& item = feature.item();
  if (item.kind == schema::Feature::Kind::kStruct) {
    out += "\n";
    append_card_features(out, item.children, indent);
  } else if (item.kind == schema::Feature::Kind::kList) {
    out += "\n";
    append_type(out, item, indent + 2);
  } else {
    append_dtype(out, item, indent + 2);
  }
  if (const std::optional<std::uint32_t> length = feature.declared_length())
    out += spaces(indent) + "length: " + std::to_string(*length) + "\n";
}

/// The members of a field but its name, a line each.
void append_type(std::string& out, const schema::Feature& feature, int indent) {
  if (feature.kind == schema::Feature::Kind::kList) {
    append_list(out, feature, indent);
  } else if (feature.kind == schema::Feature::Kind::kStruct) {
    out += spaces(indent) + "struct:\n";
    append_card_features(out, feature.children, indent);
  } else {
    out += spaces(indent) + "dtype:";
    append_dtype(out, feature, indent + 2);
  }
}

}  // namespace

void append_card_features(std::string& out, const schema::Features& features, int indent) {
  if (features.empty()) out.insert(out.size() - 1, " []");
  for (const schema::FeatureField& field : features) {
    out += spaces(indent) + "- name: " + quoted(field.name) + "\n";
    append_type(out, field.type, indent + 2);
  }
}

}  // namespace vitrine::source
