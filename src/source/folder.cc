#include "source/folder.h"

#include <algorithm>

#include "source/file_format.h"
#include "source/glob.h"

namespace vitrine {
namespace {

using Paths = std::vector<fs::path>;

Paths data_files(const Paths& files) {
  Paths out;
  std::ranges::copy_if(files, std::back_inserter(out), [](const fs::path& file) {
    return format_of_name(file.filename().string()).has_value();
  });
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

/// The files a card's pattern names. Errors: invalid_argument if it leads outside or names nothing.
Result<Paths> matching(const Paths& files, const CardConfig& config, const std::string& pattern) {
  std::string full = config.data_dir.empty() ? pattern : config.data_dir + "/" + pattern;
  const fs::path normal = fs::path(full).lexically_normal();
  if (normal.is_absolute() || (!normal.empty() && *normal.begin() == "..")) {
    return invalid_argument("README.md: data_files of config " + config.name + " name " + pattern +
                            ", which is outside the folder");
  }
  full = normal.generic_string();
  Paths out;
  for (const fs::path& file : files) {
    if (glob_matches(full, file.generic_string())) out.push_back(file);
  }
  if (out.empty()) {
    return invalid_argument("README.md: data_files of config " + config.name + " name " + pattern +
                            ", which no file matches");
  }
  return out;
}

Result<std::vector<NamedSplit>> declared_splits(const Paths& files, const CardConfig& config) {
  std::vector<NamedSplit> splits;
  for (const CardSplit& declared : config.splits) {
    NamedSplit split{declared.name, {}};
    for (const std::string& pattern : declared.patterns) {
      Result<Paths> found = matching(files, config, pattern);
      if (!found) return std::move(found).error();
      for (const fs::path& file : data_files(*found)) {
        if (std::ranges::find(split.files, file) == split.files.end()) split.files.push_back(file);
      }
    }
    if (split.files.empty()) {
      return invalid_argument("README.md: split " + declared.name + " of config " + config.name +
                              " names no Parquet, JSON, CSV or TSV file");
    }
    splits.push_back(std::move(split));
  }
  if (!splits.empty()) return splits;
  Paths inside;
  for (const fs::path& file : files) {
    const bool below =
        config.data_dir.empty() || glob_matches(config.data_dir + "/**", file.generic_string());
    if (below)
      inside.push_back(config.data_dir.empty() ? file : file.lexically_relative(config.data_dir));
  }
  splits = assign_splits(of_main_format(data_files(inside)));
  for (NamedSplit& split : splits) {
    for (fs::path& file : split.files) file = fs::path(config.data_dir) / file;
  }
  return splits;
}

Result<SourceConfig> resolve_config(const fs::path& folder, const Paths& files,
                                    const CardConfig& declared, const std::optional<Card>& card) {
  Result<std::vector<NamedSplit>> splits = declared_splits(files, declared);
  if (!splits) return std::move(splits).error();
  if (splits->empty())
    return invalid_argument(folder.string() + " holds no Parquet, JSON, CSV or TSV file");
  SourceConfig config{declared.name, {}, std::nullopt};
  if (card) {
    if (const Features* features = card->features_of(declared.name)) config.features = *features;
  }
  for (const NamedSplit& split : *splits) {
    Paths paths;
    for (const fs::path& file : split.files) paths.push_back(folder / file);
    Result<SourceSplit> inspected = inspect_split(split.name, paths);
    if (!inspected) return std::move(inspected).error();
    config.splits.push_back(*std::move(inspected));
  }
  return config;
}

/// Config and split names become folder names: the same rule as for datasets.
Status check_names(const Source& source) {
  const auto plain = [](std::string_view name) {
    return !name.empty() && name.size() <= 96 && name.front() != '.' && name.front() != '-' &&
           name.find_first_not_of(
               "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") ==
               std::string_view::npos;
  };
  for (const SourceConfig& config : source.configs) {
    if (!plain(config.name))
      return invalid_argument("README.md: \"" + config.name +
                              "\" is no name for a config: use letters, digits, '-', '_' and '.'");
    for (const SourceSplit& split : config.splits) {
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

Result<Source> resolve_folder(const fs::path& folder) {
  Source source;
  source.origin = fs::absolute(folder).string();
  Result<std::vector<fs::path>> files = list_files(folder);
  if (!files) return std::move(files).error();
  if (Result<std::string> text = read_file(folder / "README.md", std::uint64_t{5} << 20U)) {
    Result<Card> card = parse_card(*std::move(text));
    if (!card) return std::move(card).error();
    source.card = *std::move(card);
  } else if (text.error().code() != ErrorCode::kNotFound) {
    return std::move(text).error();
  }
  std::vector<CardConfig> configs = source.card ? source.card->configs : std::vector<CardConfig>();
  if (configs.empty()) configs.push_back({"default", true, "", {}});
  std::ranges::stable_partition(configs, &CardConfig::is_default);
  for (const CardConfig& declared : configs) {
    Result<SourceConfig> config = resolve_config(folder, *files, declared, source.card);
    if (!config) return std::move(config).error();
    source.configs.push_back(*std::move(config));
  }
  if (Status status = check_names(source); !status) return std::move(status).error();
  return source;
}

}  // namespace vitrine
