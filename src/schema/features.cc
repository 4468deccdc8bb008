#include "schema/features.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cctype>

#include "base/ascii.h"
#include "base/json_parse.h"
#include "base/json_writer.h"

namespace vitrine::schema {

namespace json = boost::json;

namespace {

constexpr std::array<std::string_view, 8> kIntegerTypes = {"int8",  "int16",  "int32",  "int64",
                                                           "uint8", "uint16", "uint32", "uint64"};

Result<Feature> read_feature(const json::value& value);

Result<Feature> read_list(const json::object& object, std::string_view type) {
  const json::value* item = object.if_contains("feature");
  if (item == nullptr) return invalid_argument(std::string(type) + " without \"feature\"");
  Result<Feature> child = read_feature(*item);
  if (!child) return std::move(child).error().in(type);
  std::optional<std::uint32_t> length;
  if (const json::value* number = object.if_contains("length"); number != nullptr) {
    json::error_code ec;
    const auto n = number->to_number<std::int64_t>(ec);
    if (ec || n < -1 || n > INT32_MAX) return invalid_argument("list length is no size");
    if (n >= 0) length = static_cast<std::uint32_t>(n);
  }
  Feature list = Feature::list(*std::move(child), length);
  list.large = type == "LargeList";
  const json::value* vector = object.if_contains("vector");
  list.declared_vector = vector != nullptr && vector->is_bool() && vector->get_bool();
  const json::value* measured = object.if_contains("measured");
  list.measured_length = measured != nullptr && measured->is_bool() && measured->get_bool();
  return list;
}

Result<Feature> read_class_label(const json::object& object) {
  std::vector<std::string> names;
  if (const json::value* list = object.if_contains("names"); list != nullptr && list->is_array()) {
    for (const json::value& name : list->get_array()) {
      if (!name.is_string()) return invalid_argument("ClassLabel names must be strings");
      names.emplace_back(name.get_string());
    }
  }
  return Feature::class_label(std::move(names));
}

Result<Feature> read_struct(const json::object& object) {
  std::vector<FeatureField> fields;
  for (const auto& [key, member] : object) {
    Result<Feature> child = read_feature(member);
    if (!child) return std::move(child).error().in(std::string_view(key));
    fields.push_back({std::string(key), *std::move(child)});
  }
  return Feature::structure(std::move(fields));
}

/// Sequence over a struct means a struct of lists, as the datasets library had it.
Feature sequence_of(Feature list) {
  if (list.item().kind != Feature::Kind::kStruct) return list;
  Feature out = Feature::structure({});
  for (const FeatureField& field : list.item().children) {
    out.children.push_back({field.name, Feature::list(field.type, list.length)});
  }
  return out;
}

Result<Feature> read_feature(const json::value& value) {
  if (const json::array* array = value.if_array(); array != nullptr) {
    if (array->size() != 1) return invalid_argument("a list type must hold exactly one item type");
    Result<Feature> item = read_feature(array->front());
    if (!item) return item;
    return Feature::list(*std::move(item));
  }
  const json::object* object = value.if_object();
  if (object == nullptr) return invalid_argument("a feature must be an object or an array");
  const std::optional<std::string_view> type = string_member(value, "_type");
  if (!type) return read_struct(*object);
  if (*type == "Value") {
    const std::optional<std::string_view> dtype = string_member(value, "dtype");
    if (!dtype || dtype->empty()) return invalid_argument("Value without \"dtype\"");
    return Feature::value(std::string(*dtype));
  }
  if (*type == "ClassLabel") return read_class_label(*object);
  if (*type == "List" || *type == "LargeList") return read_list(*object, *type);
  if (*type == "Sequence") {
    Result<Feature> list = read_list(*object, *type);
    if (!list) return list;
    return sequence_of(*std::move(list));
  }
  if (*type == "Json") return Feature::json();
  Feature other;
  other.kind = Feature::Kind::kOther;
  other.other_json = json::serialize(value);
  return other;
}

void append_list_json(std::string& out, const Feature& feature, ListForm form) {
  if (form == ListForm::kArray && !feature.declared_length() && !feature.large) {
    out += '[';
    append_feature_json(out, feature.item(), form);
    out += ']';
    return;
  }
  out += "{\"feature\":";
  append_feature_json(out, feature.item(), form);
  const std::optional<std::uint32_t> length =
      form == ListForm::kStored ? feature.length : feature.declared_length();
  if (length) {
    out += ",\"length\":";
    append_json_number(out, static_cast<std::uint64_t>(*length));
  }
  if (form == ListForm::kStored && feature.measured_length) out += ",\"measured\":true";
  if (form == ListForm::kStored && feature.declared_vector) out += ",\"vector\":true";
  out += feature.large ? R"(,"_type":"LargeList"})" : R"(,"_type":"List"})";
}

}  // namespace

Feature Feature::value(std::string dtype) {
  Feature feature;
  feature.dtype = std::move(dtype);
  return feature;
}

Feature Feature::class_label(std::vector<std::string> names) {
  Feature feature;
  feature.kind = Kind::kClassLabel;
  feature.names = std::move(names);
  return feature;
}

Feature Feature::list(Feature item, std::optional<std::uint32_t> length) {
  Feature feature;
  feature.kind = Kind::kList;
  feature.children.push_back({"", std::move(item)});
  feature.length = length;
  return feature;
}

Feature Feature::structure(std::vector<FeatureField> fields) {
  Feature feature;
  feature.kind = Kind::kStruct;
  feature.children = std::move(fields);
  return feature;
}

Feature Feature::json() {
  Feature feature;
  feature.kind = Kind::kJson;
  return feature;
}

bool Feature::operator==(const Feature&) const = default;

const Feature& Feature::item() const {
  assert(kind == Kind::kList);
  return children.front().type;
}

std::optional<std::uint32_t> Feature::declared_length() const {
  return measured_length ? std::nullopt : length;
}

bool Feature::is_integer() const {
  return kind == Kind::kValue && std::ranges::find(kIntegerTypes, dtype) != kIntegerTypes.end();
}

bool Feature::is_float() const {
  return kind == Kind::kValue && (dtype == "float16" || dtype == "float32" || dtype == "float64");
}

bool Feature::is_text() const {
  return is_value("string") || is_value("large_string") || is_value("string_view");
}

bool Feature::contains_text() const {
  if (kind == Kind::kJson || is_text()) return true;
  return std::ranges::any_of(children,
                             [](const FeatureField& f) { return f.type.contains_text(); });
}

bool Feature::is_vector() const {
  return kind == Kind::kList && length.value_or(0) >= (declared_vector ? 2 : kLeastVectorLength) &&
         (item().is_value("float32") || item().is_value("float64"));
}

void append_feature_json(std::string& out, const Feature& feature, ListForm form) {
  JsonWriter writer(out);
  switch (feature.kind) {
    case Feature::Kind::kValue:
      writer.begin_object().member("dtype", feature.dtype).member("_type", "Value").end_object();
      return;
    case Feature::Kind::kClassLabel:
      writer.begin_object().key("names").begin_array();
      for (const std::string& name : feature.names) writer.value(name);
      writer.end_array().member("_type", "ClassLabel").end_object();
      return;
    case Feature::Kind::kList:
      append_list_json(out, feature, form);
      return;
    case Feature::Kind::kStruct:
      out += features_json(feature.children, form);
      return;
    case Feature::Kind::kJson:
      out += R"({"_type":"Json"})";
      return;
    case Feature::Kind::kOther:
      out += feature.other_json;
      return;
  }
}

std::string features_json(const Features& features, ListForm form) {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object();
  for (const FeatureField& field : features) {
    std::string type;
    append_feature_json(type, field.type, form);
    writer.key(field.name).raw(type);
  }
  writer.end_object();
  return out;
}

Result<Feature> parse_feature(std::string_view text) {
  Result<json::value> value = parse_json(text);
  if (!value) return std::move(value).error();
  return read_feature(*value);
}

Result<Features> parse_features(std::string_view text) {
  Result<json::value> value = parse_json(text);
  if (!value) return std::move(value).error();
  const json::object* object = value->if_object();
  if (object == nullptr) return invalid_argument("features must be a JSON object");
  Result<Feature> root = read_struct(*object);
  if (!root) return std::move(root).error();
  return std::move(root->children);
}

std::string feature_label(const Feature& feature) {
  switch (feature.kind) {
    case Feature::Kind::kValue:
      return feature.dtype;
    case Feature::Kind::kClassLabel:
      return "class (" + std::to_string(feature.names.size()) + ")";
    case Feature::Kind::kList:
      if (feature.is_vector()) {
        return "vector of " + std::to_string(*feature.length) + " " + feature.item().dtype;
      }
      return "list of " + feature_label(feature.item());
    case Feature::Kind::kStruct:
      return "struct (" + std::to_string(feature.children.size()) + ")";
    case Feature::Kind::kJson:
      return "json";
    case Feature::Kind::kOther: {
      const Result<json::value> value = parse_json(feature.other_json);
      if (!value) return "other";
      return std::string(string_member(*value, "_type").value_or("other"));
    }
  }
  return "other";
}

bool names_vector(std::string_view name) {
  constexpr std::size_t kLongest = 64;  // a name may be as long as a file
  std::size_t first = name.size();
  while (first > 0 && name.size() - first < kLongest &&
         std::isalnum(static_cast<unsigned char>(name[first - 1])) != 0)
    --first;
  const std::string last = ascii_lower(name.substr(first));
  return last.ends_with("embedding") || last.ends_with("embeddings") || last == "vector" ||
         last == "vectors" || last == "emb";
}

std::optional<std::size_t> find_column(const Features& features, std::string_view name) {
  const auto it = std::ranges::find(features, name, &FeatureField::name);
  if (it == features.end()) return std::nullopt;
  return static_cast<std::size_t>(it - features.begin());
}

}  // namespace vitrine::schema
