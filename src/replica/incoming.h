#pragma once
// Incoming: files of a dataset on their way here.
//
//   HOME/incoming/{owner}@{name}@{what}/PATH            a file that is whole, by its size and hash
//   HOME/incoming/{owner}@{name}@{what}/PATH.partial    one that is not
//
// What a killed process left is gone on with: a partial file where it ends, and a whole one is
// hashed again before it counts. One thread at a time.

#include <functional>
#include <set>
#include <stop_token>
#include <string>

#include "base/result.h"
#include "base/storage.h"
#include "replica/origin.h"

namespace vitrine::replica {

inline constexpr std::string_view kIncomingFolder = "incoming";

class Incoming {
 public:
  /// `what`: 32 hexadecimal digits that name the state of the dataset that the files are of.
  /// `came`: told how many bytes came from the origin. Makes the folder. Errors: io.
  static Result<Incoming> open(const fs::path& home, const store::DatasetName& dataset,
                               const std::string& what, std::function<void(std::uint64_t)> came);

  /// Has the file of `from` + file.path of the dataset's folder whole at path_of(file), taken from
  /// `twin` where that has the content, else from the origin. Errors: those of Origin::read();
  /// unavailable if it ends too early, so that the next try goes on there; corrupt for content
  /// without the hash that was stated, which is forgotten; io, too_large (a full disk).
  Status fetch(Origin& origin, const std::string& from, const ListedFile& file,
               const fs::path& twin, const std::stop_token& stop);
  fs::path path_of(const ListedFile& file) const { return folder_ / file.path; }
  const fs::path& folder() const { return folder_; }

  /// Bytes of these files that are not here yet.
  std::uint64_t missing_bytes(std::span<const ListedFile> files) const;
  /// Removes the folder. Best effort.
  void discard() const;

 private:
  Incoming(fs::path folder, store::DatasetName dataset, std::function<void(std::uint64_t)> came)
      : folder_(std::move(folder)), dataset_(std::move(dataset)), came_(std::move(came)) {}

  Result<bool> take_twin(const ListedFile& file, const fs::path& twin) const;
  Status receive(Origin& origin, const std::string& from, const ListedFile& file,
                 const std::stop_token& stop) const;

  fs::path folder_;
  store::DatasetName dataset_;
  std::function<void(std::uint64_t)> came_;
  std::set<std::string> whole_;  ///< Paths whose content was looked at.
};

/// Removes what is on its way to datasets in other states than these, "{owner}@{name}@{what}".
/// Best effort.
void collect_incoming(const fs::path& home, const std::set<std::string>& wanted);
std::string incoming_name(const store::DatasetName& dataset, const std::string& what);

/// Whether the file has the size and hash.
Result<bool> has_content(const fs::path& path, const ListedFile& file);

}  // namespace vitrine::replica
