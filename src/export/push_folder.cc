#include "export/push_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "export/snapshot_files.h"
#include "schema/hub_metadata.h"
#include "source/card_pictures.h"
#include "source/card_writer.h"
#include "source/folder.h"
#include "source/glob.h"
#include "store/media_files.h"

namespace vitrine::exporting {
namespace {

constexpr std::string_view kCard = "README.md";

// In two pieces, since ??- would be a trigraph.
constexpr std::string_view kNumbers =
    "-?????"
    "-of-?????.parquet";

/// The config's folder, as push_to_hub() calls it.
std::string folder_of(const store::Manifest& manifest, const store::ConfigManifest& config) {
  return config.name == "default" && manifest.find_config("data") == nullptr ? "data" : config.name;
}

/// "train-*", unless that would fit files of a split "train-more" too.
std::string pattern_of(const store::ConfigManifest& config, const store::SplitManifest& split) {
  const bool is_prefix = std::ranges::any_of(config.splits, [&](const store::SplitManifest& other) {
    return other.name.starts_with(split.name + "-");
  });
  return split.name + std::string(is_prefix ? kNumbers : "-*");
}

std::vector<source::CardSubset> card_subsets(const store::Manifest& manifest) {
  std::vector<source::CardSubset> subsets;
  for (const store::ConfigManifest& config : manifest.configs) {
    source::CardSubset subset{config.name, {}, schema::in_cards(config.features), 0};
    for (const store::SplitManifest& split : config.splits) {
      subset.files.push_back({split.name,
                              folder_of(manifest, config) + "/" + pattern_of(config, split),
                              split.num_rows, split.num_bytes_memory});
      subset.num_bytes_files += split.num_bytes_parquet();
    }
    subsets.push_back(std::move(subset));
  }
  return subsets;
}

class FolderWriter {
 public:
  FolderWriter(const store::Snapshot& snapshot, ProgressSink* progress, const std::stop_token& stop)
      : snapshot_(snapshot), progress_(progress), stop_(stop) {}

  Status write_split(const store::ConfigManifest& config, const store::SplitManifest& split,
                     const fs::path& folder) {
    if (Status whole = snapshot_.check_parquet(config.name, split); !whole) return whole;
    const std::string subject = config.name + "/" + split.name;
    for (std::size_t i = 0; i < split.parquet_files.size(); ++i) {
      if (stop_.stop_requested()) return cancelled("stopped");
      const store::ParquetFile& file = split.parquet_files[i];
      const std::string name =
          fmt::format("{}-{:05}-of-{:05}.parquet", split.name, i, split.parquet_files.size());
      const fs::path from = snapshot_.parquet_file(config.name, split.name, file.filename);
      if (Status status = clone_file(from, folder / name); !status) return status;
      done_ += file.size_bytes;
      if (progress_ != nullptr)
        progress_->update(
            {"exporting", subject, 0, 0, done_, snapshot_.manifest().num_bytes_parquet()});
    }
    return {};
  }

 private:
  const store::Snapshot& snapshot_;
  ProgressSink* progress_;
  const std::stop_token& stop_;
  std::uint64_t done_ = 0;
};

}  // namespace

Status write_push_folder(const store::Snapshot& snapshot, const fs::path& folder,
                         ProgressSink* progress, const std::stop_token& stop) {
  const store::Manifest& manifest = snapshot.manifest();
  if (manifest.has_media_files()) {
    return unsupported(manifest.dataset.id() +
                       " shows files of its own (pictures, recordings, ...), which a folder of "
                       "Parquet does not hold; push the folder that it was imported from");
  }
  FolderWriter writer(snapshot, progress, stop);
  for (const store::ConfigManifest& config : manifest.configs) {
    const fs::path place = folder / folder_of(manifest, config);
    std::error_code ec;
    if (!fs::create_directory(place, ec))
      return errno_error("cannot create " + place.string(), ec.value());
    for (const store::SplitManifest& split : config.splits) {
      if (Status status = writer.write_split(config, split, place); !status) return status;
    }
  }
  if (Status copied = copy_snapshot_files(snapshot, store::kCardPictures, folder, stop); !copied)
    return copied;
  return write_file_atomic(folder / kCard, source::write_card(manifest.card, manifest.dataset.name,
                                                              card_subsets(manifest)));
}

OutputPlace::IsOurs files_of_push_folder(const fs::path& folder) {
  std::vector<std::string> pictures;
  if (const Result<source::Card> card = source::read_card(folder / kCard))
    pictures = source::pictures_named(card->markdown);
  return [pictures](const fs::path& path) {
    if (path == kCard || std::ranges::find(pictures, path.generic_string()) != pictures.end())
      return true;
    return std::distance(path.begin(), path.end()) == 2 &&
           source::glob_matches("*" + std::string(kNumbers), path.filename().string());
  };
}

}  // namespace vitrine::exporting
