#pragma once
// Repository: a dataset of the library seen as a git repository of the Hub, at one revision.
//
// Of a dataset that was imported the files are a README.md and {config}/{split}/0000.parquet, ...;
// it has one commit, named by the snapshot. Revisions are "main" (or "HEAD"),
// "refs/convert/parquet" or "~parquet" (the Parquet files alone), the commit and the snapshot's id.
// Of one that was pushed to, the files at a branch, tag or commit are those that were pushed; the
// Parquet files of its last import are at the same revisions as of any other. Immutable; valid as
// long as the dataset that it was made of.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "base/result.h"
#include "engine/catalogue.h"
#include "pushed/pushed_repository.h"

namespace vitrine::hub {

/// The names that git has for a file.
struct FileIdentity {
  std::string blob_id;  ///< SHA-1; of a large file: of the pointer to it.
  std::string sha256;   ///< Of a large file's content; else empty.
  std::string pointer;  ///< What git holds in place of a large file; else empty.

  /// What clients store the content under.
  const std::string& etag() const { return sha256.empty() ? blob_id : sha256; }
};

struct RepositoryFile {
  std::string path;  ///< "default/train/0000.parquet"
  std::uint64_t size_bytes = 0;
  std::string content;                 ///< Of a card that we write; else empty.
  fs::path location;                   ///< Where it lies; empty for such a card.
  std::string checksum;                ///< XXH3-128 of Parquet of ours; else empty.
  std::function<Status()> check = {};  ///< Of Parquet of ours: whether it is what was imported.
  std::optional<FileIdentity> identity = std::nullopt;  ///< Of what was pushed.

  /// Whether git holds a pointer in its place.
  bool is_large() const { return identity ? !identity->pointer.empty() : !location.empty(); }
};

/// Remembers the SHA-256 of Parquet files, which the library does not keep. Thread safe.
class ContentDigests {
 public:
  /// Errors: corrupt, if it is not what was imported; io. Cost: two reads of a Parquet file, the
  /// first time that its content is met.
  Result<FileIdentity> identify(const RepositoryFile& file);

 private:
  std::mutex mutex_;
  std::map<std::string, std::string> sha256_of_;  // by checksum; guarded by mutex_
};

class Repository {
 public:
  /// What was imported. Nothing if there is no such revision.
  static std::optional<Repository> at(std::shared_ptr<const engine::OpenDataset> dataset,
                                      std::string_view revision);
  /// What was pushed, at a commit. `imported` is null if nothing of it was imported yet.
  static Repository at(const pushed::PushedRepository& pushed, pushed::Commit commit,
                       std::shared_ptr<const engine::OpenDataset> imported);
  /// A revision and a path as they stand in an address, slashes of the revision written plainly or
  /// not: "refs/convert/parquet/default/train/0000.parquet". The path may be empty.
  static std::pair<std::string, std::string> split_address(std::string_view rest);

  const store::DatasetName& name() const { return name_; }
  /// Of what was imported; null if nothing was.
  const store::Manifest* manifest() const { return dataset_ ? &dataset_->manifest() : nullptr; }
  /// Its files as they were pushed; nothing if they were imported.
  const std::optional<pushed::PushedRepository>& pushed() const { return pushed_; }
  /// 40 digits: of what was imported, the snapshot's id and eight more.
  const std::string& commit() const { return commit_.id; }
  const std::string& title() const { return commit_.title; }
  /// When the commit was made, in seconds since 1970 UTC.
  std::int64_t changed_at() const { return commit_.seconds; }
  /// The text of README.md; empty if there is none. Cost: it is read, or written anew.
  std::string card() const;
  /// By path.
  const std::vector<RepositoryFile>& files() const { return files_; }
  /// Null if there is none.
  const RepositoryFile* find(std::string_view path) const;

 private:
  store::DatasetName name_;
  std::shared_ptr<const engine::OpenDataset> dataset_;
  std::optional<pushed::PushedRepository> pushed_;
  pushed::Commit commit_;  // without its files
  std::vector<RepositoryFile> files_;
};

}  // namespace vitrine::hub
