#include "source/folder.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "source/file_format.h"
#include "source/glob.h"

namespace vitrine {
namespace {

using Paths = std::vector<fs::path>;

/// A little above what parse_card takes, so that it says what the limit is.
constexpr std::uint64_t kMaxCardFileBytes = std::uint64_t{5} << 20U;

/// Files that describe a dataset and hold none of it. Source: FILES_TO_IGNORE of Hugging Face's
/// datasets library, and state.json of its save_to_disk.
constexpr std::array<std::string_view, 5> kDescriptions = {
    "config.json", "dataset_dict.json", "dataset_info.json", "dataset_infos.json", "state.json"};

bool is_data_file(const fs::path& file) {
  const std::string name = file.filename().string();
  return format_of_name(name).has_value() &&
         std::ranges::find(kDescriptions, name) == kDescriptions.end();
}

Paths data_files(const Paths& files) {
  Paths out;
  std::ranges::copy_if(files, std::back_inserter(out), is_data_file);
  return out;
}

/// A folder often has a dataset in several formats at once (the Hub shows one): the most frequent
/// one by number of files, Parquet first among equals.
Paths of_main_format(const Paths& files) {
  std::array<std::size_t, 5> counts{};
  const auto kind = [](const fs::path& file) {
    const FileFormat format = format_of_name(file.filename().string())->format;
    return static_cast<std::size_t>(format == FileFormat::kJson ? FileFormat::kJsonLines : format);
  };
  for (const fs::path& file : files) ++counts[kind(file)];
  const auto main = static_cast<std::size_t>(std::ranges::max_element(counts) - counts.begin());
  Paths out;
  std::ranges::copy_if(files, std::back_inserter(out),
                       [&](const fs::path& file) { return kind(file) == main; });
  return out;
}

/// `path` without detours, "" for the folder itself. Errors: invalid_argument if it leads outside.
Result<fs::path> inside_folder(const CardConfig& config, const fs::path& path) {
  fs::path normal = path.lexically_normal();
  if (normal.is_absolute() || (!normal.empty() && *normal.begin() == "..")) {
    return invalid_argument("README.md: config " + config.name + " names " + path.string() +
                            ", which is outside the folder");
  }
  if (!normal.has_filename()) normal = normal.parent_path();
  return normal == "." ? fs::path() : normal;
}

/// The files a card's pattern names, none perhaps. A file of just this name goes before a pattern.
Paths matching(const Paths& files, const fs::path& pattern) {
  if (std::ranges::binary_search(files, pattern)) return {pattern};
  Paths out;
  if (!has_wildcard(pattern.string())) return out;
  std::ranges::copy_if(files, std::back_inserter(out), [&](const fs::path& file) {
    return glob_matches(pattern.generic_string(), file.generic_string());
  });
  return out;
}

/// The data files of all patterns, each once, in the order of the patterns. A pattern with
/// wildcards may find nothing as long as another one does.
Result<NamedSplit> declared_split(const Paths& files, const CardConfig& config,
                                  const CardSplit& declared) {
  NamedSplit split{declared.name, {}};
  std::set<fs::path> known;
  for (const std::string& pattern : declared.patterns) {
    const Result<fs::path> path = inside_folder(config, fs::path(config.data_dir) / pattern);
    if (!path) return path.error();
    const Paths found = matching(files, *path);
    if (found.empty() && (declared.patterns.size() == 1 || !has_wildcard(pattern))) {
      return invalid_argument("README.md: data_files of config " + config.name + " name " +
                              pattern + ", which no file matches");
    }
    for (const fs::path& file : data_files(found)) {
      if (known.insert(file).second) split.files.push_back(file);
    }
  }
  if (split.files.empty()) {
    return invalid_argument("README.md: split " + declared.name + " of config " + config.name +
                            " names no Parquet, JSON, CSV or TSV file");
  }
  return split;
}

/// The files below `data_dir`, put into splits by their names.
std::vector<NamedSplit> splits_by_name(const Paths& files, const fs::path& data_dir) {
  Paths inside;
  for (const fs::path& file : data_files(files)) {
    if (std::ranges::mismatch(data_dir, file).in1 == data_dir.end())
      inside.push_back(data_dir.empty() ? file : file.lexically_relative(data_dir));
  }
  std::vector<NamedSplit> splits = assign_splits(of_main_format(inside));
  for (NamedSplit& split : splits) {
    for (fs::path& file : split.files) file = data_dir / file;
  }
  return splits;
}

Result<std::vector<NamedSplit>> splits_of(const Paths& files, const CardConfig& config) {
  if (config.splits.empty()) {
    const Result<fs::path> data_dir = inside_folder(config, config.data_dir);
    if (!data_dir) return data_dir.error();
    return splits_by_name(files, *data_dir);
  }
  std::vector<NamedSplit> splits;
  for (const CardSplit& declared : config.splits) {
    Result<NamedSplit> split = declared_split(files, config, declared);
    if (!split) return std::move(split).error();
    splits.push_back(*std::move(split));
  }
  return splits;
}

/// Why a folder yields nothing.
Error no_data_files(const fs::path& folder, const CardConfig& config, std::size_t links_outside) {
  std::string message = (config.data_dir.empty() ? folder : folder / config.data_dir).string() +
                        " holds no Parquet, JSON, CSV or TSV file";
  if (links_outside > 0) message += " (links that lead outside the folder are not followed)";
  return invalid_argument(std::move(message));
}

/// By names alone. Errors: invalid_argument where nothing is found.
Result<PlannedConfig> plan_config(const fs::path& folder, const FolderListing& listing,
                                  const CardConfig& declared, const std::optional<Card>& card) {
  Result<std::vector<NamedSplit>> splits = splits_of(listing.files, declared);
  if (!splits) return std::move(splits).error();
  if (splits->empty()) return no_data_files(folder, declared, listing.links_outside);
  PlannedConfig config{declared.name, *std::move(splits), std::nullopt};
  if (card) {
    if (const Features* features = card->features_of(declared.name)) config.features = *features;
  }
  return config;
}

/// The card's configs, the default one first; without any, one that takes every file.
std::vector<CardConfig> configs_of(const std::optional<Card>& card) {
  if (!card || card->configs.empty()) return {{"default", true, "", {}}};
  std::vector<CardConfig> configs = card->configs;
  std::ranges::stable_partition(configs, [](const CardConfig& c) { return c.name == "default"; });
  std::ranges::stable_partition(configs, &CardConfig::is_default);
  return configs;
}

/// Config and split names become folder names: the same rule as for datasets.
Status check_names(const std::vector<PlannedConfig>& configs) {
  const auto plain = [](std::string_view name) {
    return !name.empty() && name.size() <= 96 && name.front() != '.' && name.front() != '-' &&
           name.find_first_not_of(
               "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") ==
               std::string_view::npos;
  };
  for (const PlannedConfig& config : configs) {
    if (!plain(config.name))
      return invalid_argument("README.md: \"" + config.name +
                              "\" is no name for a config: use letters, digits, '-', '_' and '.'");
    for (const NamedSplit& split : config.splits) {
      if (!plain(split.name))
        return invalid_argument("\"" + split.name +
                                "\" is no name for a split: use letters, digits, '-', '_' and '.'");
    }
  }
  return {};
}

}  // namespace

Result<SourceSplit> inspect_split(const std::string& name, const std::vector<fs::path>& files) {
  SourceSplit split{name, {}};
  for (const fs::path& path : files) {
    Result<SourceFile> file = inspect_file(path, format_of_name(path.filename().string()));
    if (!file) return std::move(file).error();
    if (!split.files.empty() && (file->format != split.files.front().format ||
                                 file->compression != split.files.front().compression)) {
      return invalid_argument(
          "split " + name + " mixes formats: " + split.files.front().path.filename().string() +
          " and " + path.filename().string() + " must have one format and one compression");
    }
    split.files.push_back(*std::move(file));
  }
  return split;
}

Result<std::vector<PlannedConfig>> plan_folder(const fs::path& folder, const FolderListing& listing,
                                               const std::optional<Card>& card) {
  std::vector<PlannedConfig> plan;
  for (const CardConfig& declared : configs_of(card)) {
    Result<PlannedConfig> config = plan_config(folder, listing, declared, card);
    if (!config) return std::move(config).error();
    plan.push_back(*std::move(config));
  }
  if (Status status = check_names(plan); !status) return std::move(status).error();
  return plan;
}

Result<std::vector<SourceConfig>> inspect_plan(const fs::path& folder,
                                               const std::vector<PlannedConfig>& plan) {
  std::vector<SourceConfig> configs;
  for (const PlannedConfig& planned : plan) {
    SourceConfig config{planned.name, {}, planned.features};
    for (const NamedSplit& split : planned.splits) {
      Paths paths;
      for (const fs::path& file : split.files) paths.push_back(folder / file);
      Result<SourceSplit> inspected = inspect_split(split.name, paths);
      if (!inspected) return std::move(inspected).error();
      config.splits.push_back(*std::move(inspected));
    }
    configs.push_back(std::move(config));
  }
  return configs;
}

Result<Card> read_card(const fs::path& path) {
  Result<std::string> text = read_file(path, kMaxCardFileBytes);
  if (!text) return std::move(text).error();
  return parse_card(*std::move(text));
}

Result<Source> resolve_folder(const fs::path& folder) {
  Source source;
  source.origin = fs::absolute(folder).string();
  Result<FolderListing> listing = list_files(folder);
  if (!listing) return std::move(listing).error();
  if (std::ranges::binary_search(listing->files, fs::path("README.md"))) {
    Result<Card> card = read_card(folder / "README.md");
    if (!card) return std::move(card).error();
    source.card = *std::move(card);
  }
  const Result<std::vector<PlannedConfig>> plan = plan_folder(folder, *listing, source.card);
  if (!plan) return plan.error();
  Result<std::vector<SourceConfig>> configs = inspect_plan(folder, *plan);
  if (!configs) return std::move(configs).error();
  source.configs = *std::move(configs);
  return source;
}

}  // namespace vitrine
