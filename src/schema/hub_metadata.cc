#include "schema/hub_metadata.h"

#include <utility>

#include "schema/column.h"

namespace vitrine::schema {

namespace {

Feature declared_value(Feature type) {
  return kind_of(type) == ColumnKind::kNull ? Feature::value("string") : type;
}

Feature written_value(Feature type) {
  type = declared_value(std::move(type));
  const ScalarForm form = form_of(type);
  if (form == ScalarForm::kTime) return Feature::value("time64[us]");
  if (form != ScalarForm::kTimestamp || unit_of(type) == TimeUnit::kNano) return type;
  const std::string_view zone = zone_of(type);
  return Feature::value("timestamp[us" + (zone.empty() ? "" : ", tz=" + std::string(zone)) + "]");
}

/// Every value type, also within lists and structs, as `of` has it.
template <typename Of>
Features with_values(Features features, Of of) {
  for (FeatureField& field : features) {
    if (field.type.kind == Feature::Kind::kValue) field.type = of(std::move(field.type));
    field.type.children = with_values(std::move(field.type.children), of);
  }
  return features;
}

}  // namespace

Features in_written_files(Features features) {
  return with_values(std::move(features), written_value);
}

Features in_cards(Features features) {
  return with_values(std::move(features), declared_value);
}

std::string hub_metadata(const Features& features) {
  return "{\"info\":{\"features\":" + features_json(in_written_files(features)) + "}}";
}

}  // namespace vitrine::schema
