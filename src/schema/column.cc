#include "schema/column.h"

#include <array>

namespace vitrine::schema {
namespace {

constexpr std::array<std::string_view, kColumnKinds> kKindNames = {
    "null",      "bool",     "integer", "float", "decimal", "text",   "binary", "date", "time",
    "timestamp", "duration", "class",   "json",  "list",    "vector", "struct", "other"};

ColumnKind kind_of_value(const Feature& feature) {
  const std::string_view dtype = feature.dtype;
  if (feature.is_text()) return ColumnKind::kText;
  if (feature.is_integer()) return ColumnKind::kInteger;
  if (feature.is_float()) return ColumnKind::kFloat;
  if (dtype == "bool") return ColumnKind::kBool;
  if (dtype == "null") return ColumnKind::kNull;
  if (dtype.starts_with("decimal")) return ColumnKind::kDecimal;
  if (dtype == "date32" || dtype == "date64") return ColumnKind::kDate;
  if (dtype.starts_with("time32[") || dtype.starts_with("time64[")) return ColumnKind::kTime;
  if (dtype.starts_with("timestamp[")) return ColumnKind::kTimestamp;
  if (dtype.starts_with("duration[")) return ColumnKind::kDuration;
  if (dtype == "binary" || dtype == "large_binary" || dtype == "binary_view" ||
      dtype.starts_with("fixed_size_binary["))
    return ColumnKind::kBinary;
  return ColumnKind::kOther;
}

bool is_countable_list(const Feature& feature, ColumnKind kind) {
  return kind == ColumnKind::kList && is_countable(feature.item());
}

}  // namespace

std::string_view kind_name(ColumnKind kind) {
  return kKindNames.at(static_cast<std::size_t>(kind));
}

ColumnKind kind_of(const Feature& feature) {
  switch (feature.kind) {
    case Feature::Kind::kValue:
      return kind_of_value(feature);
    case Feature::Kind::kClassLabel:
      return ColumnKind::kClass;
    case Feature::Kind::kList:
      return feature.is_vector() ? ColumnKind::kVector : ColumnKind::kList;
    case Feature::Kind::kStruct:
      return ColumnKind::kStruct;
    case Feature::Kind::kJson:
      return ColumnKind::kJson;
    case Feature::Kind::kOther:
      return ColumnKind::kOther;
  }
  return ColumnKind::kOther;
}

std::optional<TimeUnit> unit_of(const Feature& feature) {
  const ColumnKind kind = kind_of(feature);
  if (kind != ColumnKind::kTime && kind != ColumnKind::kTimestamp && kind != ColumnKind::kDuration)
    return std::nullopt;
  const std::string_view unit = std::string_view(feature.dtype).substr(feature.dtype.find('[') + 1);
  if (unit.starts_with("ms")) return TimeUnit::kMilli;
  if (unit.starts_with("us")) return TimeUnit::kMicro;
  if (unit.starts_with("ns")) return TimeUnit::kNano;
  return TimeUnit::kSecond;
}

std::string_view zone_of(const Feature& feature) {
  constexpr std::string_view kZone = ", tz=";
  const std::string_view dtype = feature.dtype;
  const std::size_t at = dtype.find(kZone);
  if (!dtype.starts_with("timestamp[") || at == std::string_view::npos || !dtype.ends_with(']'))
    return {};
  return dtype.substr(at + kZone.size(), dtype.size() - at - kZone.size() - 1);
}

std::optional<std::int64_t> to_micros(std::int64_t value, TimeUnit unit) {
  std::int64_t factor = 1;
  switch (unit) {
    case TimeUnit::kNano:
      return value / 1000 - (value % 1000 < 0 ? 1 : 0);
    case TimeUnit::kMicro:
      break;
    case TimeUnit::kMilli:
      factor = 1000;
      break;
    case TimeUnit::kSecond:
      factor = 1'000'000;
      break;
  }
  std::int64_t product = 0;
  if (__builtin_mul_overflow(value, factor, &product)) return std::nullopt;
  return product;
}

bool is_countable(const Feature& feature) {
  switch (kind_of(feature)) {
    case ColumnKind::kText:
    case ColumnKind::kBool:
    case ColumnKind::kClass:
      return true;
    case ColumnKind::kInteger:
      return !feature.is_value("uint64");
    case ColumnKind::kNull:
    case ColumnKind::kFloat:
    case ColumnKind::kDecimal:
    case ColumnKind::kBinary:
    case ColumnKind::kDate:
    case ColumnKind::kTime:
    case ColumnKind::kTimestamp:
    case ColumnKind::kDuration:
    case ColumnKind::kJson:
    case ColumnKind::kList:
    case ColumnKind::kVector:
    case ColumnKind::kStruct:
    case ColumnKind::kOther:
      return false;
  }
  return false;
}

bool has_length(const Feature& feature) {
  const ColumnKind kind = kind_of(feature);
  return kind == ColumnKind::kText || kind == ColumnKind::kList || kind == ColumnKind::kVector;
}

std::vector<Column> make_columns(const Features& features) {
  const std::vector<Role> roles = infer_roles(features);
  std::vector<Column> columns;
  columns.reserve(features.size());
  for (std::size_t i = 0; i < features.size(); ++i) {
    const Feature& type = features[i].type;
    Column column{.name = features[i].name, .type = type};
    column.kind = kind_of(type);
    column.role = roles[i];
    column.is_text = column.kind == ColumnKind::kText;
    column.is_countable = is_countable(type) || is_countable_list(type, column.kind);
    column.has_length = has_length(type);
    if (column.kind == ColumnKind::kVector) column.dimension = type.length;
    column.unit = unit_of(type);
    columns.push_back(std::move(column));
  }
  return columns;
}

}  // namespace vitrine::schema
