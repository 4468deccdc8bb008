#include "schema/hub_metadata.h"

#include <utility>

#include "schema/column.h"

namespace vitrine {

namespace {

Feature written_value(Feature type) {
  const ColumnKind kind = kind_of(type);
  if (kind == ColumnKind::kNull) return Feature::value("string");
  if (kind == ColumnKind::kTime) return Feature::value("time64[us]");
  if (kind != ColumnKind::kTimestamp || unit_of(type) == TimeUnit::kNano) return type;
  const std::string_view zone = zone_of(type);
  return Feature::value("timestamp[us" + (zone.empty() ? "" : ", tz=" + std::string(zone)) + "]");
}

}  // namespace

Features in_written_files(Features features) {
  for (FeatureField& field : features) {
    if (field.type.kind == Feature::Kind::kValue) field.type = written_value(std::move(field.type));
    field.type.children = in_written_files(std::move(field.type.children));
  }
  return features;
}

std::string hub_metadata(const Features& features) {
  return "{\"info\":{\"features\":" + features_json(in_written_files(features)) + "}}";
}

}  // namespace vitrine
