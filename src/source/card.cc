#include "source/card.h"

#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>

#include "source/card_yaml.h"

namespace vitrine::source {
namespace {

constexpr std::size_t kMaxCardBytes = std::size_t{4} << 20U;
/// A node of the parsed header takes some 300 bytes, and a node may be two characters.
constexpr std::size_t kMaxHeaderBytes = std::size_t{1} << 20U;
/// The Hub's own limit.
constexpr std::size_t kMaxConfigs = 4000;

/// A pattern, or a list of them.
Result<std::vector<std::string>> read_patterns(const YAML::Node& node) {
  std::vector<std::string> patterns = scalar_texts(node);
  const bool complete = node && (node.IsScalar() || node.size() == patterns.size());
  if (patterns.empty() || !complete || std::ranges::count(patterns, "") > 0)
    return card_error(node, "data_files must name files: a pattern, or a list of patterns");
  return patterns;
}

Result<CardSplit> read_split(const YAML::Node& node) {
  if (!node.IsMap() || scalar_text(node["split"]).empty() || !node["path"])
    return card_error(node, "an entry of data_files needs split and path");
  Result<std::vector<std::string>> patterns = read_patterns(node["path"]);
  if (!patterns) return std::move(patterns).error();
  return CardSplit{scalar_text(node["split"]), *std::move(patterns)};
}

/// Patterns of "train"; or a list of {split, path}; or a map of split to patterns.
Status read_data_files(const YAML::Node& files, CardConfig& config) {
  const auto add = [&](const YAML::Node& node, CardSplit split) -> Status {
    if (std::ranges::find(config.splits, split.name, &CardSplit::name) != config.splits.end())
      return card_error(node, "data_files names split \"" + split.name + "\" twice");
    config.splits.push_back(std::move(split));
    return {};
  };
  if (files.IsSequence() && files.size() > 0 && files[0].IsMap()) {
    for (const YAML::Node& item : files) {
      Result<CardSplit> split = read_split(item);
      if (!split) return std::move(split).error();
      if (Status status = add(item, *std::move(split)); !status) return status;
    }
    return {};
  }
  if (files.IsMap() && files.size() > 0) {
    for (const auto& entry : files) {
      Result<std::vector<std::string>> patterns = read_patterns(entry.second);
      if (!patterns) return std::move(patterns).error();
      if (Status status = add(entry.first, {scalar_text(entry.first), *std::move(patterns)});
          !status)
        return status;
    }
    return {};
  }
  Result<std::vector<std::string>> patterns = read_patterns(files);
  if (!patterns) return std::move(patterns).error();
  return add(files, {"train", *std::move(patterns)});
}

/// Keys of a config that are about something else than how its files are read.
bool is_about_files(std::string_view key) {
  for (const std::string_view known :
       {"config_name", "default", "data_dir", "data_files", "description", "features", "splits"}) {
    if (key == known) return true;
  }
  return false;
}

OptionValue option_value(const YAML::Node& node) {
  OptionValue value{scalar_texts(node), node.IsSequence(), {}};
  if (!node.IsMap()) return value;
  for (const auto& member : node)
    value.members.emplace_back(scalar_text(member.first), scalar_text(member.second));
  return value;
}

/// The keys that say how files are read, by the names that the Hub's loaders give them.
Status read_options(const YAML::Node& node, CardConfig& config) {
  for (const auto& entry : node) {
    const std::string key = scalar_text(entry.first);
    if (is_about_files(key)) continue;
    const Result<OptionOutcome> outcome =
        set_read_option(config.reading, key, option_value(entry.second));
    if (!outcome) return card_error(entry.first, key + ": " + outcome.error().message());
    if (*outcome == OptionOutcome::kIgnored) config.unknown_keys.push_back(key);
    if (key == "dtype" && !config.reading.types.empty()) {
      config.reading.types_of_card = config.reading.types.size();
      config.reading.place_of_card_types = place_in_card(entry.first);
    }
  }
  return {};
}

Result<CardConfig> read_config(const YAML::Node& node) {
  if (!node.IsMap()) return card_error(node, "a config must be a map with config_name");
  CardConfig config;
  config.name = scalar_text(node["config_name"]);
  if (config.name.empty()) config.name = "default";
  config.is_default = node["default"] && node["default"].as<bool>(false);
  config.data_dir = scalar_text(node["data_dir"]);
  if (Status status = read_options(node, config); !status) return std::move(status).error();
  const YAML::Node files = node["data_files"];
  if (!files || files.IsNull()) return config;
  if (Status status = read_data_files(files, config); !status) return std::move(status).error();
  return config;
}

Status read_configs(const YAML::Node& header, Card& card) {
  const YAML::Node& configs = header["configs"];
  if (!configs || configs.IsNull()) return {};
  if (!configs.IsSequence()) return card_error(configs, "configs must be a list");
  if (configs.size() > kMaxConfigs) return too_large("README.md declares more than 4,000 configs");
  for (const YAML::Node& item : configs) {
    Result<CardConfig> config = read_config(item);
    if (!config) return std::move(config).error();
    const auto same = std::ranges::find(card.configs, config->name, &CardConfig::name);
    if (same != card.configs.end())
      return card_error(item, "two configs are called " + config->name);
    if (const YAML::Node features = item["features"]; features && !features.IsNull()) {
      Result<schema::Features> declared = read_card_features(features);
      if (!declared) return std::move(declared).error();
      card.features.push_back({config->name, *std::move(declared)});
    }
    card.configs.push_back(*std::move(config));
  }
  if (std::ranges::count(card.configs, true, &CardConfig::is_default) > 1)
    return card_error(configs, "more than one config is the default");
  return {};
}

Status read_dataset_info(const YAML::Node& header, Card& card) {
  const YAML::Node& info = header["dataset_info"];
  if (!info || info.IsNull()) return {};
  const auto read_one = [&](const YAML::Node& node) -> Status {
    if (!node.IsMap()) return card_error(node, "dataset_info must be a map, or a list of maps");
    if (!node["features"] || node["features"].IsNull()) return {};
    Result<schema::Features> features = read_card_features(node["features"]);
    if (!features) return std::move(features).error();
    card.features.push_back({scalar_text(node["config_name"]), *std::move(features)});
    return {};
  };
  if (!info.IsSequence()) return read_one(info);
  for (const YAML::Node& item : info) {
    if (Status status = read_one(item); !status) return status;
  }
  return {};
}

Status read_header(const YAML::Node& header, Card& card) {
  if (!header.IsMap())
    return header.IsNull() ? Status() : Status(card_error(header, "the header must be a YAML map"));
  card.pretty_name = scalar_text(header["pretty_name"]);
  for (const std::string& license : scalar_texts(header["license"]))
    card.license += (card.license.empty() ? "" : ", ") + license;
  card.tags = scalar_texts(header["tags"]);
  card.languages = scalar_texts(header["language"]);
  card.task_categories = scalar_texts(header["task_categories"]);
  card.size_categories = scalar_texts(header["size_categories"]);
  const YAML::Node viewer = header["viewer"];
  card.closes_viewer = viewer && viewer.IsScalar() && !viewer.as<bool>(true);
  if (Status status = read_configs(header, card); !status) return status;
  return read_dataset_info(header, card);
}

/// The YAML between the first line `---` and the next, and where the body starts.
std::string_view split_header(std::string_view text, std::size_t& body) {
  body = 0;
  if (text.starts_with("\xEF\xBB\xBF")) body = 3;
  const std::string_view rest = text.substr(body);
  if (!rest.starts_with("---\n") && !rest.starts_with("---\r\n")) return {};
  const std::size_t begin = rest.find('\n') + 1;
  for (std::size_t line = begin; line < rest.size();) {
    const std::size_t end = std::min(rest.find('\n', line), rest.size());
    std::string_view content = rest.substr(line, end - line);
    if (content.ends_with('\r')) content.remove_suffix(1);
    if (content == "---") {
      body += std::min(end + 1, rest.size());
      return rest.substr(begin, line - begin);
    }
    line = end + 1;
  }
  return {};
}

std::string line_of(const YAML::Mark& mark) {
  return mark.is_null() ? "README.md" : "README.md line " + std::to_string(mark.line + 2);
}

}  // namespace

const schema::Features* Card::features_of(std::string_view config) const {
  for (const CardFeatures& entry : features) {
    if (entry.config.empty() || entry.config == config) return &entry.features;
  }
  return nullptr;
}

Result<Card> parse_card(std::string text) {
  if (text.size() > kMaxCardBytes) return too_large("README.md is larger than 4 MiB");
  Card card;
  card.text = std::move(text);
  std::size_t body = 0;
  const std::string_view header = split_header(card.text, body);
  card.markdown = card.text.substr(body);
  if (header.size() > kMaxHeaderBytes)
    return too_large("README.md has a YAML header of more than 1 MiB");
  // yaml-cpp throws. An alias is a shared node there, so aliases multiply nothing until they are
  // read, and whoever reads counts.
  try {
    if (Status status = read_header(YAML::Load(std::string(header)), card); !status)
      return std::move(status).error();
  } catch (const YAML::DeepRecursion& e) {
    return invalid_argument(line_of(e.mark) + ": the header is nested too deeply");
  } catch (const YAML::Exception& e) {
    return invalid_argument(line_of(e.mark) + ": the header is no valid YAML (" + e.msg +
                            "): put a text with ': ' or a sign in front in quotes, and indent by "
                            "blanks, not tabs");
  }
  return card;
}

}  // namespace vitrine::source
