#pragma once
// A dataset's folder in the library: what lies where, and the locks that writers take.
//
//   HOME/datasets/{owner}/{name}/
//     lock         held from beginning to end by the one that imports, removes or repairs
//     notes.lock   held for the moment that a change of a side file takes
//     pushed/      files that clients pushed, commit by commit
//     current, snapshots/, staging-{pid}/      see library.h
//     reading-list.json, labels.json, downloads.json   side files: what no import can make again
//
// Who needs both locks takes `lock` first.

#include <array>
#include <string_view>
#include <vector>

#include "base/storage.h"
#include "store/dataset_name.h"

namespace vitrine::store {

inline constexpr std::string_view kCurrentFile = "current";
inline constexpr std::string_view kLockFile = "lock";
inline constexpr std::string_view kNotesLockFile = "notes.lock";
inline constexpr std::string_view kReadingListFile = "reading-list.json";
inline constexpr std::string_view kLabelsFile = "labels.json";
inline constexpr std::string_view kDownloadsFile = "downloads.json";
/// What clients pushed (pushed/pushed_repository.h), and the file without which there is nothing.
inline constexpr std::string_view kPushedFolder = "pushed";
inline constexpr std::string_view kPushedRefs = "pushed/refs.json";
inline constexpr std::string_view kStagingPrefix = "staging-";

/// What outlives snapshots and comes back when a removed dataset is imported again.
inline constexpr std::array kSideFiles = {kReadingListFile, kLabelsFile, kDownloadsFile};

/// Above this a side file is none of ours.
inline constexpr std::uint64_t kMaxSideFileBytes = std::uint64_t{1} << 31U;

fs::path dataset_folder(const fs::path& home, const DatasetName& dataset);

/// Names of the datasets whose folder has that file, sorted. Other folders are passed over. Errors:
/// io.
Result<std::vector<DatasetName>> datasets_with(const fs::path& home, const fs::path& file);

/// Waits for the lock of the side files. Errors: not_found if the dataset has no folder; io.
Result<HeldLock> lock_side_files(Storage& storage, const fs::path& folder);

}  // namespace vitrine::store
