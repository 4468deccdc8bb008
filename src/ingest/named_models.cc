#include "ingest/named_models.h"

#include <algorithm>

#include "source/card_models.h"
#include "store/split_layout.h"

namespace vitrine {
namespace {

/// A folder, or an address: of somebody's machine, and nothing that a card may have read or asked.
bool is_elsewhere(std::string_view model) {
  return model.starts_with('/') || model.starts_with('.') || model.starts_with('~') ||
         model.find("://") != std::string_view::npos;
}

bool has_vectors(const ConfigManifest& config, const std::string& column) {
  const SplitLayout layout(config.features);
  return std::ranges::any_of(layout.vector_columns,
                             [&](std::size_t at) { return config.features[at].name == column; });
}

}  // namespace

Status name_models(const Card& card, std::vector<ConfigManifest>& configs,
                   std::vector<std::string>& notices) {
  const Result<std::vector<CardModel>> models = card_models(card);
  if (!models) return models.error();
  for (const CardModel& of : *models) {
    const std::string claim =
        "README.md says that " + of.model + " made the column \"" + of.column + "\"";
    if (is_elsewhere(of.model)) {
      notices.push_back(claim + ", which is no model of the Hub: it is not used");
      continue;
    }
    bool is_used = false;
    for (ConfigManifest& config : configs) {
      if (!has_vectors(config, of.column)) continue;
      config.models.push_back({of.column, of.model});
      is_used = true;
    }
    if (!is_used) notices.push_back(claim + ", but no column of vectors is called so");
  }
  return {};
}

}  // namespace vitrine
