#pragma once
// MemoryStorage: a file system in memory that can lose what a power cut may lose.
//
// Content is durable as far as it was synced; so are names, which are kept as a journal of changes:
// each rename, new name or removal is one step that reaches the disk whole or not at all, when its
// folder is synced at the latest. What a cut leaves is one of many states: the stingiest keeps
// nothing that was not synced, others keep any part of it that respects the order of changes to
// one name, and files whose content was not synced hold some of it. A process that ends at a given
// step sees every later operation fail, so that its destructors run and do nothing.
//
//   MemoryStorage storage;
//   storage.stop_after(7);
//   run(storage);                                  // its eighth change and all after it fail
//   MemoryStorage left = storage.after_power_cut(seed);
//
// Not thread safe. The model is of POSIX with atomic renames (ext4, XFS, Btrfs), not of disks that
// lie about a sync. Source: LevelDB's fault_injection_test.cc and TigerBeetle's storage.zig, which
// drop unsynced content; the journal of names is ours.

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/storage.h"

namespace vitrine::faults {

class MemoryStorage : public Storage {
 public:
  MemoryStorage();

  /// Every change after the first `changes` ones fails.
  void stop_after(std::uint64_t changes) { stop_after_ = changes; }
  /// Change or look number `number` (0: the first, looks counted too) fails once with an io error.
  void fail_once_at(std::uint64_t number) { fail_at_ = number; }
  /// Changes asked for so far; of those beyond stop_after() too.
  std::uint64_t num_changes() const { return num_changes_; }
  std::uint64_t num_operations() const { return num_operations_; }

  /// What a restart finds. Seed 0 keeps nothing that was not synced, seed 1 keeps all of it (a
  /// kill without a power cut), any other seed keeps some of it.
  std::unique_ptr<MemoryStorage> after_power_cut(std::uint64_t seed) const;

  /// "path size" for every file, for messages.
  std::string picture() const;

  Result<std::string> read(const fs::path& path, std::uint64_t max_bytes) override;
  Result<Hash128> hash(const fs::path& path) override;
  Status write(const fs::path& path, std::string_view bytes) override;
  Status sync(const fs::path& path) override;
  Status rename(const fs::path& from, const fs::path& to) override;
  Status exchange(const fs::path& a, const fs::path& b) override;
  Status remove(const fs::path& path) override;
  Status make_folder(const fs::path& path) override;
  Result<std::vector<std::string>> list(const fs::path& path) override;
  Result<std::optional<FileFacts>> stat(const fs::path& path) override;
  Result<HeldLock> lock(const fs::path& path, IfLocked if_locked) override;

 private:
  using Number = std::uint64_t;  // of a file or folder; 0 is the root
  using Names = std::map<std::string, Number>;

  struct Node {
    bool is_folder = false;
    std::string content;
    std::optional<std::string> synced;  ///< Of a file: what is durable of its content.
    std::weak_ptr<void> lock;
  };
  /// One name that a change sets, or takes away (no target).
  struct NameChange {
    Number folder = 0;
    std::string name;
    std::optional<Number> target;
  };
  using Step = std::vector<NameChange>;

  Status begin_change();
  Status begin_look();
  std::optional<Number> find(const fs::path& path) const;
  Result<Number> folder_of(const fs::path& path) const;
  const Names& names_in(Number folder) const;
  void apply(Step step);
  std::map<Number, Names> names_after(std::uint64_t seed) const;

  std::map<Number, Node> nodes_;
  std::map<Number, Names> names_;    ///< As the running system sees them.
  std::map<Number, Names> durable_;  ///< As synced.
  std::vector<Step> journal_;        ///< Steps between the two, in order.
  Number last_number_ = 0;
  std::uint64_t num_changes_ = 0;
  std::uint64_t num_operations_ = 0;
  std::optional<std::uint64_t> stop_after_;
  std::optional<std::uint64_t> fail_at_;
};

}  // namespace vitrine::faults
