#include "schema/column.h"

#include <array>

namespace vitrine::schema {
namespace {

struct KindRow {
  std::string_view name;
  ScalarForm form;
};

/// In the order of the enumeration.
constexpr std::array<KindRow, kColumnKinds> kKinds = {{
    {"null", ScalarForm::kNone},
    {"bool", ScalarForm::kBool},
    {"integer", ScalarForm::kInteger},
    {"float", ScalarForm::kFloat},
    {"decimal", ScalarForm::kDecimal},
    {"text", ScalarForm::kText},
    {"binary", ScalarForm::kBinary},
    {"date", ScalarForm::kDate},
    {"time", ScalarForm::kTime},
    {"timestamp", ScalarForm::kTimestamp},
    {"duration", ScalarForm::kDuration},
    {"class", ScalarForm::kClass},
    {"json", ScalarForm::kNone},
    {"list", ScalarForm::kNone},
    {"vector", ScalarForm::kNone},
    {"struct", ScalarForm::kNone},
    {"other", ScalarForm::kNone},
}};

const KindRow& row_of(ColumnKind kind) {
  return kKinds.at(static_cast<std::size_t>(kind));
}

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
  return row_of(kind).name;
}

ScalarForm form_of(const Feature& feature) {
  return row_of(kind_of(feature)).form;
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
  const ScalarForm form = form_of(feature);
  if (form != ScalarForm::kTime && form != ScalarForm::kTimestamp && form != ScalarForm::kDuration)
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
  switch (form_of(feature)) {
    case ScalarForm::kText:
    case ScalarForm::kBool:
    case ScalarForm::kClass:
      return true;
    case ScalarForm::kInteger:
      return !feature.is_value("uint64");
    case ScalarForm::kNone:
    case ScalarForm::kFloat:
    case ScalarForm::kDecimal:
    case ScalarForm::kBinary:
    case ScalarForm::kDate:
    case ScalarForm::kTime:
    case ScalarForm::kTimestamp:
    case ScalarForm::kDuration:
      return false;
  }
  return false;
}

bool has_length(const Feature& feature) {
  return form_of(feature) == ScalarForm::kText || feature.kind == Feature::Kind::kList;
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
    column.form = form_of(type);
    column.is_text = column.form == ScalarForm::kText;
    column.is_countable = is_countable(type) || is_countable_list(type, column.kind);
    column.has_length = has_length(type);
    if (column.kind == ColumnKind::kVector) column.dimension = type.length;
    column.unit = unit_of(type);
    columns.push_back(std::move(column));
  }
  return columns;
}

}  // namespace vitrine::schema
