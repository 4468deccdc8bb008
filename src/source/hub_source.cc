#include "source/hub_source.h"

#include <algorithm>

#include "source/card_pictures.h"
#include "source/file_format.h"
#include "source/folder.h"
#include "source/glob.h"
#include "source/hub_address.h"
#include "source/hub_client.h"
#include "source/hub_download.h"

namespace vitrine::source {
namespace {

constexpr std::string_view kParquetBranch = "refs/convert/parquet";
constexpr std::string_view kCard = "README.md";

const HubFile* find_file(const HubRevision& revision, std::string_view path) {
  const auto found = std::ranges::lower_bound(revision.files, path, {}, &HubFile::path);
  return found != revision.files.end() && found->path == path ? &*found : nullptr;
}

bool is_hidden(const fs::path& path) {
  return std::ranges::any_of(path, [](const fs::path& part) {
    return part.string().starts_with('.') || part.string().starts_with("__");
  });
}

/// Formats of which the Hub itself makes Parquet, by the name's ending.
bool is_converted_by_hub(const fs::path& file) {
  if (schema::media_type_of(file.filename().string())) return true;
  const std::optional<NamedFormat> named = format_of_name(file.filename().string());
  return named && named->format != FileFormat::kParquet && !is_text(named->format);
}

/// The files that an address asks for, as a folder would list them.
FolderListing listing_of(const HubRevision& revision, const std::string& path) {
  FolderListing listing;
  const bool is_glob = has_wildcard(path) && find_file(revision, path) == nullptr;
  for (const HubFile& file : revision.files) {
    const bool named = path.empty() || file.path == path || file.path.starts_with(path + "/") ||
                       (is_glob && glob_matches(path, file.path));
    if (named && !is_hidden(file.path)) listing.files.emplace_back(file.path);
  }
  std::ranges::sort(listing.files);
  return listing;
}

/// Before a split's name where the Hub has converted only its beginning.
constexpr std::string_view kPartial = "partial-";

/// The Hub's Parquet has a folder per config with one per split in it.
Card card_of_parquet(const FolderListing& listing, std::optional<Card> card) {
  Card result = card ? *std::move(card) : Card();
  std::vector<std::string> names;
  std::string preferred = "default";
  for (const CardConfig& config : result.configs) {
    if (config.is_default) preferred = config.name;
  }
  for (const fs::path& file : listing.files) {
    if (std::ranges::distance(file) < 3) continue;
    std::string name = file.begin()->string();
    if (names.empty() || names.back() != name) names.push_back(std::move(name));
  }
  result.configs.clear();
  result.features.clear();
  for (const std::string& name : names) {
    CardConfig config{name, name == preferred, "", {}};
    for (const fs::path& file : listing.files) {
      if (std::ranges::distance(file) < 3 || file.begin()->string() != name) continue;
      const std::string folder = std::next(file.begin())->string();
      const std::string split = folder.substr(folder.starts_with(kPartial) ? kPartial.size() : 0);
      if (std::ranges::find(config.splits, split, &CardSplit::name) != config.splits.end())
        continue;
      config.splits.push_back({split, {name + "/" + folder + "/*.parquet"}});
    }
    result.configs.push_back(std::move(config));
  }
  return result;
}

/// A notice where the Hub has converted a part of a split only.
void say_what_is_partial(PlannedConfig& config) {
  for (const NamedSplit& split : config.splits) {
    const bool is_partial = std::ranges::any_of(split.files, [](const fs::path& file) {
      return file.parent_path().filename().string().starts_with(kPartial);
    });
    if (is_partial)
      config.notices.push_back("of the split " + split.name +
                               " the Hub has converted only the beginning, which this is");
  }
}

/// What is read of a revision, and how.
struct Plan {
  HubAddress address;
  HubRevision revision;
  std::vector<PlannedConfig> configs;
  bool lacks_media = false;  ///< Its tables only say what media files are, which are not read.
};

std::vector<HubFile> files_of(const Plan& plan) {
  std::vector<HubFile> files;
  for (const PlannedConfig& config : plan.configs) {
    for (const NamedSplit& split : config.splits) {
      for (const fs::path& path : split.files) {
        const HubFile* file = find_file(plan.revision, path.generic_string());
        if (file != nullptr) files.push_back(*file);
      }
    }
  }
  std::ranges::sort(files, {}, &HubFile::path);
  const auto again = std::ranges::unique(files, {}, &HubFile::path);
  files.erase(again.begin(), again.end());
  return files;
}

bool is_of_media(const Plan& plan) {
  return std::ranges::all_of(
      files_of(plan), [](const HubFile& file) { return fs::path(file.path).stem() == "metadata"; });
}

class HubResolver {
 public:
  HubResolver(HubSettings settings, const ResolveOptions& options)
      : client_(std::move(settings), options.stop), options_(options) {}

  Result<Source> resolve(const HubAddress& address);

 private:
  Result<std::optional<Card>> card_of(const HubAddress& address, const HubRevision& revision);
  /// Says in `notices` why they are not shown where they cannot be had. Errors: cancelled.
  Result<std::vector<MediaFile>> pictures_of(const HubAddress& address, const HubRevision& revision,
                                             const Card& card, std::vector<std::string>& notices);
  Result<Plan> plan(HubAddress address, HubRevision revision, const std::optional<Card>& card);
  Result<Plan> plan_parquet(const HubAddress& address, const std::optional<Card>& card);

  HubClient client_;
  const ResolveOptions& options_;
};

Result<std::optional<Card>> HubResolver::card_of(const HubAddress& address,
                                                 const HubRevision& revision) {
  const HubFile* file = find_file(revision, kCard);
  if (file == nullptr) return std::optional<Card>();
  const Result<fs::path> folder =
      download_files(client_, address, revision.commit, {*file}, nullptr, options_.stop);
  if (!folder) return folder.error();
  Result<Card> card = read_card(*folder / kCard);
  if (!card) return std::move(card).error().in(address.text());
  return std::optional<Card>(*std::move(card));
}

Result<std::vector<MediaFile>> HubResolver::pictures_of(const HubAddress& address,
                                                        const HubRevision& revision,
                                                        const Card& card,
                                                        std::vector<std::string>& notices) {
  std::vector<HubFile> files;
  FolderListing listing;
  PictureAllowance allowance;
  for (const std::string& path : pictures_named(card.markdown)) {
    const HubFile* file = find_file(revision, path);
    if (file == nullptr || !allowance.take(file->size_bytes)) continue;
    files.push_back(*file);
    listing.files.emplace_back(path);
  }
  if (files.empty()) return std::vector<MediaFile>();
  const Result<fs::path> folder =
      download_files(client_, address, revision.commit, files, options_.progress, options_.stop);
  if (!folder && folder.error().code() == ErrorCode::kCancelled) return folder.error();
  if (!folder) {
    notices.push_back("the card's pictures are not shown: " + folder.error().message());
    return std::vector<MediaFile>();
  }
  if (std::string notice = allowance.notice(); !notice.empty())
    notices.push_back(std::move(notice));
  std::ranges::sort(listing.files);
  return pictures_of_card(card, *folder, listing, notices);
}

Result<Plan> HubResolver::plan(HubAddress address, HubRevision revision,
                               const std::optional<Card>& card) {
  FolderListing listing = listing_of(revision, address.path);
  const std::vector<std::string> shown =
      card ? pictures_named(card->markdown) : std::vector<std::string>();
  const bool has_media = std::ranges::any_of(listing.files, [&](const fs::path& file) {
    return schema::media_type_of(file.filename().string()) &&
           std::ranges::find(shown, file.generic_string()) == shown.end();
  });
  // Of other formats the Hub's own Parquet is read, unless a path names the files.
  if (address.path.empty()) std::erase_if(listing.files, is_converted_by_hub);
  if (!address.path.empty() && listing.files.empty())
    return not_found(address.text() + ": there is no such file");
  // A path names files, whatever the card makes of them.
  Result<std::vector<PlannedConfig>> configs =
      plan_folder(address.text(), listing, address.path.empty() ? card : std::nullopt);
  if (!configs) return std::move(configs).error();
  if (has_media && address.path.empty() && address.revision != kParquetBranch)
    configs->front().notices.push_back(
        "its pictures, recordings or documents are not downloaded; hf://" + address.id() +
        "@~parquet has them, if the Hub has made Parquet of them");
  for (PlannedConfig& config : *configs) say_what_is_partial(config);
  Plan plan{std::move(address), std::move(revision), *std::move(configs)};
  plan.lacks_media = has_media && is_of_media(plan);
  return plan;
}

Result<Plan> HubResolver::plan_parquet(const HubAddress& address, const std::optional<Card>& card) {
  HubAddress converted = address;
  converted.revision = kParquetBranch;
  Result<HubRevision> revision = client_.revision(converted);
  if (!revision) return std::move(revision).error();
  const Card layout = card_of_parquet(listing_of(*revision, ""), card);
  if (layout.configs.empty()) return not_found(converted.text() + ": there are no Parquet files");
  return plan(std::move(converted), *std::move(revision), layout);
}

Result<Source> HubResolver::resolve(const HubAddress& address) {
  Source source;
  source.owner = address.owner;
  source.name = address.name;
  source.origin = address.text();
  Result<Plan> chosen = not_found("");
  std::vector<std::string> notices;
  if (address.revision == kParquetBranch && address.path.empty()) {
    chosen = plan_parquet(address, std::nullopt);
  } else {
    Result<HubRevision> revision = client_.revision(address);
    if (!revision) return std::move(revision).error();
    Result<std::optional<Card>> card = card_of(address, *revision);
    if (!card) return std::move(card).error();
    source.card = *card;
    if (*card) {
      Result<std::vector<MediaFile>> pictures = pictures_of(address, *revision, **card, notices);
      if (!pictures) return std::move(pictures).error();
      source.card_pictures = *std::move(pictures);
    }
    chosen = plan(address, *std::move(revision), *card);
    const bool lacks_media = chosen && chosen->lacks_media;
    const bool is_unreadable = !chosen && chosen.error().code() == ErrorCode::kInvalidArgument;
    if (address.path.empty() && (lacks_media || is_unreadable)) {
      Result<Plan> parquet = plan_parquet(address, *card);
      // Why the files themselves cannot be read says more than that there is nothing instead.
      const bool absent = !parquet && parquet.error().code() == ErrorCode::kNotFound;
      if (!absent) chosen = std::move(parquet);
    }
  }
  if (!chosen) return std::move(chosen).error();
  const Result<fs::path> folder =
      download_files(client_, chosen->address, chosen->revision.commit, files_of(*chosen),
                     options_.progress, options_.stop);
  if (!folder) return folder.error();
  Result<std::vector<SourceConfig>> configs = inspect_plan(*folder, chosen->configs,
                                                           {.directory = options_.spool_directory,
                                                            .stop = options_.stop,
                                                            .progress = options_.progress});
  if (!configs) return std::move(configs).error().in(address.text());
  source.configs = *std::move(configs);
  std::ranges::move(notices, std::back_inserter(source.configs.front().notices));
  return source;
}

}  // namespace

Result<Source> resolve_hub(std::string_view argument, const HubSettings& settings,
                           const ResolveOptions& options) {
  const Result<HubAddress> address = parse_hub_address(argument);
  if (!address) return address.error();
  return HubResolver(settings, options).resolve(*address);
}

}  // namespace vitrine::source
