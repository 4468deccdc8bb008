#pragma once
// LibraryOrigin: a library on this machine as others copy it. What a server of it answers its
// copies with (server/copy_routes.h), and what a copy of a folder reads.
//
//   HOME/datasets/{owner}/{name}/snapshots/{id}/...      files of its manifest, and derived/...
//   HOME/datasets/{owner}/{name}/labels.json ...         side files
//   HOME/datasets/{owner}/{name}/pushed/...              refs.json, commits/, objects/
//
// Nothing else of a library can be had. Thread safe.

#include <map>
#include <string>
#include <vector>

#include "base/storage.h"
#include "base/thread_annotations.h"
#include "replica/origin.h"
#include "store/library.h"

namespace vitrine::replica {

class LibraryOrigin final : public Origin {
 public:
  explicit LibraryOrigin(store::Library library) : library_(std::move(library)) {}
  /// The library in a folder, which must be one. Errors: not_found; io.
  static Result<std::unique_ptr<LibraryOrigin>> open(const fs::path& home);

  std::string name() const override;
  Result<std::optional<List>> list(const std::string& known_tag, std::stop_token stop) override;
  Result<std::string> manifest(const store::DatasetName& dataset, const std::string& snapshot,
                               std::stop_token stop) override;
  Result<std::vector<ListedFile>> pushed_files(const store::DatasetName& dataset,
                                               std::stop_token stop) override;
  Status read(const store::DatasetName& dataset, const std::string& path, std::uint64_t offset,
              const Sink& sink, std::stop_token stop) override;

  /// All datasets. Cost: a look at each file that may have changed; such a file is hashed once.
  Result<LibraryListing> listing();
  /// Whether there is anything of the dataset, imported or pushed.
  bool has(const store::DatasetName& dataset) const;
  /// Where a file of the dataset is. Errors: not_found for anything that is not copied.
  Result<fs::path> find(const store::DatasetName& dataset, std::string_view path) const;

 private:
  Result<ListedDataset> describe(const store::DatasetName& dataset);
  Status describe_snapshot(ListedDataset& dataset);
  /// Nothing where there is no such file.
  Result<std::optional<ListedFile>> describe_file(const fs::path& folder, const std::string& path);
  Result<std::vector<ListedFile>> describe_folder(const fs::path& folder,
                                                  const std::string& inside);
  Result<std::string> sent_manifest(const store::DatasetName& dataset,
                                    const std::string& snapshot) const;

  struct KnownFile {
    FileFacts facts;
    std::string hash;
  };
  struct KnownSnapshot {
    store::CurrentSnapshot current;
    std::string manifest;
  };

  store::Library library_;
  Mutex mutex_;
  std::map<fs::path, KnownFile> files_ VITRINE_GUARDED_BY(mutex_);
  std::map<store::DatasetName, KnownSnapshot> snapshots_ VITRINE_GUARDED_BY(mutex_);
};

}  // namespace vitrine::replica
