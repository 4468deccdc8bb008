#pragma once
// PushedRepository: the files that clients pushed to a dataset, commit by commit, with branches and
// tags. Every commit is kept, and so is what it holds, until the dataset is removed for good.
//
//   HOME/datasets/{owner}/{name}/pushed/
//     pending               the commit that is still to be imported
//     refs.json             branches and tags, each with the commit that it names
//     commits/{id}.json     one immutable commit
//     objects/ab/abcdef...  contents by SHA-256
//
// Reads take no locks: refs.json is replaced as a whole, and what it names is there before.
// Changes are made under the dataset's lock of side files, so that none is lost between two.
// Nothing here decides who may. Safe to use from several threads and processes.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "base/result.h"
#include "pushed/commit.h"
#include "pushed/object_store.h"
#include "store/dataset_folder.h"

namespace vitrine::pushed {

struct Refs {
  std::map<std::string, std::string> branches;  ///< Commit by name; "main" is always there.
  std::map<std::string, std::string> tags;
};

/// A push, as it comes.
struct CommitDraft {
  std::string title;
  std::string message;
  std::string author;
  /// What the branch must stand at; empty: wherever it does.
  std::string parent;
  std::vector<FileChange> changes;
};

class PushedRepository {
 public:
  /// One with an empty commit on "main". Errors: exists if there is one; io.
  static Result<PushedRepository> create(const fs::path& home, const store::DatasetName& dataset,
                                         std::string_view author);
  /// Nothing if nobody ever pushed to it. Cost: one look at the file system.
  static std::optional<PushedRepository> open(const fs::path& home,
                                              const store::DatasetName& dataset);
  /// Names of all there are, sorted; also those of which nothing was imported yet.
  /// Errors: io.
  static Result<std::vector<store::DatasetName>> list(const fs::path& home);

  const store::DatasetName& dataset() const { return dataset_; }
  const ObjectStore& objects() const { return objects_; }

  /// Errors: corrupt, io.
  Result<Refs> refs() const;
  /// The commit that a branch or tag ("main", "refs/heads/main", "refs/tags/v1"), "HEAD", or an id
  /// of seven digits or more names. Errors: not_found; corrupt; io.
  Result<Commit> at(std::string_view revision) const;
  /// The commit and those before it, the latest first, `most` at most. Errors: as at().
  Result<std::vector<Commit>> history(std::string_view revision, std::size_t most) const;

  /// Moves a branch to a new commit; changes that change nothing leave it at the one that it has.
  /// Every content that it names must be among objects(). The commit that the branch stood at is
  /// its parent. Errors: not_found for the branch, or a file to delete; exists if the branch does
  /// not stand at draft.parent; invalid_argument for a path or a content that is not there; io.
  Result<Commit> commit(std::string_view branch, const CommitDraft& draft) const;
  /// Errors: exists; not_found (`start`); invalid_argument for a name that git would not take.
  Status create_branch(std::string_view name, std::string_view start) const;
  Status create_tag(std::string_view name, std::string_view start) const;
  /// Errors: not_found; invalid_argument for "main".
  Status delete_branch(std::string_view name) const;
  Status delete_tag(std::string_view name) const;
  /// The commit that is still to be imported, kept so that none is forgotten when a server ends.
  /// Empty if there is none.
  std::string pending() const;
  Status set_pending(const std::string& commit) const;
  /// Unless another commit is pending by now.
  void clear_pending(const std::string& commit) const;
  /// Removes it with all commits, from a dataset that has nothing else. Errors: io.
  Status remove() const;

 private:
  PushedRepository(fs::path folder, store::DatasetName dataset)
      : folder_(std::move(folder)), dataset_(std::move(dataset)), objects_(folder_ / "objects") {}

  fs::path refs_file() const { return folder_.parent_path() / store::kPushedRefs; }
  template <typename Change>
  Status change_refs(const Change& change) const;
  Result<Commit> read(const std::string& id) const;
  Status write(Commit& commit) const;

  fs::path folder_;
  store::DatasetName dataset_;
  ObjectStore objects_;
};

}  // namespace vitrine::pushed
