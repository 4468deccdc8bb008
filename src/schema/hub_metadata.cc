#include "schema/hub_metadata.h"

#include <utility>

namespace vitrine {

Features in_written_files(Features features) {
  for (FeatureField& field : features) {
    if (field.type.is_value("null")) field.type = Feature::value("string");
    field.type.children = in_written_files(std::move(field.type.children));
  }
  return features;
}

std::string hub_metadata(const Features& features) {
  return "{\"info\":{\"features\":" + features_json(in_written_files(features)) + "}}";
}

}  // namespace vitrine
