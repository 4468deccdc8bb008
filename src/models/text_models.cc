#include "models/text_models.h"

#include <map>

#include "base/thread_annotations.h"
#include "models/model_cache.h"
#include "transformer/transformer_model.h"

namespace vitrine::models {
namespace {

struct OpenModels {
  Mutex mutex;
  std::map<std::string, std::shared_ptr<const encoder::TextModel>, std::less<>> by_name
      VITRINE_GUARDED_BY(mutex);
};

OpenModels& open_models() {
  static OpenModels models;
  return models;
}

}  // namespace

Result<std::shared_ptr<const encoder::TextModel>> open_text_model(std::string_view name) {
  OpenModels& models = open_models();
  // Held while a model is opened: two who ask at once are given the same.
  const MutexLock lock(models.mutex);
  if (const auto found = models.by_name.find(name); found != models.by_name.end())
    return found->second;
  const Result<fs::path> folder = find_model(name, source::HubSettings::from_environment());
  if (!folder) return folder.error();
  Result<std::unique_ptr<transformer::TransformerModel>> opened =
      transformer::TransformerModel::open(*folder, std::string(name));
  if (!opened) return std::move(opened).error();
  std::shared_ptr<const encoder::TextModel> model = *std::move(opened);
  models.by_name.emplace(name, model);
  return model;
}

}  // namespace vitrine::models
