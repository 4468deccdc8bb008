#include "store/publication.h"

#include <algorithm>

#include "base/durable.h"
#include "store/dataset_folder.h"
#include "store/trash.h"

namespace vitrine::store {
namespace {

constexpr std::uint64_t kMaxCurrentBytes = 64;

/// Adds every file below `folder`, whose path in the snapshot is `inside`.
Status hash_tree(Storage& storage, const fs::path& folder, const fs::path& inside,
                 std::vector<SnapshotFile>& files) {
  const Result<std::vector<std::string>> names = storage.list(folder);
  if (!names) return names.error();
  for (const std::string& name : *names) {
    const fs::path path = folder / name;
    const Result<std::optional<FileFacts>> facts = storage.stat(path);
    if (!facts) return facts.error();
    if (!*facts || (*facts)->kind == FileFacts::Kind::kOther) continue;
    if ((*facts)->kind == FileFacts::Kind::kFolder) {
      if (Status status = hash_tree(storage, path, inside / name, files); !status) return status;
      continue;
    }
    const Result<Hash128> hash = storage.hash(path);
    if (!hash) return hash.error();
    files.push_back({(inside / name).generic_string(), (*facts)->size_bytes, hash->hex()});
  }
  return {};
}

/// Deletes the children of `folder` for which `condemned` says so. Best effort: what cannot be
/// deleted now is tried again by the next import.
template <typename Condemned>
void remove_children(Storage& storage, const fs::path& folder, Condemned condemned) {
  const Result<std::vector<std::string>> names = storage.list(folder);
  if (!names) return;
  for (const std::string& name : *names) {
    if (condemned(name)) static_cast<void>(remove_tree(storage, folder / name));
  }
}

Status point_current_at(Storage& storage, const fs::path& home, const DatasetName& dataset,
                        const std::string& id) {
  const fs::path folder = dataset_folder(home, dataset);
  {
    const Result<HeldLock> notes = lock_side_files(storage, folder);
    if (!notes) return notes.error();
    if (Status status = Trash(storage, home).return_side_files(dataset, folder); !status)
      return status;
  }
  const fs::path current = folder / kCurrentFile;
  std::string previous;
  if (Result<std::string> before = storage.read(current, kMaxCurrentBytes)) previous = *before;
  if (Status status = write_durably(storage, current, id); !status) return status;
  // The folders above may be another process's, which was killed before it synced them.
  for (fs::path above = folder.parent_path(); above != home; above = above.parent_path()) {
    if (Status status = storage.sync(above); !status) return status;
  }
  if (Status status = storage.sync(home); !status) return status;
  remove_children(storage, folder / "snapshots",
                  [&](const std::string& name) { return name != id && name != previous; });
  return {};
}

/// Makes durable what names the folder shows. A swap or a new `current` whose sync failed may be
/// seen and yet be undone by a power cut: nothing that it replaced is deleted before this succeeds.
Status settle(Storage& storage, const fs::path& folder) {
  if (Status status = storage.sync(folder); !status) return status;
  Status status = storage.sync(folder / "snapshots");
  return !status && status.error().code() == ErrorCode::kNotFound ? Status() : status;
}

/// Whether `folder` has a file of that name, and not just as a copy of what was removed.
Result<bool> has_of_its_own(Storage& storage, const fs::path& folder, std::string_view name,
                            const fs::path& removed) {
  const Result<std::optional<FileFacts>> file = storage.stat(folder / name);
  if (!file) return file.error();
  if (!*file) return false;
  if (name == kCurrentFile) return true;
  const Result<Hash128> here = storage.hash(folder / name);
  if (!here) return here.error();
  const Result<Hash128> there = storage.hash(removed / name);
  return !there || *there != *here;
}

/// Where the dataset's folder has nothing but what a killed first import left, it goes: side files
/// that it had brought back already too.
Status clear_way(Storage& storage, const RemovedDataset& removed, const fs::path& folder) {
  const Result<std::optional<FileFacts>> there = storage.stat(folder);
  if (!there) return there.error();
  if (!*there) return {};
  const Result<HeldLock> held = storage.lock(folder / kLockFile, Storage::IfLocked::kFail);
  if (!held) return held.error();
  std::vector<std::string_view> kept(kSideFiles.begin(), kSideFiles.end());
  kept.push_back(kCurrentFile);
  for (const std::string_view name : kept) {
    const Result<bool> has = has_of_its_own(storage, folder, name, removed.folder);
    if (!has) return has.error();
    if (*has) {
      return already_exists("the library has a dataset " + removed.dataset.id() +
                            " again; remove that first to bring back the one before it");
    }
  }
  return remove_tree(storage, folder);
}

}  // namespace

Status publish_snapshot(Storage& storage, const fs::path& home, const fs::path& staging,
                        Manifest manifest) {
  manifest.files.clear();
  if (Status status = hash_tree(storage, staging, {}, manifest.files); !status) return status;
  std::ranges::sort(manifest.files, {}, &SnapshotFile::path);
  Status written = storage.write(staging / kManifestFile, manifest_json(manifest));
  if (!written) return written;
  if (Status status = sync_tree(storage, staging); !status) return status;
  const fs::path snapshots = dataset_folder(home, manifest.dataset) / "snapshots";
  if (Status status = make_folders_durably(storage, snapshots); !status) return status;
  const fs::path target = snapshots / manifest.snapshot_id;
  const Result<std::optional<FileFacts>> there = storage.stat(target);
  if (!there) return there.error();
  if (*there) {
    // The same bytes imported again, because what was there is damaged or no longer current: the
    // old folder takes the staging name, and goes with it.
    if (Status status = exchange_durably(storage, staging, target); !status) return status;
  } else if (Status status = rename_durably(storage, staging, target); !status) {
    return status;
  }
  return point_current_at(storage, home, manifest.dataset, manifest.snapshot_id);
}

void discard_staging(Storage& storage, const fs::path& staging) {
  if (settle(storage, staging.parent_path())) static_cast<void>(remove_tree(storage, staging));
}

void collect_remains(Storage& storage, const fs::path& folder) {
  const Result<HeldLock> notes = lock_side_files(storage, folder);
  if (!notes || !settle(storage, folder)) return;
  remove_children(storage, folder, [](std::string_view name) {
    return name.starts_with(kStagingPrefix) || is_unfinished_write(name);
  });
}

void collect_replaced(Storage& storage, const fs::path& folder) {
  const Result<std::string> id = storage.read(folder / kCurrentFile, kMaxCurrentBytes);
  if (!id) return;
  const Result<std::optional<FileFacts>> there = storage.stat(folder / "snapshots" / *id);
  if (!there || !*there || !settle(storage, folder)) return;
  remove_children(storage, folder / "snapshots",
                  [&](const std::string& name) { return name != *id; });
}

void forget_empty_folder(Storage& storage, const fs::path& folder) {
  const Result<std::vector<std::string>> left = storage.list(folder);
  if (!left || !std::ranges::all_of(*left, [](const std::string& name) {
        return name == kLockFile || name == kNotesLockFile;
      })) {
    return;
  }
  for (const std::string& name : *left) static_cast<void>(storage.remove(folder / name));
  // Only empty folders can be removed this way.
  if (storage.remove(folder)) static_cast<void>(storage.remove(folder.parent_path()));
}

Status take_to_trash(Storage& storage, const fs::path& home, const DatasetName& dataset,
                     std::int64_t now) {
  const fs::path folder = dataset_folder(home, dataset);
  const Result<HeldLock> notes = lock_side_files(storage, folder);
  if (!notes) return notes.error();
  Status taken = Trash(storage, home).take(dataset, folder, now);
  if (taken) static_cast<void>(storage.remove(folder.parent_path()));  // unless it has others
  return taken;
}

Status restore_dataset(Storage& storage, const fs::path& home, const DatasetName& dataset) {
  const Trash trash(storage, home);
  const Result<RemovedDataset> kept = trash.latest(dataset);
  if (!kept) return kept.error();
  const fs::path folder = dataset_folder(home, dataset);
  if (Status status = clear_way(storage, *kept, folder); !status) return status;
  return trash.put_back(*kept, folder);
}

}  // namespace vitrine::store
