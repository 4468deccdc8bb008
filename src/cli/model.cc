// `vitrine model`: models of the Hub on this machine.
#include "base/json_writer.h"
#include "cli/commands.h"
#include "cli/progress_display.h"
#include "cli/table.h"
#include "models/model_cache.h"
#include "models/model_pull.h"

namespace vitrine::cli {
namespace {

Status pull(const Arguments& arguments, const source::HubSettings& settings,
            const std::stop_token& stop) {
  if (arguments.model.empty())
    return invalid_argument("say which model: vitrine model pull owner/name");
  const Result<fs::path> folder = [&] {
    ProgressDisplay progress(arguments.model);
    return models::pull_model(arguments.model, settings, &progress, stop);
  }();
  if (!folder) return folder.error();
  return print(folder->string() + "\n");
}

std::string models_json(std::span<const models::CachedModel> models) {
  std::string text;
  JsonWriter json(text);
  json.begin_object().key("models").begin_array();
  for (const models::CachedModel& model : models) {
    json.begin_object().member("name", model.name).member("runs", model.trouble.empty());
    if (model.dimension > 0) json.member("dimension", static_cast<std::uint64_t>(model.dimension));
    if (!model.trouble.empty()) json.member("trouble", model.trouble);
    json.end_object();
  }
  json.end_array().end_object();
  return text + "\n";
}

Status list(const Arguments& arguments, const source::HubSettings& settings) {
  const std::vector<models::CachedModel> models = models::cached_models(settings);
  if (arguments.json) return print(models_json(models));
  std::string text;
  for (const models::CachedModel& model : models) {
    text += model.name + "  " +
            (model.trouble.empty() ? std::to_string(model.dimension) + " values"
                                   : cell_text(model.trouble, 300)) +
            "\n";
  }
  return print(text);
}

}  // namespace

Status run_model(const Arguments& arguments, const std::stop_token& stop) {
  const source::HubSettings settings = source::HubSettings::from_environment();
  return arguments.action == "pull" ? pull(arguments, settings, stop) : list(arguments, settings);
}

}  // namespace vitrine::cli
