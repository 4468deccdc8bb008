#include "source/folder.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "base/ascii.h"
#include "schema/plain_name.h"
#include "source/card_pictures.h"
#include "source/exports.h"
#include "source/file_format.h"
#include "source/glob.h"
#include "source/main_format.h"
#include "source/media_folder.h"
#include "source/not_a_table.h"
#include "source/saved_dataset.h"
#include "source/split_files.h"

namespace vitrine::source {
namespace {

/// A little above what parse_card takes, so that it says what the limit is.
constexpr std::uint64_t kMaxCardFileBytes = std::uint64_t{5} << 20U;

bool is_media(const fs::path& file) {
  return schema::media_type_of(file.filename().string()).has_value();
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

/// The files a card's pattern names, none perhaps. A file of just this name goes before a pattern,
/// and a folder stands for all that is below it.
Paths matching(const Paths& files, const fs::path& pattern) {
  if (std::ranges::binary_search(files, pattern)) return {pattern};
  Paths out;
  if (!has_wildcard(pattern.string())) {
    std::ranges::copy_if(files, std::back_inserter(out), [&](const fs::path& file) {
      return std::ranges::mismatch(pattern, file).in1 == pattern.end();
    });
    return out;
  }
  std::ranges::copy_if(files, std::back_inserter(out), [&](const fs::path& file) {
    return glob_matches(pattern.generic_string(), file.generic_string());
  });
  return out;
}

/// What to do about a pattern of a card that no file matches.
std::string unmatched_advice(const Paths& files, const std::string& pattern) {
  if (pattern.find("://") != std::string::npos)
    return "name files of this folder, or import that address by itself";
  if (pattern.find('{') != std::string::npos)
    return "patterns know *, **, ? and [ab], so write what stands in braces as a list of patterns";
  const Paths data = data_files(files);
  return data.empty() ? "add the file, or take the name out"
                      : "name files that are there, such as " + data.front().generic_string();
}

/// The data files of all patterns, each once, in the order of the patterns. A pattern with
/// wildcards may find nothing as long as another one does.
Result<NamedSplit> declared_split(const Paths& files, const CardConfig& config,
                                  const CardSplit& declared) {
  NamedSplit split{declared.name, {}};
  std::set<fs::path> known;
  Paths media;
  for (const std::string& pattern : declared.patterns) {
    const Result<fs::path> path = inside_folder(config, fs::path(config.data_dir) / pattern);
    if (!path) return path.error();
    const Paths found = matching(files, *path);
    if (found.empty() && (declared.patterns.size() == 1 || !has_wildcard(pattern))) {
      return invalid_argument("README.md: data_files of config " + config.name + " name " +
                              pattern +
                              ", which no file matches: " + unmatched_advice(files, pattern));
    }
    for (const fs::path& file : data_files(found)) {
      if (known.insert(file).second) split.files.push_back(file);
    }
    std::ranges::copy_if(found, std::back_inserter(media), is_media);
  }
  // Notes and licences that a pattern happens to reach.
  const auto is_text = [](const fs::path& file) {
    return format_of_name(file.filename().string())->format == FileFormat::kText;
  };
  if (!std::ranges::all_of(split.files, is_text) || !media.empty())
    std::erase_if(split.files, is_text);
  if (split.files.empty()) {
    std::ranges::sort(media);
    const auto again = std::ranges::unique(media);
    media.erase(again.begin(), again.end());
    split.files = std::move(media);
  }
  if (split.files.empty()) {
    return invalid_argument("README.md: split " + declared.name + " of config " + config.name +
                            " names no " + std::string(kReadFormats) + " file, and no archive");
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

/// Without the compressed ones beside which the same file lies unpacked, as gzip --keep leaves
/// them.
Paths without_packed_twins(const Paths& files) {
  const std::set<fs::path> all(files.begin(), files.end());
  Paths out;
  std::ranges::copy_if(files, std::back_inserter(out), [&](const fs::path& file) {
    const std::string ending = ascii_lower(file.extension().string());
    const bool packed = ending == ".gz" || ending == ".zst" || ending == ".bz2" ||
                        ending == ".xz" || ending == ".lz4";
    return !packed || !all.contains(fs::path(file).replace_extension());
  });
  return out;
}

Result<std::vector<NamedSplit>> splits_of(const Paths& files, const CardConfig& config) {
  if (config.splits.empty()) {
    const Result<fs::path> data_dir = inside_folder(config, config.data_dir);
    if (!data_dir) return data_dir.error();
    return splits_by_name(without_packed_twins(files), *data_dir);
  }
  std::vector<NamedSplit> splits;
  for (const CardSplit& declared : config.splits) {
    Result<NamedSplit> split = declared_split(files, config, declared);
    if (!split) return std::move(split).error();
    splits.push_back(*std::move(split));
  }
  return splits;
}

/// What the first of the files is that is known by its name and not read.
std::string foreign_file(const Paths& files) {
  for (const fs::path& file : files) {
    const std::string name = file.generic_string();
    if (ascii_lower(name).ends_with(".md")) continue;
    if (std::string found = not_a_table(name, ""); !found.empty()) return found;
  }
  return "";
}

/// Why a folder yields nothing.
Error no_data_files(const fs::path& folder, const CardConfig& config,
                    const FolderListing& listing) {
  std::string message = (config.data_dir.empty() ? folder : folder / config.data_dir).string() +
                        " holds no " + std::string(kReadFormats) + " file, and no archive";
  if (listing.links_outside > 0)
    message += " (links that lead outside the folder are not followed)";
  if (const std::string found = foreign_file(listing.files); !found.empty())
    message += "; " + found;
  return invalid_argument(std::move(message));
}

/// Which data files beside the config's own are in none of the `plan`.
std::string left_out_sentence(const Paths& files, const PlannedConfig& config,
                              const std::vector<PlannedConfig>& plan) {
  std::set<fs::path> read;
  for (const PlannedConfig& any : plan) {
    for (const NamedSplit& split : any.splits) read.insert(split.files.begin(), split.files.end());
  }
  std::vector<std::string> rest;
  for (const fs::path& file : data_files(files)) {
    if (!read.contains(file)) rest.push_back(file.generic_string());
  }
  if (rest.empty()) return "";
  const std::string more =
      rest.size() > 1 ? " and " + std::to_string(rest.size() - 1) + " more are" : " is";
  return rest.front() + more + " not read: the data is in " +
         config.splits.front().files.front().generic_string() +
         (read.size() > 1 ? " and its like" : "");
}

/// That pictures and the like, which often stand beside a table of their names, are not shown,
/// unless the card shows them.
std::string media_sentence(Paths files, const std::optional<Card>& card) {
  const std::vector<std::string> shown =
      card ? pictures_named(card->markdown) : std::vector<std::string>();
  std::erase_if(files, [&](const fs::path& file) {
    return !is_media(file) || std::ranges::find(shown, file.generic_string()) != shown.end();
  });
  if (files.empty()) return "";
  return std::to_string(files.size()) + (files.size() == 1 ? " file is" : " files are") +
         " not shown: pictures, recordings, videos or documents, such as " +
         files.front().generic_string() +
         "; a table metadata.csv with a column file_name would show them";
}

/// By names alone. Errors: invalid_argument where nothing is found.
Result<PlannedConfig> plan_config(const fs::path& folder, const FolderListing& listing,
                                  const CardConfig& declared, const std::optional<Card>& card) {
  Result<std::vector<NamedSplit>> splits = splits_of(listing.files, declared);
  if (!splits) return std::move(splits).error();
  if (splits->empty()) return no_data_files(folder, declared, listing);
  PlannedConfig config{declared.name, *std::move(splits), std::nullopt, declared.reading, {}};
  for (const std::string& key : declared.unknown_keys)
    config.notices.push_back("README.md: the key \"" + key + "\" of config " + declared.name +
                             " is not understood and changes nothing");
  if (declared.splits.empty()) {
    if (std::string media = media_sentence(listing.files, card); !media.empty())
      config.notices.push_back(std::move(media));
  }
  if (card) {
    if (const schema::Features* features = card->features_of(declared.name))
      config.features = *features;
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

/// Names with other characters are called by what is left of them, with a notice.
Status check_names(std::vector<PlannedConfig>& configs) {
  std::set<std::string> taken;
  for (const PlannedConfig& config : configs) taken.insert(config.name);
  for (PlannedConfig& config : configs) {
    if (!schema::is_plain_name(config.name)) {
      std::string name = schema::plain_name(config.name);
      if (name.empty() || !taken.insert(name).second)
        return invalid_argument(
            "README.md: \"" + config.name +
            "\" is no name for a config: use letters, digits, '-', '_' and '.'");
      config.notices.push_back("config \"" + config.name + "\" is called " + name +
                               ": its name has characters that folders and addresses have not");
      config.name = std::move(name);
    }
    for (const NamedSplit& split : config.splits) {
      if (!schema::is_plain_name(split.name))
        return invalid_argument("\"" + split.name +
                                "\" is no name for a split: use letters, digits, '-', '_' and '.'");
    }
  }
  return {};
}

/// Configs that cannot be read, beside others that can.
using Failures = std::vector<std::pair<std::string, Error>>;

void say_left_out(const Failures& failures, std::vector<std::string>& notices) {
  for (const auto& [config, error] : failures)
    notices.push_back("config " + config + " is left out: " + error.message());
}

}  // namespace

Result<std::vector<PlannedConfig>> plan_folder(const fs::path& folder, const FolderListing& listing,
                                               const std::optional<Card>& card) {
  std::vector<PlannedConfig> plan;
  std::vector<std::size_t> found_by_names;  // in `plan`: the card names none of their files
  Failures failures;
  for (const CardConfig& declared : configs_of(card)) {
    Result<PlannedConfig> config = plan_config(folder, listing, declared, card);
    if (config) {
      if (declared.splits.empty()) found_by_names.push_back(plan.size());
      plan.push_back(*std::move(config));
    } else {
      failures.emplace_back(declared.name, std::move(config).error());
    }
  }
  if (plan.empty()) return failures.front().second;
  if (!found_by_names.empty()) {
    PlannedConfig& config = plan[found_by_names.front()];
    if (std::string left_out = left_out_sentence(listing.files, config, plan); !left_out.empty())
      config.notices.push_back(std::move(left_out));
  }
  say_left_out(failures, plan.front().notices);
  if (Status status = check_names(plan); !status) return std::move(status).error();
  return plan;
}

namespace {

Result<SourceConfig> inspect_config(const fs::path& folder, const PlannedConfig& planned,
                                    UnpackOptions options) {
  if (options.encoding.empty()) options.encoding = planned.reading.encoding;
  Result<std::optional<SourceConfig>> media =
      planned_media_config(folder, planned.splits, planned.reading, options);
  if (!media) return std::move(media).error();
  SourceConfig config{planned.name, {}, planned.features, planned.reading, planned.notices};
  if (*media) {
    config.splits = std::move((*media)->splits);
    config.reading = merged(planned.reading, (*media)->reading);
    return config;
  }
  for (const NamedSplit& split : planned.splits) {
    Paths paths;
    for (const fs::path& file : split.files) paths.push_back(folder / file);
    Result<SourceSplit> inspected = inspect_split(split.name, paths, options);
    if (!inspected) return std::move(inspected).error();
    config.splits.push_back(*std::move(inspected));
  }
  return config;
}

}  // namespace

Result<std::vector<SourceConfig>> inspect_plan(const fs::path& folder,
                                               const std::vector<PlannedConfig>& plan,
                                               const UnpackOptions& options) {
  std::vector<SourceConfig> configs;
  Failures failures;
  for (const PlannedConfig& planned : plan) {
    Result<SourceConfig> config = inspect_config(folder, planned, options);
    if (config) {
      configs.push_back(*std::move(config));
    } else {
      failures.emplace_back(planned.name, config.error());
    }
  }
  if (configs.empty()) return failures.front().second;
  say_left_out(failures, configs.front().notices);
  return configs;
}

namespace {

/// A folder of save_to_disk has its splits in its own files; else as plan_folder.
Result<std::vector<PlannedConfig>> plan_local_folder(const fs::path& folder,
                                                     const FolderListing& listing,
                                                     const std::optional<Card>& card) {
  if (card && !card->configs.empty()) return plan_folder(folder, listing, card);
  Result<std::optional<std::vector<NamedSplit>>> saved = saved_splits(folder);
  if (!saved) return std::move(saved).error();
  if (!*saved) return plan_folder(folder, listing, card);
  for (const NamedSplit& split : **saved) {
    for (const fs::path& file : split.files) {
      if (!std::ranges::binary_search(listing.files, file))
        return not_found(folder.string() + ": " + file.generic_string() +
                         ", which its state.json names, is not there");
    }
  }
  std::vector<PlannedConfig> plan = {{"default", **std::move(saved), std::nullopt}};
  if (Status status = check_names(plan); !status) return std::move(status).error();
  return plan;
}

/// The config of a folder in which no file has the name of data, and those that are called as parts
/// of an export are such beyond doubt. Errors: `none`, with a way on where there are such files;
/// those of inspect_split.
Result<SourceConfig> export_config(const fs::path& folder, const FolderListing& listing,
                                   const std::optional<Card>& card, const Error& none,
                                   const UnpackOptions& options) {
  const Paths files = export_files(listing.files);
  const bool has_data_names = !data_files(listing.files).empty();
  if (files.empty() || has_data_names || (card && !card->configs.empty())) return none;
  PlannedConfig planned{"default", assign_splits(files), std::nullopt, {}, {}};
  if (card) {
    if (const schema::Features* features = card->features_of("default"))
      planned.features = *features;
  }
  const Error unread = Error(none.code(), none.message() + "; " + naming_advice(folder, files));
  Result<SourceConfig> config = inspect_config(folder, planned, options);
  if (!config) return config;
  if (Status settled = settle_exports(*config, options.encoding); !settled)
    return std::move(settled).error();
  if (!are_exports_certain(*config)) return unread;
  return config;
}

/// The config of a folder of media, unless a card says which files are data.
Result<std::optional<SourceConfig>> local_media_config(const fs::path& folder,
                                                       const FolderListing& listing,
                                                       const std::optional<Card>& card,
                                                       const UnpackOptions& options) {
  const CardConfig declared = configs_of(card).front();
  if (configs_of(card).size() > 1 || !declared.splits.empty() || !declared.data_dir.empty())
    return std::optional<SourceConfig>();
  Result<std::optional<SourceConfig>> config =
      media_config(folder, listing, declared.reading, options);
  if (!config || !*config) return config;
  (*config)->name = declared.name;
  (*config)->reading = merged(declared.reading, (*config)->reading);
  if (card) {
    if (const schema::Features* features = card->features_of(declared.name))
      (*config)->features = *features;
  }
  return config;
}

}  // namespace

Result<Card> read_card(const fs::path& path) {
  Result<std::string> text = read_file(path, kMaxCardFileBytes);
  if (!text) return std::move(text).error();
  return parse_card(*std::move(text));
}

/// README.md, or what is called so but for case.
std::optional<fs::path> card_file(const FolderListing& listing) {
  if (std::ranges::binary_search(listing.files, fs::path("README.md"))) return "README.md";
  const auto found = std::ranges::find_if(listing.files, [](const fs::path& file) {
    return ascii_lower(file.string()) == "readme.md";
  });
  return found == listing.files.end() ? std::nullopt : std::optional(*found);
}

namespace {

/// Why the data of a plan is no table: it lies in, or below, a folder of another system's.
std::string other_system(const fs::path& folder, const std::vector<PlannedConfig>& plan) {
  std::set<fs::path> parents;
  for (const PlannedConfig& config : plan) {
    for (const NamedSplit& split : config.splits) {
      for (const fs::path& file : split.files) {
        for (fs::path at = file.parent_path(); !at.empty(); at = at.parent_path()) {
          if (!parents.insert(at).second) break;
        }
      }
    }
  }
  for (const fs::path& parent : parents) {
    if (std::string found = not_a_folder_of_tables(folder / parent); !found.empty()) return found;
  }
  return "";
}

}  // namespace

Result<Source> resolve_folder(const fs::path& folder, const UnpackOptions& options) {
  Source source;
  source.origin = fs::absolute(folder).string();
  Result<FolderListing> listing = list_files(folder);
  if (!listing) return std::move(listing).error();
  if (std::string other = not_a_folder_of_tables(folder); !other.empty())
    return unsupported(std::move(other));
  if (const std::optional<fs::path> name = card_file(*listing)) {
    Result<Card> card = read_card(folder / *name);
    if (!card) return std::move(card).error();
    source.card = *std::move(card);
  }
  Result<std::optional<SourceConfig>> media =
      local_media_config(folder, *listing, source.card, options);
  if (!media) return std::move(media).error();
  if (*media) {
    source.configs.push_back(**std::move(media));
  } else {
    const Result<std::vector<PlannedConfig>> plan =
        plan_local_folder(folder, *listing, source.card);
    if (!plan) {
      Result<SourceConfig> config =
          export_config(folder, *listing, source.card, plan.error(), options);
      if (!config) return std::move(config).error();
      source.configs.push_back(*std::move(config));
    } else {
      if (std::string other = other_system(folder, *plan); !other.empty())
        return unsupported(std::move(other));
      Result<std::vector<SourceConfig>> configs = inspect_plan(folder, *plan, options);
      if (!configs) return std::move(configs).error();
      source.configs = *std::move(configs);
    }
  }
  if (source.card) {
    Result<std::vector<MediaFile>> pictures =
        pictures_of_card(*source.card, folder, *listing, source.configs.front().notices);
    if (!pictures) return std::move(pictures).error();
    source.card_pictures = *std::move(pictures);
  }
  return source;
}

}  // namespace vitrine::source
