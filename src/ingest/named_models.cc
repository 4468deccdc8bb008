#include "ingest/named_models.h"

#include <algorithm>

#include "source/card_models.h"
#include "store/split_layout.h"

namespace vitrine::ingest {
namespace {

/// A folder, or an address: of somebody's machine, and nothing that a card may have read or asked.
bool is_elsewhere(std::string_view model) {
  return model.starts_with('/') || model.starts_with('.') || model.starts_with('~') ||
         model.find("://") != std::string_view::npos;
}

bool has_vectors(const store::ConfigManifest& config, const std::string& column) {
  const store::SplitLayout layout(config.features);
  return std::ranges::any_of(layout.vector_columns,
                             [&](std::size_t at) { return config.features[at].name == column; });
}

std::string claim_of(std::string_view who, const schema::NamedModel& of) {
  return std::string(who) + " that " + of.model + " made the column \"" + of.column + "\"";
}

store::ColumnModel* find(std::vector<store::ColumnModel>& models, const std::string& column) {
  const auto found = std::ranges::find(models, column, &store::ColumnModel::column);
  return found == models.end() ? nullptr : &*found;
}

}  // namespace

void name_models(std::span<const schema::NamedModel> of_files, store::ConfigManifest& config,
                 std::vector<std::string>& notices) {
  constexpr std::string_view kFiles = "the files' metadata say";
  std::vector<schema::NamedModel> told;
  for (const schema::NamedModel& of : of_files) {
    if (std::ranges::find(told, of) != told.end()) continue;
    told.push_back(of);
    const std::string claim = claim_of(kFiles, of);
    const auto other = std::ranges::find(told, of.column, &schema::NamedModel::column);
    if (*other != of) {
      notices.push_back(claim + " and that " + other->model + " did: neither is used");
      std::erase_if(config.models,
                    [&](const store::ColumnModel& m) { return m.column == of.column; });
    } else if (is_elsewhere(of.model)) {
      notices.push_back(claim + ", which is no model of the Hub: it is not used");
    } else if (!has_vectors(config, of.column)) {
      notices.push_back(claim + ", but it is no column of vectors");
    } else {
      config.models.push_back({of.column, of.model});
    }
  }
}

Status name_models(const source::Card& card, std::vector<store::ConfigManifest>& configs,
                   std::vector<std::string>& notices) {
  const Result<std::vector<schema::NamedModel>> models = source::card_models(card);
  if (!models) return models.error();
  for (const schema::NamedModel& of : *models) {
    const std::string claim = claim_of("README.md says", of);
    if (is_elsewhere(of.model)) {
      notices.push_back(claim + ", which is no model of the Hub: it is not used");
      continue;
    }
    bool is_used = false;
    for (store::ConfigManifest& config : configs) {
      if (!has_vectors(config, of.column)) continue;
      if (store::ColumnModel* before = find(config.models, of.column)) {
        before->model = of.model;
      } else {
        config.models.push_back({of.column, of.model});
      }
      is_used = true;
    }
    if (!is_used) notices.push_back(claim + ", but no column of vectors is called so");
  }
  return {};
}

}  // namespace vitrine::ingest
