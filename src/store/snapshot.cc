#include "store/snapshot.h"

#include "base/file_error.h"

namespace vitrine::store {
namespace {

constexpr std::uint64_t kMaxSmallFileBytes = std::uint64_t{1} << 30U;

Error changed(const std::string& path) {
  return corrupt(path + " is damaged: its content is not what was imported");
}

}  // namespace

Error corrupt_dataset(const DatasetName& dataset, const Error& error) {
  if (error.code() != ErrorCode::kCorrupt && error.code() != ErrorCode::kUnsupported) return error;
  const std::string opening = "dataset " + dataset.id() + " is damaged: ";
  if (error.message().starts_with(opening)) return error;
  return {error.code(), opening + error.message() +
                            "; run `vitrine doctor --repair`, or import its source again"};
}

fs::path parquet_path(std::string_view config, std::string_view split) {
  return fs::path("parquet") / config / split;
}

fs::path index_path(std::string_view config, std::string_view split) {
  return fs::path("index") / config / split;
}

Error Snapshot::missing(const std::string& file) const {
  const Result<std::optional<FileFacts>> folder = storage_->stat(directory_);
  if (folder && !*folder)
    return not_found("dataset " + manifest_.dataset.id() + " was removed while it was read");
  return corrupt(file + " is missing");
}

Status Snapshot::check_size(const SnapshotFile& file) const {
  const Result<std::optional<FileFacts>> facts = storage_->stat(directory_ / file.path);
  if (!facts) return facts.error();
  if (!*facts) return missing("its file " + file.path);
  if ((*facts)->size_bytes == file.size_bytes) return {};
  return corrupt("its file " + file.path + " has " + std::to_string((*facts)->size_bytes) +
                 " bytes instead of " + std::to_string(file.size_bytes));
}

Status Snapshot::check_file(const SnapshotFile& file) const {
  if (Status status = check_size(file); !status) return status;
  const Result<Hash128> hash = storage_->hash(directory_ / file.path);
  if (!hash) return hash.error();
  return hash->hex() == file.hash ? Status() : Status(changed(file.path));
}

Status Snapshot::check_sizes() const {
  for (const SnapshotFile& file : manifest_.files) {
    if (Status status = check_size(file); !status) return status;
  }
  return {};
}

fs::path Snapshot::parquet_file(std::string_view config, std::string_view split,
                                std::string_view filename) const {
  return directory_ / parquet_path(config, split) / filename;
}

Status Snapshot::check_shard(const std::string& path) const {
  {
    const MutexLock lock(mutex_);
    if (const auto known = checks_.find(path); known != checks_.end()) return known->second;
  }
  const SnapshotFile* file = manifest_.find_file(path);
  // Outside the lock: two that come at the same moment read the file twice.
  Status status = file != nullptr ? check_file(*file) : corrupt("its file " + path + " is missing");
  // A failure to read may pass; what was read and is wrong stays wrong.
  if (!status && status.error().code() != ErrorCode::kCorrupt) return status;
  const MutexLock lock(mutex_);
  return checks_.emplace(path, std::move(status)).first->second;
}

Status Snapshot::check_parquet(std::string_view config, const SplitManifest& split) const {
  for (const ParquetFile& file : split.parquet_files) {
    const fs::path path = parquet_path(config, split.name) / file.filename;
    if (Status status = check_shard(path.generic_string()); !status)
      return corrupt_dataset(manifest_.dataset, std::move(status).error());
  }
  return {};
}

fs::path Snapshot::index_file(std::string_view config, std::string_view split,
                              std::string_view filename) const {
  return directory_ / index_path(config, split) / filename;
}

Result<std::string> Snapshot::read_index_file(std::string_view config, std::string_view split,
                                              std::string_view filename) const {
  const std::string path = (index_path(config, split) / filename).generic_string();
  const SnapshotFile* file = manifest_.find_file(path);
  if (file == nullptr) return corrupt("its file " + path + " is missing");
  Result<std::string> content = storage_->read(directory_ / path, kMaxSmallFileBytes);
  if (!content && content.error().code() == ErrorCode::kNotFound)
    return missing("its file " + path);
  if (content && hash128(*content).hex() != file->hash) return changed(path);
  return content;
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
    if (error) return file_error("create", folder, error.value());
  }
  return {};
}

}  // namespace vitrine::store
