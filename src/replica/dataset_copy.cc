#include "replica/dataset_copy.h"

#include <algorithm>
#include <map>

#include "base/durable.h"
#include "store/dataset_folder.h"
#include "store/publication.h"

namespace vitrine::replica {
namespace {

/// What a disk needs beside the files themselves.
constexpr std::uint64_t kSpareBytes = std::uint64_t{4} << 20U;

std::vector<ListedFile> files_of(const store::Manifest& manifest) {
  std::vector<ListedFile> files;
  for (const store::SnapshotFile& file : manifest.files)
    files.push_back({file.path, file.size_bytes, file.hash});
  return files;
}

/// Paths that stay inside, none twice, and every shard that a split names among them.
bool has_sound_files(const store::Manifest& manifest) {
  std::vector<std::string_view> paths;
  for (const store::SnapshotFile& file : manifest.files) {
    if (!is_snapshot_path(file.path) || is_below(file.path, "derived") || !is_hash(file.hash))
      return false;
    paths.push_back(file.path);
  }
  std::ranges::sort(paths);
  if (std::ranges::adjacent_find(paths) != paths.end()) return false;
  for (const store::ConfigManifest& config : manifest.configs) {
    for (const store::SplitManifest& split : config.splits) {
      for (const store::ParquetFile& file : split.parquet_files) {
        const std::string path =
            (store::parquet_path(config.name, split.name) / file.filename).generic_string();
        if (!std::ranges::binary_search(paths, std::string_view(path))) return false;
      }
    }
  }
  return true;
}

/// Where this library has content already, by its hash.
std::map<std::string, fs::path> contents_of(const store::Snapshot& snapshot) {
  std::map<std::string, fs::path> contents;
  for (const store::SnapshotFile& file : snapshot.manifest().files)
    contents.emplace(file.hash, snapshot.directory() / file.path);
  return contents;
}

/// Names the state of what is fetched beside a snapshot.
std::string state_of(const std::vector<ListedFile>& files) {
  return hash128(files_json(files)).hex();
}

std::string in_megabytes(std::uint64_t bytes) {
  return std::to_string((bytes + 999'999) / 1'000'000) + " MB";
}

}  // namespace

fs::path DatasetCopy::folder() const {
  return store::dataset_folder(library_.home(), listed_.name);
}

fs::path DatasetCopy::snapshot_folder() const {
  return folder() / "snapshots" / listed_.snapshot;
}

Result<Incoming> DatasetCopy::incoming(const std::string& what) const {
  return Incoming::open(library_.home(), listed_.name, what, progress_.came);
}

bool DatasetCopy::has_listed_snapshot() const {
  const Result<std::string> current = library_.current_id(listed_.name);
  if (!current || *current != listed_.snapshot) return false;
  const auto opened = library_.open_snapshot(listed_.name);
  return opened.has_value();
}

Status DatasetCopy::restore_if_kept() {
  const Result<std::string> current = library_.current_id(listed_.name);
  if (current || current.error().code() != ErrorCode::kNotFound) return {};
  const Result<std::vector<store::RemovedDataset>> removed = library_.removed();
  if (!removed) return removed.error();
  const auto kept = std::ranges::find(*removed, listed_.name, &store::RemovedDataset::dataset);
  if (kept == removed->end()) return {};
  const Result<std::string> id = posix_storage().read(kept->folder / store::kCurrentFile, 64);
  if (!id || *id != listed_.snapshot) return {};
  return library_.restore(listed_.name);
}

Status DatasetCopy::check_room(std::uint64_t bytes) const {
  std::error_code ec;
  const fs::space_info space = fs::space(library_.home(), ec);
  if (ec || space.available >= bytes + kSpareBytes) return {};
  return too_large("the disk has no room for dataset " + listed_.name.id() + ": it needs " +
                   in_megabytes(bytes + kSpareBytes) + ", and " + in_megabytes(space.available) +
                   " are free");
}

Result<store::Manifest> DatasetCopy::fetch_manifest(const std::stop_token& stop) {
  const Result<std::string> text = origin_.manifest(listed_.name, listed_.snapshot, stop);
  if (!text) return text.error();
  const std::string what = "the manifest of " + listed_.name.id() + " that " + origin_.name();
  if (hash128(*text).hex() != listed_.manifest)
    return corrupt(what + " sends is not the one it lists");
  Result<store::Manifest> manifest = store::parse_manifest(*text);
  if (!manifest) return std::move(manifest).error().in(what + " sends");
  if (manifest->format_version != store::kSnapshotFormatVersion)
    return unsupported(what + " sends has format " + std::to_string(manifest->format_version) +
                       ", and this build reads format " +
                       std::to_string(store::kSnapshotFormatVersion));
  if (manifest->dataset != listed_.name || manifest->snapshot_id != listed_.snapshot)
    return corrupt(what + " sends is of another dataset");
  if (!has_sound_files(*manifest)) return corrupt(what + " sends names files that none can have");
  return manifest;
}

Status DatasetCopy::fetch_snapshot(const std::stop_token& stop) {
  Result<store::Manifest> manifest = fetch_manifest(stop);
  if (!manifest) return std::move(manifest).error();
  Result<Incoming> incoming = this->incoming(listed_.manifest);
  if (!incoming) return std::move(incoming).error();
  const std::vector<ListedFile> files = files_of(*manifest);
  const std::uint64_t missing = incoming->missing_bytes(files);
  progress_.missing(missing);
  if (Status room = check_room(missing); !room) return room;
  const auto here = library_.open_unchecked(listed_.name);
  const auto contents = here ? contents_of(**here) : std::map<std::string, fs::path>();
  for (const ListedFile& file : files) {
    const auto twin = contents.find(file.hash);
    const fs::path known = twin == contents.end() ? fs::path() : twin->second;
    if (Status came =
            incoming->fetch(origin_, "snapshots/" + listed_.snapshot + "/", file, known, stop);
        !came)
      return came;
  }
  Result<store::StagedSnapshot> staged = library_.stage(listed_.name);
  if (!staged) return std::move(staged).error();
  // Takes the place of the empty folder.
  if (Status moved = posix_storage().rename(incoming->folder(), staged->directory()); !moved)
    return moved;
  return std::move(*staged).commit(*std::move(manifest));
}

Status DatasetCopy::put(Incoming& incoming, const std::string& from, const ListedFile& file,
                        const std::stop_token& stop) {
  if (Status came = incoming.fetch(origin_, from, file, {}, stop); !came) return came;
  Storage& storage = posix_storage();
  const fs::path place = folder() / (from + file.path);
  if (Status made = make_folders_durably(storage, place.parent_path()); !made) return made;
  if (Status synced = storage.sync(incoming.path_of(file)); !synced) return synced;
  return rename_durably(storage, incoming.path_of(file), place);
}

Status DatasetCopy::fetch_rest(const std::stop_token& stop) {
  if (Status status = fetch_derived(stop); !status) return status;
  if (Status status = fetch_pushed(stop); !status) return status;
  return fetch_side_files(stop);
}

Status DatasetCopy::fetch_derived(const std::stop_token& stop) {
  std::vector<ListedFile> missing;
  for (const ListedFile& file : listed_.derived) {
    const Result<bool> there = has_content(snapshot_folder() / file.path, file);
    if (!there) return there.error();
    if (!*there) missing.push_back(file);
  }
  if (missing.empty()) return {};
  Result<Incoming> incoming = this->incoming(state_of(listed_.derived));
  if (!incoming) return std::move(incoming).error();
  if (Status room = check_room(incoming->missing_bytes(missing)); !room) return room;
  for (const ListedFile& file : missing) {
    if (Status status = put(*incoming, "snapshots/" + listed_.snapshot + "/", file, stop); !status)
      return status;
  }
  incoming->discard();
  return {};
}

/// What refs.json names is there before it is.
Status DatasetCopy::fetch_pushed(const std::stop_token& stop) {
  if (!listed_.pushed) return drop_pushed(library_.home(), listed_.name);
  const Result<bool> same = has_content(folder() / store::kPushedRefs, *listed_.pushed);
  if (!same) return same.error();
  if (*same) return {};
  Result<std::vector<ListedFile>> files = origin_.pushed_files(listed_.name, stop);
  if (!files) return std::move(files).error();
  std::vector<ListedFile> missing;
  for (const ListedFile& file : *files) {
    if (!is_below(file.path, store::kPushedFolder) || file.path == store::kPushedRefs)
      return corrupt(origin_.name() + " lists a pushed file that none can have");
    const auto facts = posix_storage().stat(folder() / file.path);
    if (!facts) return facts.error();
    if (!*facts || (*facts)->size_bytes != file.size_bytes) missing.push_back(file);
  }
  Result<Incoming> incoming = this->incoming(listed_.pushed->hash);
  if (!incoming) return std::move(incoming).error();
  if (Status room = check_room(incoming->missing_bytes(missing)); !room) return room;
  missing.push_back(*listed_.pushed);
  for (const ListedFile& file : missing) {
    if (Status status = put(*incoming, {}, file, stop); !status) return status;
  }
  incoming->discard();
  return {};
}

Status DatasetCopy::fetch_side_files(const std::stop_token& stop) {
  Result<Incoming> incoming = this->incoming(state_of(listed_.side));
  if (!incoming) return std::move(incoming).error();
  for (const std::string_view name : store::kSideFiles) {
    const auto file = std::ranges::find(listed_.side, name, &ListedFile::path);
    const fs::path place = folder() / name;
    if (file == listed_.side.end()) {
      Status removed = posix_storage().remove(place);
      if (!removed && removed.error().code() != ErrorCode::kNotFound) return removed;
      continue;
    }
    const Result<bool> same = has_content(place, *file);
    if (!same) return same.error();
    if (*same) continue;
    // Fetched first, so that nobody waits for the lock as long as the origin takes.
    if (Status came = incoming->fetch(origin_, {}, *file, {}, stop); !came) return came;
    const Result<HeldLock> lock = store::lock_side_files(posix_storage(), folder());
    if (!lock) return lock.error();
    if (Status status = put(*incoming, {}, *file, stop); !status) return status;
  }
  incoming->discard();
  return {};
}

std::vector<std::string> incoming_names(const ListedDataset& listed) {
  std::vector<std::string> states = {listed.manifest, state_of(listed.derived),
                                     state_of(listed.side)};
  if (listed.pushed) states.push_back(listed.pushed->hash);
  for (std::string& state : states) state = incoming_name(listed.name, state);
  return states;
}

Status drop_pushed(const fs::path& home, const store::DatasetName& dataset) {
  Storage& storage = posix_storage();
  const fs::path folder = store::dataset_folder(home, dataset);
  const auto there = storage.stat(folder / store::kPushedFolder);
  if (!there) return there.error();
  if (!*there) return {};
  // Out of sight in one step.
  const fs::path away = home / kIncomingFolder / incoming_name(dataset, "dropped");
  if (Status made = make_folders_durably(storage, away.parent_path()); !made) return made;
  static_cast<void>(remove_tree(storage, away));
  if (Status moved = rename_durably(storage, folder / store::kPushedFolder, away); !moved)
    return moved;
  static_cast<void>(remove_tree(storage, away));
  return {};
}

}  // namespace vitrine::replica
