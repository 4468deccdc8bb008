#pragma once
// Repository: a dataset of the library seen as a git repository of the Hub. Its files are a
// README.md and {config}/{split}/0000.parquet, ...; it has one commit, named by the snapshot.
//
// Revisions are "main" (or "HEAD"), "refs/convert/parquet" or "~parquet" (the Parquet files alone),
// the commit and the snapshot's id. Immutable; valid as long as the dataset that it was made of.

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

namespace vitrine::hub {

struct RepositoryFile {
  std::string path;  ///< "default/train/0000.parquet"
  std::uint64_t size_bytes = 0;
  std::string content;                 ///< Of README.md; empty for Parquet.
  fs::path location;                   ///< Where Parquet lies; empty for README.md.
  std::string checksum;                ///< XXH3-128 of Parquet; empty for README.md.
  std::function<Status()> check = {};  ///< Of Parquet: whether it is what was imported.

  bool is_parquet() const { return !location.empty(); }
};

/// The names that git has for a file.
struct FileIdentity {
  std::string blob_id;  ///< SHA-1; of a large file: of the pointer to it.
  std::string sha256;   ///< Of a large file's content; else empty.
  std::string pointer;  ///< What git holds in place of a large file; else empty.

  /// What clients store the content under.
  const std::string& etag() const { return sha256.empty() ? blob_id : sha256; }
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
  /// Nothing if there is no such revision.
  static std::optional<Repository> at(std::shared_ptr<const OpenDataset> dataset,
                                      std::string_view revision);
  /// A revision and a path as they stand in an address, slashes of the revision written plainly or
  /// not: "refs/convert/parquet/default/train/0000.parquet". The path may be empty.
  static std::pair<std::string, std::string> split_address(std::string_view rest);

  const Manifest& manifest() const { return dataset_->manifest(); }
  /// 40 digits: the snapshot's id and eight more.
  const std::string& commit() const { return commit_; }
  /// By path.
  const std::vector<RepositoryFile>& files() const { return files_; }
  /// Null if there is none.
  const RepositoryFile* find(std::string_view path) const;

 private:
  std::shared_ptr<const OpenDataset> dataset_;
  std::string commit_;
  std::vector<RepositoryFile> files_;
};

}  // namespace vitrine::hub
