#include "source/media_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <map>
#include <set>

#include "base/ascii.h"
#include "base/json_writer.h"
#include "base/utf8.h"
#include "source/file_format.h"
#include "source/folder.h"
#include "source/split_files.h"
#include "source/written_split.h"

namespace vitrine::source {
namespace {

using Paths = std::vector<fs::path>;

constexpr std::size_t kHeadBytes = 16;
constexpr std::size_t kTailBytes = 12;
constexpr std::string_view kName = "file_name";
constexpr std::string_view kLabel = "label";

bool is_metadata(const fs::path& file) {
  const std::string name = ascii_lower(file.filename().string());
  return name == "metadata.csv" || name == "metadata.jsonl" || name == "metadata.parquet";
}

bool is_other_table(const fs::path& file) {
  const std::optional<NamedFormat> named = format_of_name(file.filename().string());
  return named && named->format != FileFormat::kText && !is_metadata(file);
}

/// What the folder holds, by names.
struct Contents {
  Paths metadata;
  Paths media;
  bool has_other_tables = false;
  schema::MediaKind kind = schema::MediaKind::kImage;  ///< Of most media files.
  std::size_t misnamed = 0;                            ///< Whose names no text can hold.
};

Contents contents_of(const FolderListing& listing) {
  Contents out;
  std::map<schema::MediaKind, std::size_t> counts;
  for (const fs::path& file : listing.files) {
    if (is_metadata(file)) {
      out.metadata.push_back(file);
    } else if (const std::optional<schema::MediaType> type =
                   schema::media_type_of(file.filename().string())) {
      if (!is_valid_utf8(file.generic_string())) {
        ++out.misnamed;
        continue;
      }
      out.media.push_back(file);
      ++counts[type->kind];
    } else {
      out.has_other_tables |= is_other_table(file);
    }
  }
  std::size_t most = 0;
  for (const auto& [kind, count] : counts) {
    if (count > most) out.kind = kind;
    most = std::max(most, count);
  }
  return out;
}

bool is_below(const fs::path& folder, const fs::path& file) {
  return std::ranges::mismatch(folder, file).in1 == folder.end();
}

/// Splits by folders alone: among pictures, test_3.png is a picture's name.
std::vector<NamedSplit> splits_of_media(const Paths& media) {
  Paths folders;
  for (const fs::path& file : media) folders.push_back(file.parent_path() / "x");
  std::vector<NamedSplit> splits = assign_splits(folders);
  std::map<fs::path, std::string> split_of;
  for (const NamedSplit& split : splits) {
    for (const fs::path& file : split.files) split_of[file] = split.name;
  }
  const bool all = std::ranges::all_of(
      folders, [&](const fs::path& folder) { return split_of.contains(folder); });
  if (!all) return {{"train", media}};
  for (NamedSplit& split : splits) {
    split.files.clear();
    for (std::size_t i = 0; i < media.size(); ++i) {
      if (split_of[folders[i]] == split.name) split.files.push_back(media[i]);
    }
  }
  return splits;
}

std::string folder_name(const fs::path& file) {
  return file.parent_path().filename().string();
}

/// The folders that files of one depth lie in, sorted; none where they say nothing, or say no more
/// than the splits do.
std::vector<std::string> labels_of(const std::vector<NamedSplit>& splits) {
  std::set<std::string> labels;
  std::set<std::ptrdiff_t> depths;
  bool names_splits = true;
  for (const NamedSplit& split : splits) {
    std::set<std::string> folders;
    for (const fs::path& file : split.files) {
      folders.insert(folder_name(file));
      depths.insert(std::distance(file.begin(), file.end()));
    }
    names_splits &= folders.size() == 1;
    labels.merge(folders);
  }
  names_splits &= splits.size() > 1;
  const bool tell = labels.size() > 1 && depths.size() == 1 && !names_splits;
  if (!tell) return {};
  return {labels.begin(), labels.end()};
}

/// A row a file.
Result<SourceSplit> listed_split(const fs::path& folder, const NamedSplit& named, bool has_labels,
                                 const UnpackOptions& options) {
  const auto write = [&](FileWriter& writer) -> Status {
    for (const fs::path& file : named.files) {
      std::string line;
      JsonWriter json(line);
      json.begin_object().member(kName, file.generic_string());
      if (has_labels) json.member(kLabel, folder_name(file));
      json.end_object();
      if (Status status = writer.write(line + "\n"); !status) return status;
    }
    return {};
  };
  Result<SourceSplit> split = written_split(named.name, write, options);
  if (!split) return split;
  for (const fs::path& file : named.files) {
    Result<MediaFile> media = media_file(folder / file, file.generic_string());
    if (!media) return std::move(media).error();
    split->media.push_back(*std::move(media));
  }
  std::ranges::sort(split->media, {}, &MediaFile::key);
  return split;
}

Result<SourceConfig> listed_config(const fs::path& folder, const std::vector<NamedSplit>& splits,
                                   std::optional<bool> wants_labels, const UnpackOptions& options) {
  SourceConfig config{"default", {}, std::nullopt};
  const std::vector<std::string> labels =
      wants_labels.value_or(true) ? labels_of(splits) : std::vector<std::string>();
  for (const NamedSplit& named : splits) {
    Result<SourceSplit> split = listed_split(folder, named, !labels.empty(), options);
    if (!split) return std::move(split).error();
    config.splits.push_back(*std::move(split));
  }
  if (!labels.empty())
    config.reading.types.push_back({std::string(kLabel), schema::Feature::class_label(labels)});
  return config;
}

/// Each of several tables names files from its own folder on.
void set_media_folders(const fs::path& folder, SourceSplit& split) {
  for (SourceFile& file : split.files) {
    const fs::path own = file.path.parent_path().lexically_relative(folder);
    if (own != ".") file.media_folder = own.generic_string() + "/";
  }
}

Result<SourceConfig> described_config(const fs::path& folder, const std::vector<NamedSplit>& splits,
                                      const Contents& contents, const UnpackOptions& options) {
  SourceConfig config{"default", {}, std::nullopt};
  std::size_t reached = 0;
  for (const NamedSplit& named : splits) {
    Paths tables;
    for (const fs::path& table : named.files) tables.push_back(folder / table);
    Result<SourceSplit> split = inspect_split(named.name, tables, options);
    if (!split) return std::move(split).error();
    const bool has_one = named.files.size() == 1;
    if (!has_one) set_media_folders(folder, *split);
    const fs::path root = has_one ? named.files.front().parent_path() : fs::path();
    for (const fs::path& file : contents.media) {
      const bool is_reached = std::ranges::any_of(
          named.files, [&](const fs::path& table) { return is_below(table.parent_path(), file); });
      if (!is_reached) continue;
      const fs::path key = root.empty() ? file : file.lexically_relative(root);
      Result<MediaFile> media = media_file(folder / file, key.generic_string());
      if (!media) return std::move(media).error();
      split->media.push_back(*std::move(media));
    }
    reached += split->media.size();
    std::ranges::sort(split->media, {}, &MediaFile::key);
    config.splits.push_back(*std::move(split));
  }
  if (reached < contents.media.size())
    config.notices.push_back(std::to_string(contents.media.size() - reached) +
                             " media files lie beside no metadata file, and are left out");
  return config;
}

}  // namespace

Result<MediaFile> media_file(const fs::path& path, std::string key) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return errno_error("cannot open " + path.string(), errno);
  struct stat info = {};
  MediaFile file{std::move(key), path, 0, 0, ""};
  std::array<char, kHeadBytes> head{};
  std::array<char, kTailBytes> tail{};
  ssize_t head_bytes = -1;
  ssize_t tail_bytes = -1;
  if (::fstat(fd, &info) == 0) {
    file.size_bytes = static_cast<std::uint64_t>(info.st_size);
    file.modified_ns = std::int64_t{info.st_mtim.tv_sec} * 1'000'000'000 + info.st_mtim.tv_nsec;
    const auto tail_at = std::max<off_t>(0, info.st_size - static_cast<off_t>(kTailBytes));
    head_bytes = ::pread(fd, head.data(), head.size(), 0);
    tail_bytes = ::pread(fd, tail.data(), tail.size(), tail_at);
  }
  const int error = errno;
  ::close(fd);
  if (head_bytes < 0 || tail_bytes < 0) return errno_error("cannot read " + path.string(), error);
  file.problem = schema::media_problem(
      path.filename().string(), {head.data(), static_cast<std::size_t>(head_bytes)},
      {tail.data(), static_cast<std::size_t>(tail_bytes)}, file.size_bytes);
  return file;
}

namespace {

void show_as(schema::MediaKind kind, SourceConfig& config) {
  for (SourceSplit& split : config.splits)
    split.media_columns.push_back(
        {std::string(kName), std::string(schema::media_column_name(kind)), kind});
}

std::optional<bool> wants_labels(const ReadOptions& reading) {
  return reading.drop_labels ? std::optional(!*reading.drop_labels) : std::nullopt;
}

}  // namespace

Result<std::optional<SourceConfig>> media_config(const fs::path& folder,
                                                 const FolderListing& listing,
                                                 const ReadOptions& reading,
                                                 const UnpackOptions& options) {
  Contents contents = contents_of(listing);
  if (reading.drop_metadata.value_or(false)) contents.metadata.clear();
  const bool is_media =
      !contents.media.empty() && (!contents.metadata.empty() || !contents.has_other_tables);
  if (!is_media) return std::optional<SourceConfig>();
  Result<SourceConfig> config =
      contents.metadata.empty()
          ? listed_config(folder, splits_of_media(contents.media), wants_labels(reading), options)
          : described_config(folder, assign_splits(contents.metadata), contents, options);
  if (!config) return std::move(config).error();
  if (contents.misnamed > 0)
    config->notices.push_back(std::to_string(contents.misnamed) +
                              " media files are left out: their names are no UTF-8");
  show_as(contents.kind, *config);
  return std::optional<SourceConfig>(*std::move(config));
}

Result<std::optional<SourceConfig>> planned_media_config(const fs::path& folder,
                                                         const std::vector<NamedSplit>& splits,
                                                         const ReadOptions& reading,
                                                         const UnpackOptions& options) {
  const auto all = [&](auto is_one) {
    return std::ranges::all_of(
        splits, [&](const NamedSplit& split) { return std::ranges::all_of(split.files, is_one); });
  };
  FolderListing named;
  for (const NamedSplit& split : splits)
    named.files.insert(named.files.end(), split.files.begin(), split.files.end());
  if (all([](const fs::path& file) {
        return schema::media_type_of(file.filename().string()).has_value();
      })) {
    const Contents contents = contents_of(named);
    if (contents.misnamed > 0)
      return invalid_argument("the name of a media file is no UTF-8: rename it");
    Result<SourceConfig> config = listed_config(folder, splits, wants_labels(reading), options);
    if (!config) return std::move(config).error();
    show_as(contents.kind, *config);
    return std::optional<SourceConfig>(*std::move(config));
  }
  if (!all(is_metadata)) return std::optional<SourceConfig>();
  const Result<FolderListing> listing = list_files(folder);
  if (!listing) return listing.error();
  const Contents contents = contents_of(*listing);
  if (contents.media.empty()) return std::optional<SourceConfig>();
  Result<SourceConfig> config = described_config(folder, splits, contents, options);
  if (!config) return std::move(config).error();
  // What lies elsewhere is of other configs.
  config->notices.clear();
  show_as(contents.kind, *config);
  return std::optional<SourceConfig>(*std::move(config));
}

}  // namespace vitrine::source
