#include "models/model_pull.h"

#include <algorithm>
#include <array>

#include "source/hub_client.h"
#include "source/hub_download.h"
#include "transformer/model_settings.h"
#include "transformer/tokenizer_files.h"
#include "transformer/transformer_model.h"

namespace vitrine::models {
namespace {

constexpr std::string_view kWeights = "model.safetensors";
constexpr std::array<std::string_view, 7> kSmallFiles = {
    "config.json",    "config_sentence_transformers.json",
    "modules.json",   "sentence_bert_config.json",
    "tokenizer.json", "tokenizer_config.json",
    "vocab.txt"};

/// Of the settings: those above, and a module's own in its folder.
bool is_small_file(std::string_view path) {
  if (std::ranges::find(kSmallFiles, path) != kSmallFiles.end()) return true;
  const std::size_t slash = path.find('/');
  return slash != std::string_view::npos && path.substr(slash + 1) == "config.json";
}

Status check_settings(const fs::path& folder) {
  const Result<transformer::ModelSettings> settings = transformer::read_model_settings(folder);
  if (!settings) return settings.error();
  const Result<transformer::TokenizerFiles> tokenizer = transformer::read_tokenizer_files(folder);
  return tokenizer ? Status() : Status(tokenizer.error());
}

}  // namespace

Result<fs::path> pull_model(std::string_view name, const source::HubSettings& settings,
                            ProgressSink* progress, const std::stop_token& stop) {
  const std::optional<source::HubAddress> address = source::parse_model_address(name);
  if (!address)
    return invalid_argument("\"" + std::string(name.substr(0, 200)) +
                            "\" names no model: write owner/name or owner/name@revision");
  source::HubClient client(settings, stop);
  const Result<source::HubRevision> revision = client.revision(*address);
  if (!revision) return revision.error();
  std::vector<source::HubFile> small;
  std::vector<source::HubFile> weights;
  for (const source::HubFile& file : revision->files) {
    if (is_small_file(file.path)) small.push_back(file);
    if (file.path == kWeights) weights.push_back(file);
  }
  Result<fs::path> folder =
      source::download_files(client, *address, revision->commit, small, progress, stop);
  if (!folder) return folder;
  if (Status runs = check_settings(*folder); !runs)
    return std::move(runs).error().in("the model " + std::string(name));
  if (weights.empty())
    return unsupported("the model " + std::string(name) +
                       " has no model.safetensors, which is what can be read");
  folder = source::download_files(client, *address, revision->commit, weights, progress, stop);
  if (!folder) return folder;
  const auto model = transformer::TransformerModel::open(*folder, std::string(name));
  if (!model) return model.error();
  return folder;
}

}  // namespace vitrine::models
