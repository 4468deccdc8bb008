#include "hub/croissant_types.h"

#include <algorithm>
#include <array>
#include <optional>

namespace vitrine::hub {
namespace {

struct Named {
  std::string_view dtype;  // or its beginning
  std::string_view type;
};

constexpr std::array<Named, 21> kTypes = {{
    {"string", "sc:Text"},        {"large_string", "sc:Text"}, {"bool", "sc:Boolean"},
    {"int8", "cr:Int8"},          {"int16", "cr:Int16"},       {"int32", "cr:Int32"},
    {"int64", "cr:Int64"},        {"uint8", "cr:UInt8"},       {"uint16", "cr:UInt16"},
    {"uint32", "cr:UInt32"},      {"uint64", "cr:UInt64"},     {"float16", "cr:Float16"},
    {"float32", "cr:Float32"},    {"float64", "cr:Float64"},   {"date32", "sc:Date"},
    {"date64", "sc:Date"},        {"time32", "sc:Time"},       {"time64", "sc:Time"},
    {"timestamp", "sc:DateTime"}, {"decimal", "sc:Float"},     {"duration", "sc:Text"},
}};

std::string_view type_of(const schema::Feature& feature) {
  if (feature.kind == schema::Feature::Kind::kClassLabel) return "sc:Integer";
  if (feature.kind != schema::Feature::Kind::kValue) return "sc:Text";
  const auto found = std::ranges::find_if(
      kTypes, [&](const Named& named) { return feature.dtype.starts_with(named.dtype); });
  return found == kTypes.end() ? "sc:Text" : found->type;
}

/// A name in a JSON path: in quotes where it is no plain word.
std::string path_part(std::string_view name) {
  const bool plain = !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }) && (name[0] < '0' || name[0] > '9');
  if (plain) return std::string(name);
  std::string out = "'";
  for (const char c : name) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

void write_source(JsonWriter& json, const CroissantSource& source) {
  json.key("source").begin_object().key("fileSet").begin_object();
  json.member("@id", source.file_set).end_object().key("extract").begin_object();
  json.member("column", source.column).end_object();
  if (!source.path.empty()) {
    json.key("transform").begin_array().begin_object().member("jsonPath", source.path);
    json.end_object().end_array();
  }
  json.end_object();
}

}  // namespace

std::string CroissantIds::make(std::string_view name, std::string_view parent) {
  std::string id(name);
  std::ranges::replace_if(
      id,
      [](char c) {
        return !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                 std::string_view("-_.").find(c) != std::string_view::npos);
      },
      '_');
  if (!parent.empty()) id = std::string(parent) + "/" + id;
  std::string unique = id;
  for (int i = 0; !taken_.insert(unique).second; ++i) unique = id + "_" + std::to_string(i);
  return unique;
}

void write_croissant_type(JsonWriter& json, CroissantIds& ids, const std::string& id,
                          const schema::Feature& type, const CroissantSource& source) {
  const schema::Feature* inner = &type;
  std::string shape;
  while (inner->kind == schema::Feature::Kind::kList) {
    if (!shape.empty()) shape += ',';
    const std::optional<std::uint32_t> length = inner->declared_length();
    shape += length ? std::to_string(*length) : "-1";
    inner = &inner->item();
  }
  if (!shape.empty()) json.member("isArray", true).member("arrayShape", shape);
  if (inner->kind != schema::Feature::Kind::kStruct) {
    json.member("dataType", type_of(*inner));
    write_source(json, source);
    return;
  }
  json.key("subField").begin_array();
  for (const schema::FeatureField& field : inner->children) {
    const std::string field_id = ids.make(field.name, id);
    json.begin_object().member("@type", "cr:Field").member("@id", field_id);
    CroissantSource part = source;
    part.path = (source.path.empty() ? "" : source.path + ".") + path_part(field.name);
    write_croissant_type(json, ids, field_id, field.type, part);
    json.end_object();
  }
  json.end_array();
}

}  // namespace vitrine::hub
