#pragma once
// Models on this machine: folders in the Hub's layout, and what the Hub's own clients have in their
// cache (source/hub_cache.h has its layout; HF_HOME and HF_HUB_CACHE say where it is).

#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "base/result.h"
#include "source/hub_settings.h"

namespace vitrine::models {

/// Whether a person means a folder: "/models/minilm", "./minilm", "~/minilm".
bool is_folder_name(std::string_view name);

/// The folder of a model: `name` itself where it is one, else owner/name[@revision] in the cache,
/// as its ref says. Errors: not_found, with how to fetch it; invalid_argument for what is no name.
Result<fs::path> find_model(std::string_view name, const source::HubSettings& settings);

struct CachedModel {
  std::string name;     ///< "owner/name".
  std::string trouble;  ///< Why it cannot be run, by its small files; empty: it can.
  std::size_t dimension = 0;
};

/// The models of the cache, sorted. An absent cache has none. Cost: reads a few small files of
/// each.
std::vector<CachedModel> cached_models(const source::HubSettings& settings);

}  // namespace vitrine::models
