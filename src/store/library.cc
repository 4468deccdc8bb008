#include "store/library.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include "base/durable.h"
#include "store/copy_mark.h"
#include "store/dataset_folder.h"
#include "store/publication.h"
#include "store/scratch.h"
#include "store/trash.h"

namespace vitrine::store {
namespace {

constexpr std::uint64_t kMaxCurrentBytes = 64;

bool is_snapshot_id(std::string_view id) {
  return id.size() == 32 && id.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// Of all files below, as far as they can be seen.
std::uint64_t size_of_tree(const fs::path& folder) {
  std::uint64_t bytes = 0;
  std::error_code ec;
  for (fs::recursive_directory_iterator entry(folder, ec), end; !ec && entry != end;
       entry.increment(ec)) {
    std::error_code gone;
    if (!entry->is_regular_file(gone)) continue;
    const std::uintmax_t size = entry->file_size(gone);
    if (!gone) bytes += size;
  }
  return bytes;
}

/// Removes the vectors of a column whose filling nobody went on with for a week. Best effort.
/// Requires: the dataset's lock is held.
void collect_abandoned(const fs::path& folder) {
  constexpr std::chrono::hours kKept{24 * 7};
  std::error_code ec;
  std::vector<fs::path> abandoned;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, ec)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with("vectors-") || !name.ends_with(".partial")) continue;
    const fs::file_time_type written = entry.last_write_time(ec);
    if (!ec && fs::file_time_type::clock::now() - written > kKept)
      abandoned.push_back(entry.path());
  }
  for (const fs::path& path : abandoned) fs::remove(path, ec);
}

}  // namespace

StagedSnapshot::StagedSnapshot(FileLock lock, fs::path dataset_directory, fs::path directory)
    : lock_(std::move(lock)),
      dataset_directory_(std::move(dataset_directory)),
      directory_(std::move(directory)) {}

StagedSnapshot::StagedSnapshot(StagedSnapshot&& other) noexcept
    : lock_(std::move(other.lock_)),
      dataset_directory_(std::move(other.dataset_directory_)),
      directory_(std::exchange(other.directory_, fs::path())) {}

StagedSnapshot::~StagedSnapshot() {
  if (directory_.empty()) return;
  discard_staging(posix_storage(), directory_);
  // A dataset that never had a snapshot goes with its failed first import, if that is all of it.
  forget_empty_folder(posix_storage(), dataset_directory_);
}

Status StagedSnapshot::commit(Manifest manifest) && {
  return publish(manifest);
}

Status StagedSnapshot::publish(const Manifest& manifest) {
  // HOME/datasets/{owner}/{name}
  const fs::path home = dataset_directory_.parent_path().parent_path().parent_path();
  return publish_snapshot(posix_storage(), home, directory_, manifest);
}

Result<fs::path> Library::default_home() {
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): read at start only
    return std::string(value == nullptr ? "" : value);
  };
  if (const std::string home = variable("VITRINE_HOME"); !home.empty()) return fs::path(home);
  if (const std::string data = variable("XDG_DATA_HOME"); !data.empty())
    return fs::path(data) / "vitrine";
  if (const std::string home = variable("HOME"); !home.empty()) {
    return fs::path(home) / ".local" / "share" / "vitrine";
  }
  return invalid_argument("no place for the library: set VITRINE_HOME or pass --home DIR");
}

Result<Library> Library::open(const fs::path& home) {
  std::error_code ec;
  Library library(fs::absolute(home, ec));
  if (Status status = make_folders_durably(posix_storage(), library.home_ / "datasets"); !status)
    return std::move(status).error();
  return library;
}

Library Library::for_copying() const {
  Library library = *this;
  library.is_for_copying_ = true;
  return library;
}

Status Library::check_own() const {
  return is_for_copying_ ? Status() : refuse_if_copy(posix_storage(), home_);
}

fs::path Library::dataset_directory(const DatasetName& dataset) const {
  return dataset_folder(home_, dataset);
}

Result<std::vector<DatasetName>> Library::list() const {
  return datasets_with(home_, kCurrentFile);
}

Error absent_dataset(const DatasetName& dataset) {
  return not_found("no dataset " + dataset.id() +
                   " in this library; `vitrine list` shows those that are there");
}

Result<CurrentSnapshot> Library::current(const DatasetName& dataset) const {
  const fs::path path = dataset_directory(dataset) / kCurrentFile;
  // Looked at before it is read: a commit in between is then seen by the next question.
  const Result<std::optional<FileFacts>> facts = posix_storage().stat(path);
  if (!facts) return facts.error();
  Result<std::string> id = posix_storage().read(path, kMaxCurrentBytes);
  if (!id && id.error().code() == ErrorCode::kNotFound) {
    return absent_dataset(dataset);
  }
  if (!id && id.error().code() != ErrorCode::kTooLarge) return std::move(id).error();
  if (!id || !is_snapshot_id(*id))
    return corrupt_dataset(dataset, corrupt("its `current` file names no snapshot"));
  return CurrentSnapshot{*std::move(id), *facts ? (*facts)->identity : 0};
}

Result<std::string> Library::current_id(const DatasetName& dataset) const {
  Result<CurrentSnapshot> found = current(dataset);
  if (!found) return std::move(found).error();
  return std::move(found->id);
}

Result<std::shared_ptr<const Snapshot>> Library::open_unchecked(const DatasetName& dataset) const {
  const Result<std::string> id = current_id(dataset);
  if (!id) return id.error();
  fs::path directory = dataset_directory(dataset) / "snapshots" / *id;
  const Result<std::string> text = read_file(directory / kManifestFile);
  if (!text && text.error().code() == ErrorCode::kNotFound)
    return corrupt_dataset(dataset, corrupt("its manifest.json is missing"));
  if (!text) return text.error();
  Result<Manifest> manifest = parse_manifest(*text);
  if (!manifest) return corrupt_dataset(dataset, manifest.error());
  return std::make_shared<const Snapshot>(std::move(directory), *std::move(manifest), blocks_);
}

Result<std::shared_ptr<const Snapshot>> Library::open_snapshot(const DatasetName& dataset) const {
  Result<std::shared_ptr<const Snapshot>> snapshot = open_unchecked(dataset);
  if (!snapshot) return snapshot;
  if ((*snapshot)->manifest().format_version < kSnapshotFormatVersion) {
    return unsupported("dataset " + dataset.id() +
                       " was imported by an older version of Vitrine; run `vitrine doctor "
                       "--repair`, or import its source again");
  }
  if (Status status = (*snapshot)->check_sizes(); !status)
    return corrupt_dataset(dataset, status.error());
  return snapshot;
}

Result<StagedSnapshot> Library::stage(const DatasetName& dataset) const {
  if (Status own = check_own(); !own) return std::move(own).error();
  Storage& storage = posix_storage();
  Trash(storage, home_).collect(seconds_now());
  collect_scratch(home_);
  const fs::path directory = dataset_directory(dataset);
  if (Status status = make_folders_durably(storage, directory); !status)
    return std::move(status).error();
  Result<FileLock> lock = FileLock::acquire(directory / kLockFile);
  if (!lock) {
    if (lock.error().code() != ErrorCode::kUnavailable) return std::move(lock).error();
    return unavailable(
        "dataset " + dataset.id() +
        " is being imported or removed by another process; try again when that is done");
  }
  collect_remains(storage, directory);
  fs::path staging = directory / (std::string(kStagingPrefix) + std::to_string(::getpid()));
  if (Status status = storage.make_folder(staging); !status) return std::move(status).error();
  return StagedSnapshot(*std::move(lock), directory, std::move(staging));
}

Status Library::remove(const DatasetName& dataset, Removal removal) const {
  if (Status own = check_own(); !own) return own;
  if (removal == Removal::kForGood) return remove_for_good(dataset);
  if (const Result<std::string> id = current_id(dataset);
      !id && id.error().code() == ErrorCode::kNotFound) {
    return id.error();
  }
  const Result<FileLock> lock = FileLock::acquire(dataset_directory(dataset) / kLockFile);
  if (!lock) {
    if (lock.error().code() != ErrorCode::kUnavailable) return lock.error();
    return unavailable("dataset " + dataset.id() + " is being imported by another process");
  }
  return take_to_trash(posix_storage(), home_, dataset, seconds_now());
}

/// By way of the trash, so that it is gone in one step; what the trash has of the name goes too.
Status Library::remove_for_good(const DatasetName& dataset) const {
  Status removed = remove(dataset, Removal::kToTrash);
  if (!removed && removed.error().code() != ErrorCode::kNotFound) return removed;
  const Result<std::vector<RemovedDataset>> kept = this->removed();
  if (!kept) return kept.error();
  for (const RemovedDataset& entry : *kept) {
    if (entry.dataset != dataset) continue;
    if (Status status = Trash(posix_storage(), home_).purge(entry); !status) return status;
    removed = {};
  }
  return removed;
}

Result<std::vector<RemovedDataset>> Library::removed() const {
  return Trash(posix_storage(), home_).list();
}

Result<std::uint64_t> Library::collect_garbage(bool all_of_trash) const {
  Storage& storage = posix_storage();
  const std::uint64_t before = size_of_tree(home_);
  const Trash trash(storage, home_);
  trash.collect(seconds_now());
  const Result<std::vector<RemovedDataset>> kept = trash.list();
  if (!kept) return kept.error();
  for (const RemovedDataset& entry : *kept) {
    if (!all_of_trash) break;
    if (Status status = trash.purge(entry); !status) return std::move(status).error();
  }
  collect_scratch(home_);
  const Result<std::vector<DatasetName>> datasets = list();
  if (!datasets) return datasets.error();
  for (const DatasetName& dataset : *datasets) {
    const fs::path folder = dataset_directory(dataset);
    const Result<FileLock> lock = FileLock::acquire(folder / kLockFile);
    if (!lock && lock.error().code() == ErrorCode::kUnavailable) continue;
    if (!lock) return lock.error();
    collect_remains(storage, folder);
    collect_replaced(storage, folder);
    collect_abandoned(folder);
  }
  const std::uint64_t after = size_of_tree(home_);
  return before - std::min(before, after);
}

Status Library::restore(const DatasetName& dataset) const {
  if (Status own = check_own(); !own) return own;
  return restore_dataset(posix_storage(), home_, dataset);
}

}  // namespace vitrine::store
