#include "source/card_models.h"

#include <yaml-cpp/yaml.h>

#include <string_view>

#include "source/card_yaml.h"

namespace vitrine::source {
namespace {

constexpr std::size_t kMaxModels = 1000;

Result<std::vector<schema::NamedModel>> read_models(const YAML::Node& models) {
  std::vector<schema::NamedModel> read;
  if (!models || models.IsNull()) return read;
  if (!models.IsMap())
    return card_error(models, "embedding_models must be a map of columns to models");
  if (models.size() > kMaxModels)
    return too_large("README.md names the models of more than 1,000 columns");
  for (const auto& entry : models) {
    schema::NamedModel of{scalar_text(entry.first), scalar_text(entry.second)};
    if (of.column.empty() || of.model.empty())
      return card_error(entry.first, "embedding_models must name one model for each column");
    read.push_back(std::move(of));
  }
  return read;
}

}  // namespace

Result<std::vector<schema::NamedModel>> card_models(const Card& card) {
  const std::string_view text = card.text;
  const std::string header(text.substr(0, text.size() - card.markdown.size()));
  // Nearly no card has the entry, and the header has been read once.
  if (header.find("embedding_models") == std::string::npos)
    return std::vector<schema::NamedModel>();
  try {
    const YAML::Node read = YAML::Load(header);
    return read_models(read.IsMap() ? read["embedding_models"] : YAML::Node());
  } catch (const YAML::Exception& e) {
    return invalid_argument("README.md: the header is no valid YAML (" + e.msg + ")");
  }
}

}  // namespace vitrine::source
