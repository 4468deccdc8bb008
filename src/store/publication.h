#pragma once
// Publication: how a staged folder becomes a dataset's current snapshot, and how a dataset goes and
// comes back, as steps over a Storage. library.h does them under its locks; tests/faults cuts them
// off after every one.

#include "base/result.h"
#include "base/storage.h"
#include "store/manifest.h"

namespace vitrine::store {

inline constexpr std::string_view kManifestFile = "manifest.json";

/// Hashes every file below `staging`, which lies in the dataset's folder, into the manifest, writes
/// that, makes all of it durable, renames it to its snapshot id (exchanges it, where one of that id
/// is there: `staging` has the old one then) and points `current` at it. Side files of a dataset
/// that was removed come back. Snapshots older than the one replaced are deleted.
/// Requires: the dataset's lock is held. Errors: io, too_large (a full disk).
Status publish_snapshot(Storage& storage, const fs::path& home, const fs::path& staging,
                        Manifest manifest);

/// Deletes a staged folder, published or not. It may hold the snapshot that the new one was swapped
/// with: where that swap cannot be made durable it stays, for collect_remains(). Best effort.
/// Requires: the dataset's lock is held.
void discard_staging(Storage& storage, const fs::path& staging);

/// Removes what killed imports and unfinished writes left in a dataset's folder. Best effort.
/// Requires: the dataset's lock is held.
void collect_remains(Storage& storage, const fs::path& folder);

/// Removes the snapshots that an import has replaced; none where `current` cannot be read. Best
/// effort. Requires: the dataset's lock is held.
void collect_replaced(Storage& storage, const fs::path& folder);

/// Removes a dataset's folder if it holds nothing but locks, and its owner's if that is empty then.
/// Nothing else is ever removed by it. Requires: the dataset's lock is held.
void forget_empty_folder(Storage& storage, const fs::path& folder);

/// Moves a dataset into the trash, at `now` in seconds since 1970 UTC. Requires: the dataset's lock
/// is held. Errors: io.
Status take_to_trash(Storage& storage, const fs::path& home, const DatasetName& dataset,
                     std::int64_t now);

/// Brings back what was removed last under this name, notes and counts with it. Errors: not_found;
/// exists if the library has a dataset of this name again; unavailable; io.
Status restore_dataset(Storage& storage, const fs::path& home, const DatasetName& dataset);

}  // namespace vitrine::store
