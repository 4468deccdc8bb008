#include "models/model_cache.h"

#include <algorithm>
#include <cstdlib>

#include "source/hub_address.h"
#include "source/hub_cache.h"
#include "transformer/model_settings.h"

namespace vitrine::models {
namespace {

constexpr std::string_view kPrefix = "models--";

bool is_model_folder(const fs::path& folder) {
  std::error_code ec;
  return fs::is_regular_file(folder / "config.json", ec);
}

/// "models--owner--name" as an address; nothing for other folders.
std::optional<source::HubAddress> address_of(const std::string& folder) {
  if (!folder.starts_with(kPrefix)) return std::nullopt;
  std::string id = folder.substr(kPrefix.size());
  const std::size_t between = id.find("--");
  if (between == std::string::npos) return std::nullopt;
  return source::parse_model_address(id.replace(between, 2, "/"));
}

}  // namespace

bool is_folder_name(std::string_view name) {
  return name.starts_with('/') || name.starts_with('.') || name.starts_with('~');
}

Result<fs::path> find_model(std::string_view name, const source::HubSettings& settings) {
  if (is_folder_name(name)) {
    const char* home = std::getenv("HOME");
    fs::path folder(name);
    if (name.starts_with("~/") && home != nullptr) folder = fs::path(home) / name.substr(2);
    if (is_model_folder(folder)) return folder;
    return not_found("there is no model in " + std::string(name) +
                     ": a folder with config.json, model.safetensors and a vocabulary is one");
  }
  const std::optional<source::HubAddress> address = source::parse_model_address(name);
  if (!address)
    return invalid_argument("\"" + std::string(name.substr(0, 200)) +
                            "\" names no model: write owner/name, or a folder as ./NAME");
  fs::path folder = source::cached_snapshot(settings, *address);
  if (is_model_folder(folder)) return folder;
  return not_found("the model " + std::string(name) + " is not in " + settings.cache.string() +
                   "; `vitrine model pull " + std::string(name) + "` fetches it");
}

std::vector<CachedModel> cached_models(const source::HubSettings& settings) {
  std::vector<CachedModel> models;
  std::error_code ec;
  for (const fs::directory_entry& entry : fs::directory_iterator(settings.cache, ec)) {
    const std::optional<source::HubAddress> address = address_of(entry.path().filename().string());
    if (!address) continue;
    const fs::path folder = source::cached_snapshot(settings, *address);
    if (!is_model_folder(folder)) continue;
    CachedModel model{address->id(), {}, 0};
    if (const Result<transformer::ModelSettings> found = transformer::read_model_settings(folder)) {
      model.dimension = found->shape.hidden;
      if (!fs::exists(folder / "model.safetensors", ec))
        model.trouble = "its weights are not here; `vitrine model pull " + model.name + "`";
    } else {
      model.trouble = found.error().message();
    }
    models.push_back(std::move(model));
  }
  std::ranges::sort(models, {}, &CachedModel::name);
  return models;
}

}  // namespace vitrine::models
