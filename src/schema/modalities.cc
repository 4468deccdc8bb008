#include "schema/modalities.h"

#include <algorithm>
#include <array>

#include "schema/column.h"

namespace vitrine::schema {
namespace {

constexpr std::array<std::string_view, 7> kNames = {"image", "audio",   "video",  "document",
                                                    "text",  "tabular", "vectors"};

/// The Hub's types of media, as they stand in a feature's JSON.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kMedia = {{
    {"\"Image\"", "image"},
    {"\"Audio\"", "audio"},
    {"\"Video\"", "video"},
    {"\"Pdf\"", "document"},
}};

void collect(const Feature& feature, std::vector<std::string_view>& found) {
  if (feature.is_vector()) {
    found.emplace_back("vectors");
    return;
  }
  switch (feature.kind) {
    case Feature::Kind::kClassLabel:
      found.emplace_back("tabular");
      break;
    case Feature::Kind::kJson:
      found.emplace_back("text");
      break;
    case Feature::Kind::kValue:
      if (form_of(feature) != ScalarForm::kBinary)
        found.emplace_back(feature.contains_text() ? "text" : "tabular");
      break;
    case Feature::Kind::kList:
    case Feature::Kind::kStruct:
      for (const FeatureField& child : feature.children) collect(child.type, found);
      break;
    case Feature::Kind::kOther:
      for (const auto& [mark, name] : kMedia) {
        if (feature.other_json.find(mark) != std::string::npos) found.push_back(name);
      }
  }
}

}  // namespace

std::vector<std::string_view> modalities(const Features& features) {
  std::vector<std::string_view> found;
  for (const FeatureField& column : features) collect(column.type, found);
  std::vector<std::string_view> ordered;
  std::ranges::copy_if(kNames, std::back_inserter(ordered), [&](std::string_view name) {
    return std::ranges::find(found, name) != found.end();
  });
  return ordered;
}

}  // namespace vitrine::schema
