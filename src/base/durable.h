#pragma once
// Durable changes: what a Storage's operations are put together to. Each is done and synced when
// it returns success, and a crash at any moment leaves the state before it or after it. Errors:
// those of the operations.

#include <string_view>

#include "base/storage.h"

namespace vitrine {

/// Replaces `path` by `bytes`: temporary name in the same folder, sync, rename, sync of the folder.
Status write_durably(Storage& storage, const fs::path& path, std::string_view bytes);

/// Rename, then sync of the folder that has the new name, and of the one that had the old.
Status rename_durably(Storage& storage, const fs::path& from, const fs::path& to);

/// Swaps two existing paths of one file system.
Status exchange_durably(Storage& storage, const fs::path& a, const fs::path& b);

/// Creates the folders of `path` that are missing, each synced in its parent.
Status make_folders_durably(Storage& storage, const fs::path& path);

/// Syncs every file and folder below `path`, and `path`.
Status sync_tree(Storage& storage, const fs::path& path);

/// Removes `path` with all below it, deepest first; no success if any of it stays. Not synced: what
/// comes back after a crash is removed by whoever looks for remains.
Status remove_tree(Storage& storage, const fs::path& path);

/// Whether a file in a folder is the temporary one of a write_durably() that did not end.
bool is_unfinished_write(std::string_view name);

}  // namespace vitrine
