#include "replica/library_origin.h"

#include <algorithm>
#include <array>

#include "base/durable.h"
#include "base/read_pieces.h"
#include "base/version.h"
#include "store/dataset_folder.h"
#include "store/publication.h"

namespace vitrine::replica {
namespace {

constexpr std::size_t kMostKnownFiles = 100'000;

Error no_file(const store::DatasetName& dataset) {
  return not_found("dataset " + dataset.id() + " has no such file any more");
}

/// What clients may be told of a dataset that cannot be copied.
std::string trouble_of(const store::DatasetName& dataset, const Error& error) {
  const bool is_told =
      error.code() == ErrorCode::kCorrupt || error.code() == ErrorCode::kUnsupported;
  return is_told ? error.message() : "dataset " + dataset.id() + " cannot be read there";
}

/// Unfinished writes are no files yet.
bool is_finished(const std::string& name) {
  return !is_unfinished_write(name);
}

}  // namespace

Result<std::unique_ptr<LibraryOrigin>> LibraryOrigin::open(const fs::path& home) {
  const auto datasets = posix_storage().stat(home / "datasets");
  if (!datasets) return datasets.error();
  if (!*datasets || (*datasets)->kind != FileFacts::Kind::kFolder)
    return not_found(home.string() + " is no library: it has no folder \"datasets\"");
  Result<store::Library> library = store::Library::open(home);
  if (!library) return std::move(library).error();
  return std::make_unique<LibraryOrigin>(*std::move(library));
}

std::string LibraryOrigin::name() const {
  return "the library \"" + library_.home().filename().string() + "\" on this machine";
}

Result<std::optional<Origin::List>> LibraryOrigin::list(const std::string& known_tag,
                                                        std::stop_token /*stop*/) {
  Result<LibraryListing> found = listing();
  if (!found) return std::move(found).error();
  std::string tag = hash128(listing_json(*found)).hex();
  if (tag == known_tag) return std::optional<List>();
  return std::optional(List{*std::move(found), std::move(tag)});
}

Result<LibraryListing> LibraryOrigin::listing() {
  Result<std::vector<store::DatasetName>> names = library_.list();
  if (!names) return std::move(names).error();
  const Result<std::vector<store::DatasetName>> pushed =
      store::datasets_with(library_.home(), store::kPushedRefs);
  if (!pushed) return pushed.error();
  names->insert(names->end(), pushed->begin(), pushed->end());
  std::ranges::sort(*names);
  names->erase(std::unique(names->begin(), names->end()), names->end());
  LibraryListing listing{std::string(version()), store::kSnapshotFormatVersion};
  for (const store::DatasetName& name : *names) {
    Result<ListedDataset> dataset = describe(name);
    if (!dataset && dataset.error().code() == ErrorCode::kNotFound) continue;  // removed just now
    if (!dataset) return std::move(dataset).error();
    listing.datasets.push_back(*std::move(dataset));
  }
  return listing;
}

Result<ListedDataset> LibraryOrigin::describe(const store::DatasetName& name) {
  ListedDataset dataset{.name = name};
  const fs::path folder = store::dataset_folder(library_.home(), name);
  // Before all else of what was pushed: whatever it names is there by then.
  Result<std::optional<ListedFile>> refs = describe_file(folder, std::string(store::kPushedRefs));
  if (!refs) return std::move(refs).error();
  dataset.pushed = *std::move(refs);
  if (Status status = describe_snapshot(dataset); !status) {
    if (status.error().code() == ErrorCode::kNotFound && !dataset.pushed)
      return std::move(status).error();
    dataset.trouble = status.error().code() == ErrorCode::kNotFound
                          ? std::string()
                          : trouble_of(name, status.error());
  }
  if (!dataset.snapshot.empty()) {
    Result<std::vector<ListedFile>> derived =
        describe_folder(folder / "snapshots" / dataset.snapshot, "derived");
    if (!derived) return std::move(derived).error();
    dataset.derived = *std::move(derived);
  }
  for (const std::string_view side : store::kSideFiles) {
    Result<std::optional<ListedFile>> file = describe_file(folder, std::string(side));
    if (!file) return std::move(file).error();
    if (*file) dataset.side.push_back(**std::move(file));
  }
  return dataset;
}

Status LibraryOrigin::describe_snapshot(ListedDataset& dataset) {
  const Result<store::CurrentSnapshot> current = library_.current(dataset.name);
  if (!current) return current.error();
  {
    const MutexLock lock(mutex_);
    const auto known = snapshots_.find(dataset.name);
    if (known != snapshots_.end() && known->second.current == *current) {
      dataset.snapshot = current->id;
      dataset.manifest = known->second.manifest;
      return {};
    }
  }
  // Only what this library can show is given on.
  const auto opened = library_.open_snapshot(dataset.name);
  if (!opened) return opened.error();
  const Result<std::string> sent = sent_manifest(dataset.name, current->id);
  if (!sent) return sent.error();
  dataset.snapshot = current->id;
  dataset.manifest = hash128(*sent).hex();
  const MutexLock lock(mutex_);
  snapshots_.insert_or_assign(dataset.name, KnownSnapshot{*current, dataset.manifest});
  return {};
}

Result<std::optional<ListedFile>> LibraryOrigin::describe_file(const fs::path& folder,
                                                               const std::string& path) {
  const fs::path file = folder / path;
  const Result<std::optional<FileFacts>> facts = posix_storage().stat(file);
  if (!facts) return facts.error();
  if (!*facts || (*facts)->kind != FileFacts::Kind::kFile) return std::optional<ListedFile>();
  {
    const MutexLock lock(mutex_);
    const auto known = files_.find(file);
    if (known != files_.end() && known->second.facts.identity == (*facts)->identity)
      return std::optional(ListedFile{path, (*facts)->size_bytes, known->second.hash});
  }
  const Result<Hash128> hash = posix_storage().hash(file);
  if (!hash && hash.error().code() == ErrorCode::kNotFound) return std::optional<ListedFile>();
  if (!hash) return hash.error();
  const MutexLock lock(mutex_);
  if (files_.size() >= kMostKnownFiles) files_.clear();
  files_.insert_or_assign(file, KnownFile{**facts, hash->hex()});
  return std::optional(ListedFile{path, (*facts)->size_bytes, hash->hex()});
}

Result<std::vector<ListedFile>> LibraryOrigin::describe_folder(const fs::path& folder,
                                                               const std::string& inside) {
  std::vector<ListedFile> files;
  const Result<std::vector<std::string>> names = posix_storage().list(folder / inside);
  if (!names && names.error().code() == ErrorCode::kNotFound) return files;
  if (!names) return names.error();
  for (const std::string& name : *names) {
    if (!is_finished(name)) continue;
    const std::string path = inside + "/" + name;
    const auto facts = posix_storage().stat(folder / path);
    if (!facts) return facts.error();
    if (*facts && (*facts)->kind == FileFacts::Kind::kFolder) {
      Result<std::vector<ListedFile>> below = describe_folder(folder, path);
      if (!below) return below;
      std::ranges::move(*below, std::back_inserter(files));
    } else if (is_hash(name) && name.size() == 64 && *facts) {  // named by its SHA-256
      files.push_back({path, (*facts)->size_bytes, name});
    } else {
      Result<std::optional<ListedFile>> file = describe_file(folder, path);
      if (!file) return std::move(file).error();
      if (*file) files.push_back(**std::move(file));
    }
  }
  return files;
}

Result<std::string> LibraryOrigin::sent_manifest(const store::DatasetName& dataset,
                                                 const std::string& snapshot) const {
  if (snapshot.size() != 32 || !is_hash(snapshot)) return no_file(dataset);
  const fs::path path = store::dataset_folder(library_.home(), dataset) / "snapshots" / snapshot /
                        store::kManifestFile;
  const Result<std::string> text = read_file(path);
  if (!text && text.error().code() == ErrorCode::kNotFound) return no_file(dataset);
  if (!text) return text.error();
  Result<store::Manifest> manifest = store::parse_manifest(*text);
  if (!manifest) return std::move(manifest).error();
  manifest->origin = std::string(store::public_origin(manifest->origin));
  return store::manifest_json(*manifest);
}

Result<std::string> LibraryOrigin::manifest(const store::DatasetName& dataset,
                                            const std::string& snapshot, std::stop_token /*stop*/) {
  return sent_manifest(dataset, snapshot);
}

Result<std::vector<ListedFile>> LibraryOrigin::pushed_files(const store::DatasetName& dataset,
                                                            std::stop_token /*stop*/) {
  const fs::path folder = store::dataset_folder(library_.home(), dataset);
  std::vector<ListedFile> files;
  for (const char* inside : {"pushed/commits", "pushed/objects"}) {
    Result<std::vector<ListedFile>> found = describe_folder(folder, inside);
    if (!found) return found;
    std::ranges::move(*found, std::back_inserter(files));
  }
  return files;
}

bool LibraryOrigin::has(const store::DatasetName& dataset) const {
  const fs::path folder = store::dataset_folder(library_.home(), dataset);
  return std::ranges::any_of(std::array{store::kCurrentFile, store::kPushedRefs},
                             [&](std::string_view name) {
                               const auto facts = posix_storage().stat(folder / name);
                               return facts && *facts;
                             });
}

Result<fs::path> LibraryOrigin::find(const store::DatasetName& dataset,
                                     std::string_view path) const {
  const fs::path folder = store::dataset_folder(library_.home(), dataset);
  bool is_copied = std::ranges::find(store::kSideFiles, path) != store::kSideFiles.end();
  constexpr std::string_view kSnapshots = "snapshots/";
  if (path.starts_with(kSnapshots) && path.size() > kSnapshots.size() + 33) {
    const std::string_view id = path.substr(kSnapshots.size(), 32);
    const std::string_view rest = path.substr(kSnapshots.size() + 33);
    is_copied = is_hash(id) && path[kSnapshots.size() + 32] == '/' && is_snapshot_path(rest);
  } else {
    is_copied = is_copied || path == store::kPushedRefs || is_below(path, "pushed/commits") ||
                is_below(path, "pushed/objects");
  }
  if (!is_copied) return no_file(dataset);
  return folder / path;
}

Status LibraryOrigin::read(const store::DatasetName& dataset, const std::string& path,
                           std::uint64_t offset, const Sink& sink, std::stop_token stop) {
  const Result<fs::path> file = find(dataset, path);
  if (!file) return file.error();
  std::uint64_t at = 0;
  Status status = read_pieces(*file, [&](std::string_view bytes) -> Status {
    if (stop.stop_requested()) return cancelled("stopped");
    const std::uint64_t begin = at;
    at += bytes.size();
    if (at <= offset) return {};
    const std::size_t skipped = begin < offset ? static_cast<std::size_t>(offset - begin) : 0;
    return sink(begin + skipped, bytes.substr(skipped));
  });
  if (!status && status.error().code() == ErrorCode::kNotFound) return no_file(dataset);
  return status;
}

}  // namespace vitrine::replica
