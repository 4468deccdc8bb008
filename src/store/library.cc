#include "store/library.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace vitrine {
namespace {

constexpr std::string_view kManifestName = "manifest.json";
constexpr std::string_view kCurrentName = "current";

Status make_directories(const fs::path& path) {
  std::error_code ec;
  fs::create_directories(path, ec);
  if (ec) return errno_error("cannot create " + path.string(), ec.value());
  return {};
}

/// Deletes all direct children of `directory` for which `condemned` says so. Best effort: what
/// cannot be deleted now is tried again by the next import.
template <typename Condemned>
void remove_children(const fs::path& directory, Condemned condemned) {
  std::vector<fs::path> doomed;
  std::error_code ec;
  for (fs::directory_iterator it(directory, ec), end; !ec && it != end; it.increment(ec)) {
    if (condemned(it->path().filename().string())) doomed.push_back(it->path());
  }
  for (const fs::path& path : doomed) fs::remove_all(path, ec);
}

Result<std::vector<SnapshotFile>> hash_tree(const fs::path& root) {
  std::vector<SnapshotFile> files;
  std::error_code ec;
  for (fs::recursive_directory_iterator it(root, ec), end; !ec && it != end; it.increment(ec)) {
    if (!it->is_regular_file()) continue;
    Result<Hash128> hash = hash_file(it->path());
    if (!hash) return std::move(hash).error();
    files.push_back(
        {it->path().lexically_relative(root).generic_string(), it->file_size(), hash->hex()});
  }
  if (ec) return errno_error("cannot list " + root.string(), ec.value());
  std::ranges::sort(files, {}, &SnapshotFile::path);
  return files;
}

/// A damaged snapshot is told by the sizes of its files; contents are checked by their readers.
Status check_sizes(const fs::path& directory, const Manifest& manifest) {
  for (const SnapshotFile& file : manifest.files) {
    std::error_code ec;
    const std::uint64_t size = fs::file_size(directory / file.path, ec);
    if (ec) return corrupt("its file " + file.path + " is missing");
    if (size != file.size_bytes) {
      return corrupt("its file " + file.path + " has " + std::to_string(size) +
                     " bytes instead of " + std::to_string(file.size_bytes));
    }
  }
  return {};
}

bool is_snapshot_id(std::string_view id) {
  return id.size() == 32 && id.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Error damaged(const DatasetName& dataset, Error error) {
  return Error(error.code(), "dataset " + dataset.id() + " is damaged: " + error.message() +
                                 "; import its source again, or `vitrine remove " + dataset.id() +
                                 "`");
}

}  // namespace

fs::path parquet_path(std::string_view config, std::string_view split) {
  return fs::path("parquet") / config / split;
}

fs::path index_path(std::string_view config, std::string_view split) {
  return fs::path("index") / config / split;
}

fs::path Snapshot::parquet_file(std::string_view config, std::string_view split,
                                std::string_view filename) const {
  return directory_ / parquet_path(config, split) / filename;
}

fs::path Snapshot::index_file(std::string_view config, std::string_view split,
                              std::string_view filename) const {
  return directory_ / index_path(config, split) / filename;
}

fs::path Snapshot::derived_file(std::string_view config, std::string_view split,
                                std::string_view filename) const {
  return directory_ / "derived" / config / split / filename;
}

Status Snapshot::make_derived_folder(std::string_view config, std::string_view split) const {
  // One level after the other, so that a snapshot which is gone does not come back empty.
  fs::path folder = directory_;
  for (const std::string_view level : {std::string_view("derived"), config, split}) {
    folder /= level;
    std::error_code error;
    fs::create_directory(folder, error);
    if (error) return errno_error("cannot create " + folder.string(), error.value());
  }
  return {};
}

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
  std::error_code ec;
  fs::remove_all(directory_, ec);
  // A dataset that never had a snapshot goes with its failed first import.
  if (!fs::exists(dataset_directory_ / kCurrentName, ec)) {
    fs::remove_all(dataset_directory_, ec);
    fs::remove(dataset_directory_.parent_path(), ec);
  }
}

Status StagedSnapshot::commit(Manifest manifest) && {
  Result<std::vector<SnapshotFile>> files = hash_tree(directory_);
  if (!files) return std::move(files).error();
  manifest.files = *std::move(files);
  if (Status status = write_file_atomic(directory_ / kManifestName, manifest_json(manifest));
      !status)
    return status;
  if (Status status = sync_tree(directory_); !status) return status;
  return publish(manifest);
}

Status StagedSnapshot::publish(const Manifest& manifest) {
  const fs::path snapshots = dataset_directory_ / "snapshots";
  if (Status status = make_directories(snapshots); !status) return status;
  const fs::path target = snapshots / manifest.snapshot_id;
  if (fs::exists(target)) {
    // The same bytes imported again, because what was there is damaged or no longer current: the
    // old folder takes the staging name, and goes with it.
    if (Status status = exchange_durably(directory_, target); !status) return status;
  } else {
    if (Status status = rename_durably(directory_, target); !status) return status;
    directory_.clear();
  }
  std::string previous;
  if (Result<std::string> current = read_file(dataset_directory_ / kCurrentName, 64))
    previous = *current;
  if (Status status = write_file_atomic(dataset_directory_ / kCurrentName, manifest.snapshot_id);
      !status) {
    return status;
  }
  remove_children(snapshots, [&](const std::string& id) {
    return id != manifest.snapshot_id && id != previous;
  });
  return {};
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
  if (Status status = make_directories(library.home_ / "datasets"); !status)
    return std::move(status).error();
  return library;
}

fs::path Library::dataset_directory(const DatasetName& dataset) const {
  return home_ / "datasets" / dataset.owner / dataset.name;
}

Result<std::vector<DatasetName>> Library::list() const {
  std::vector<DatasetName> names;
  std::error_code ec;
  for (fs::directory_iterator owner(home_ / "datasets", ec), end; !ec && owner != end;
       owner.increment(ec)) {
    if (!owner->is_directory()) continue;
    for (const fs::directory_entry& entry : fs::directory_iterator(owner->path(), ec)) {
      Result<DatasetName> name = DatasetName::parse(owner->path().filename().string() + "/" +
                                                    entry.path().filename().string());
      if (name && fs::exists(entry.path() / kCurrentName)) names.push_back(*std::move(name));
    }
  }
  if (ec) return errno_error("cannot list " + home_.string(), ec.value());
  std::ranges::sort(names);
  return names;
}

Result<std::string> Library::current_id(const DatasetName& dataset) const {
  Result<std::string> id = read_file(dataset_directory(dataset) / kCurrentName, 64);
  if (!id) {
    if (id.error().code() != ErrorCode::kNotFound) return std::move(id).error();
    return not_found("no dataset " + dataset.id() + " in the library " + home_.string() +
                     "; `vitrine list` shows those that are there");
  }
  if (!is_snapshot_id(*id))
    return damaged(dataset, corrupt("its `current` file names no snapshot"));
  return id;
}

Result<std::shared_ptr<const Snapshot>> Library::open_snapshot(const DatasetName& dataset) const {
  const Result<std::string> id = current_id(dataset);
  if (!id) return id.error();
  fs::path directory = dataset_directory(dataset) / "snapshots" / *id;
  const Result<std::string> text = read_file(directory / kManifestName);
  if (!text) return damaged(dataset, corrupt(text.error().message()));
  Result<Manifest> manifest = parse_manifest(*text);
  if (!manifest) return damaged(dataset, std::move(manifest).error());
  if (Status status = check_sizes(directory, *manifest); !status) {
    return damaged(dataset, std::move(status).error());
  }
  return std::make_shared<const Snapshot>(std::move(directory), *std::move(manifest), blocks_);
}

Result<StagedSnapshot> Library::stage(const DatasetName& dataset) const {
  const fs::path directory = dataset_directory(dataset);
  if (Status status = make_directories(directory); !status) return std::move(status).error();
  Result<FileLock> lock = FileLock::acquire(directory / "lock");
  if (!lock) {
    if (lock.error().code() != ErrorCode::kUnavailable) return std::move(lock).error();
    return unavailable(
        "dataset " + dataset.id() +
        " is being imported or removed by another process; try again when that is done");
  }
  remove_children(directory, [](const std::string& name) { return name.starts_with("staging-"); });
  fs::path staging = directory / ("staging-" + std::to_string(::getpid()));
  if (Status status = make_directories(staging); !status) return std::move(status).error();
  return StagedSnapshot(*std::move(lock), directory, std::move(staging));
}

Status Library::remove(const DatasetName& dataset) const {
  if (const Result<std::string> id = current_id(dataset);
      !id && id.error().code() == ErrorCode::kNotFound) {
    return id.error();
  }
  const fs::path directory = dataset_directory(dataset);
  const Result<FileLock> lock = FileLock::acquire(directory / "lock");
  if (!lock) {
    if (lock.error().code() != ErrorCode::kUnavailable) return lock.error();
    return unavailable("dataset " + dataset.id() + " is being imported by another process");
  }
  // Without `current` the dataset is gone, whatever happens to the rest.
  std::error_code ec;
  fs::remove(directory / kCurrentName, ec);
  if (ec) return errno_error("cannot remove " + dataset.id(), ec.value());
  fs::remove_all(directory, ec);
  if (ec) return errno_error("cannot remove all of " + directory.string(), ec.value());
  fs::remove(directory.parent_path(), ec);
  return {};
}

}  // namespace vitrine
