#include "source/card.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>

namespace vitrine {
namespace {

constexpr std::size_t kMaxCardBytes = std::size_t{4} << 20U;
constexpr int kMaxDepth = 32;

Error card_error(const YAML::Node& node, std::string_view what) {
  const YAML::Mark mark = node.Mark();
  std::string where = "README.md";
  if (!mark.is_null())
    where += " line " + std::to_string(mark.line + 2);  // the header starts after its ---
  return invalid_argument(where + ": " + std::string(what));
}

/// A scalar's text, or nothing. Empty for a missing node.
std::string scalar(const YAML::Node& node) {
  return node && node.IsScalar() ? node.Scalar() : std::string();
}

/// A scalar or a list of scalars.
std::vector<std::string> scalars(const YAML::Node& node) {
  std::vector<std::string> out;
  if (node && node.IsScalar()) out.push_back(node.Scalar());
  if (node && node.IsSequence()) {
    for (const YAML::Node& item : node) {
      if (item.IsScalar()) out.push_back(item.Scalar());
    }
  }
  return out;
}

Result<Features> read_fields(const YAML::Node& list, int depth);

Result<Feature> read_class_label(const YAML::Node& node) {
  std::vector<std::string> names;
  const YAML::Node& list = node["names"];
  if (list && list.IsSequence()) {
    names = scalars(list);
  } else if (list && list.IsMap()) {
    for (const auto& entry : list) {
      const std::string code = entry.first.Scalar();
      if (code != std::to_string(names.size())) {
        return card_error(entry.first, "class_label names must be numbered '0', '1', ... in order");
      }
      names.push_back(scalar(entry.second));
    }
  } else {
    return card_error(node, "class_label needs names");
  }
  return Feature::class_label(std::move(names));
}

/// A type as it stands behind `dtype:`, `list:` or `sequence:`: a name, a list of fields (a
/// struct), or a map.
Result<Feature> read_type(const YAML::Node& node, int depth) {
  if (depth > kMaxDepth) return card_error(node, "types nested more than 32 deep");
  if (node.IsSequence()) {
    Result<Features> fields = read_fields(node, depth + 1);
    if (!fields) return std::move(fields).error();
    return Feature::structure(*std::move(fields));
  }
  if (node.IsScalar()) {
    const std::string& name = node.Scalar();
    if (name == "json") return Feature::json();
    for (const std::string_view media : {"image", "audio", "video", "pdf"}) {
      if (name != media) continue;
      std::string type(media);
      type.front() = static_cast<char>(type.front() - 'a' + 'A');
      return parse_feature("{\"_type\":\"" + type + "\"}");
    }
    if (name.empty()) return card_error(node, "an empty type");
    return Feature::value(name);
  }
  if (!node.IsMap()) return card_error(node, "a type must be a name, a list of fields or a map");
  if (node["class_label"]) return read_class_label(node["class_label"]);
  for (const char* key : {"list", "sequence", "large_list"}) {
    const YAML::Node& item = node[key];
    if (!item) continue;
    Result<Feature> type = read_type(item, depth + 1);
    if (!type) return type;
    Feature list = Feature::list(*std::move(type));
    list.large = std::string_view(key) == "large_list";
    if (const std::string length = scalar(node["length"]); !length.empty()) {
      const auto number = node["length"].as<std::int64_t>(-1);
      if (number < 0 || number > 1'000'000)
        return card_error(node["length"], "length must be a number of items");
      list.length = static_cast<std::uint32_t>(number);
    }
    return list;
  }
  if (node["struct"]) return read_type(node["struct"], depth + 1);
  if (node["dtype"]) return read_type(node["dtype"], depth + 1);
  return card_error(node, "a type without dtype, list, sequence, struct or class_label");
}

Result<Features> read_fields(const YAML::Node& list, int depth) {
  Features features;
  if (!list.IsSequence())
    return card_error(list, "features must be a list of fields with name and dtype");
  for (const YAML::Node& item : list) {
    if (!item.IsMap() || !item["name"] || !item["name"].IsScalar()) {
      return card_error(item, "a field needs a name");
    }
    std::string name = item["name"].Scalar();
    if (find_column(features, name))
      return card_error(item, "two fields are called \"" + name + "\"");
    Result<Feature> type = read_type(item, depth);
    if (!type) return std::move(type).error();
    features.push_back({std::move(name), *std::move(type)});
  }
  return features;
}

Result<CardSplit> read_split(const YAML::Node& node) {
  CardSplit split;
  split.name = scalar(node["split"]);
  split.patterns = scalars(node["path"]);
  if (split.name.empty() || split.patterns.empty()) {
    return card_error(node, "an entry of data_files needs split and path");
  }
  return split;
}

Result<CardConfig> read_config(const YAML::Node& node) {
  if (!node.IsMap()) return card_error(node, "a config must be a map with config_name");
  CardConfig config;
  config.name = scalar(node["config_name"]);
  if (config.name.empty()) config.name = "default";
  config.is_default = node["default"] && node["default"].as<bool>(false);
  config.data_dir = scalar(node["data_dir"]);
  const YAML::Node& files = node["data_files"];
  if (!files) return config;
  if (files.IsSequence() && files.size() > 0 && files[0].IsMap()) {
    for (const YAML::Node& item : files) {
      Result<CardSplit> split = read_split(item);
      if (!split) return std::move(split).error();
      config.splits.push_back(*std::move(split));
    }
  } else if (files.IsMap()) {
    for (const auto& entry : files)
      config.splits.push_back({entry.first.Scalar(), scalars(entry.second)});
  } else {
    config.splits.push_back({"train", scalars(files)});
  }
  if (config.splits.front().patterns.empty()) return card_error(files, "data_files names no files");
  return config;
}

Status read_configs(const YAML::Node& header, Card& card) {
  const YAML::Node& configs = header["configs"];
  if (!configs) return {};
  if (!configs.IsSequence()) return card_error(configs, "configs must be a list");
  for (const YAML::Node& item : configs) {
    Result<CardConfig> config = read_config(item);
    if (!config) return std::move(config).error();
    const auto same = std::ranges::find(card.configs, config->name, &CardConfig::name);
    if (same != card.configs.end())
      return card_error(item, "two configs are called " + config->name);
    card.configs.push_back(*std::move(config));
  }
  return {};
}

Status read_dataset_info(const YAML::Node& header, Card& card) {
  const YAML::Node& info = header["dataset_info"];
  if (!info) return {};
  const auto read_one = [&](const YAML::Node& node) -> Status {
    if (!node.IsMap()) return card_error(node, "dataset_info must be a map, or a list of maps");
    if (!node["features"]) return {};
    Result<Features> features = read_fields(node["features"], 0);
    if (!features) return std::move(features).error();
    card.features.push_back({scalar(node["config_name"]), *std::move(features)});
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
  card.pretty_name = scalar(header["pretty_name"]);
  const std::vector<std::string> licenses = scalars(header["license"]);
  for (const std::string& license : licenses)
    card.license += (card.license.empty() ? "" : ", ") + license;
  card.tags = scalars(header["tags"]);
  card.languages = scalars(header["language"]);
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

}  // namespace

const Features* Card::features_of(std::string_view config) const {
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
  // yaml-cpp throws; and it resolves an alias to a shared node, so aliases cannot multiply memory.
  try {
    if (Status status = read_header(YAML::Load(std::string(header)), card); !status)
      return std::move(status).error();
  } catch (const YAML::Exception& e) {
    return invalid_argument("README.md line " + std::to_string(e.mark.line + 2) +
                            ": the header is no valid YAML (" + e.msg + ")");
  }
  return card;
}

}  // namespace vitrine
