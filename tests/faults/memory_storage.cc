#include "memory_storage.h"

#include <algorithm>
#include <random>
#include <set>

namespace vitrine::faults {
namespace {

Error absent(const fs::path& path) {
  return not_found(path.string() + " is not there");
}

using NameKey = std::pair<std::uint64_t, std::string>;

}  // namespace

MemoryStorage::MemoryStorage() {
  nodes_[0].is_folder = true;
}

Status MemoryStorage::begin_look() {
  const bool is_dead = stop_after_ && num_changes_ > *stop_after_;
  if (num_operations_++ == fail_at_) return io_error("an injected failure");
  if (is_dead) return io_error("the process has ended");
  return {};
}

Status MemoryStorage::begin_change() {
  ++num_changes_;
  return begin_look();
}

const MemoryStorage::Names& MemoryStorage::names_in(Number folder) const {
  static const Names kNone;
  const auto found = names_.find(folder);
  return found == names_.end() ? kNone : found->second;
}

std::optional<MemoryStorage::Number> MemoryStorage::find(const fs::path& path) const {
  Number at = 0;
  for (const fs::path& part : path.relative_path()) {
    const Names& names = names_in(at);
    const auto found = names.find(part.string());
    if (found == names.end()) return std::nullopt;
    at = found->second;
  }
  return at;
}

Result<MemoryStorage::Number> MemoryStorage::folder_of(const fs::path& path) const {
  const std::optional<Number> folder = find(path.parent_path());
  if (!folder || !nodes_.at(*folder).is_folder) return absent(path.parent_path());
  return *folder;
}

void MemoryStorage::apply(Step step) {
  for (const NameChange& change : step) {
    if (change.target) {
      names_[change.folder][change.name] = *change.target;
    } else {
      names_[change.folder].erase(change.name);
    }
  }
  journal_.push_back(std::move(step));
}

Result<std::string> MemoryStorage::read(const fs::path& path, std::uint64_t max_bytes) {
  if (Status status = begin_look(); !status) return std::move(status).error();
  const std::optional<Number> file = find(path);
  if (!file) return absent(path);
  const Node& node = nodes_.at(*file);
  if (node.is_folder) return io_error(path.string() + " is a folder");
  if (node.content.size() > max_bytes) return too_large(path.string() + " is too large");
  return node.content;
}

Result<Hash128> MemoryStorage::hash(const fs::path& path) {
  Result<std::string> content = read(path, ~0ULL);
  if (!content) return std::move(content).error();
  return hash128(*content);
}

Status MemoryStorage::write(const fs::path& path, std::string_view bytes) {
  if (Status status = begin_change(); !status) return status;
  const Result<Number> folder = folder_of(path);
  if (!folder) return folder.error();
  std::optional<Number> file = find(path);
  if (!file) {
    file = ++last_number_;
    nodes_[*file] = {};
    apply({{*folder, path.filename().string(), *file}});
  }
  nodes_[*file].content = bytes;
  return {};
}

Status MemoryStorage::sync(const fs::path& path) {
  if (Status status = begin_change(); !status) return status;
  const std::optional<Number> number = find(path);
  if (!number) return absent(path);
  Node& node = nodes_[*number];
  if (!node.is_folder) {
    node.synced = node.content;
    return {};
  }
  // The steps that touch this folder reach the disk, and with each those before it that set the
  // same names.
  std::set<NameKey> wanted;
  std::vector<Step> left;
  std::vector<Step> done;
  for (auto step = journal_.rbegin(); step != journal_.rend(); ++step) {
    const bool goes = std::ranges::any_of(*step, [&](const NameChange& change) {
      return change.folder == *number || wanted.contains({change.folder, change.name});
    });
    if (goes) {
      for (const NameChange& change : *step) wanted.insert({change.folder, change.name});
    }
    (goes ? done : left).push_back(*step);
  }
  for (auto step = done.rbegin(); step != done.rend(); ++step) {
    for (const NameChange& change : *step) {
      if (change.target) {
        durable_[change.folder][change.name] = *change.target;
      } else {
        durable_[change.folder].erase(change.name);
      }
    }
  }
  journal_.assign(left.rbegin(), left.rend());
  return {};
}

Status MemoryStorage::rename(const fs::path& from, const fs::path& to) {
  if (Status status = begin_change(); !status) return status;
  const Result<Number> from_folder = folder_of(from);
  const Result<Number> to_folder = folder_of(to);
  const std::optional<Number> moved = find(from);
  if (!from_folder || !to_folder || !moved) return absent(from);
  if (const std::optional<Number> there = find(to); there && !names_in(*there).empty())
    return already_exists(to.string() + " exists already");
  apply({{*to_folder, to.filename().string(), *moved},
         {*from_folder, from.filename().string(), std::nullopt}});
  return {};
}

Status MemoryStorage::exchange(const fs::path& a, const fs::path& b) {
  if (Status status = begin_change(); !status) return status;
  const std::optional<Number> at_a = find(a);
  const std::optional<Number> at_b = find(b);
  if (!at_a || !at_b) return absent(at_a ? b : a);
  apply({{*folder_of(a), a.filename().string(), *at_b},
         {*folder_of(b), b.filename().string(), *at_a}});
  return {};
}

Status MemoryStorage::remove(const fs::path& path) {
  if (Status status = begin_change(); !status) return status;
  const std::optional<Number> number = find(path);
  if (!number) return absent(path);
  if (!names_in(*number).empty()) return already_exists(path.string() + " is not empty");
  apply({{*folder_of(path), path.filename().string(), std::nullopt}});
  return {};
}

Status MemoryStorage::make_folder(const fs::path& path) {
  if (Status status = begin_change(); !status) return status;
  const Result<Number> folder = folder_of(path);
  if (!folder) return folder.error();
  if (find(path)) return already_exists(path.string() + " exists already");
  const Number number = ++last_number_;
  nodes_[number].is_folder = true;
  apply({{*folder, path.filename().string(), number}});
  return {};
}

Result<std::vector<std::string>> MemoryStorage::list(const fs::path& path) {
  if (Status status = begin_look(); !status) return std::move(status).error();
  const std::optional<Number> folder = find(path);
  if (!folder) return absent(path);
  if (!nodes_.at(*folder).is_folder) return io_error(path.string() + " is no folder");
  std::vector<std::string> names;
  for (const auto& [name, number] : names_in(*folder)) names.push_back(name);
  return names;
}

Result<std::optional<FileFacts>> MemoryStorage::stat(const fs::path& path) {
  if (Status status = begin_look(); !status) return std::move(status).error();
  const std::optional<Number> number = find(path);
  if (!number) return std::optional<FileFacts>();
  const Node& node = nodes_.at(*number);
  return std::optional(FileFacts{node.is_folder ? FileFacts::Kind::kFolder : FileFacts::Kind::kFile,
                                 node.content.size(), *number});
}

Result<HeldLock> MemoryStorage::lock(const fs::path& path, IfLocked /*if_locked*/) {
  if (!find(path)) {
    if (Status status = write(path, ""); !status) return std::move(status).error();
  } else if (Status status = begin_look(); !status) {
    return std::move(status).error();
  }
  Node& node = nodes_[*find(path)];
  if (node.lock.lock() != nullptr) return unavailable(path.string() + " is locked");
  HeldLock held = std::make_shared<int>(0);
  node.lock = held;
  return held;
}

/// The durable names and as many steps of the journal as the seed lets through: none for 0, all for
/// 1, else any that follow no step on the same name which was lost.
std::map<MemoryStorage::Number, MemoryStorage::Names> MemoryStorage::names_after(
    std::uint64_t seed) const {
  std::map<Number, Names> names = durable_;
  std::mt19937_64 random(seed);
  std::set<NameKey> lost;
  for (const Step& step : journal_) {
    const bool follows_lost = std::ranges::any_of(step, [&](const NameChange& change) {
      return lost.contains({change.folder, change.name});
    });
    const bool kept = seed == 1 || (seed != 0 && !follows_lost && random() % 2 == 0);
    for (const NameChange& change : step) {
      if (!kept) {
        lost.insert({change.folder, change.name});
      } else if (change.target) {
        names[change.folder][change.name] = *change.target;
      } else {
        names[change.folder].erase(change.name);
      }
    }
  }
  return names;
}

std::unique_ptr<MemoryStorage> MemoryStorage::after_power_cut(std::uint64_t seed) const {
  auto left = std::make_unique<MemoryStorage>();
  left->names_ = names_after(seed);
  left->durable_ = left->names_;
  left->last_number_ = last_number_;
  std::mt19937_64 random(seed + 1);
  for (const auto& [number, node] : nodes_) {
    Node kept;
    kept.is_folder = node.is_folder;
    const std::string& synced = node.synced ? *node.synced : kept.content;
    const std::uint64_t draw = random() % 3;
    if (seed == 1 || (seed != 0 && draw == 0)) {
      kept.content = node.content;
    } else if (seed != 0 && draw == 1 && node.synced != node.content) {
      // Torn: some of the new bytes over the old ones.
      kept.content = node.content.substr(0, random() % (node.content.size() + 1));
      if (kept.content.size() < synced.size()) kept.content += synced.substr(kept.content.size());
    } else {
      kept.content = synced;
    }
    kept.synced = kept.content;
    left->nodes_[number] = std::move(kept);
  }
  return left;
}

std::string MemoryStorage::picture() const {
  std::string text;
  const std::function<void(Number, const std::string&)> draw = [&](Number folder,
                                                                   const std::string& path) {
    for (const auto& [name, number] : names_in(folder)) {
      const Node& node = nodes_.at(number);
      const std::string here = path + "/" + name;
      text += here + (node.is_folder ? "/" : " " + std::to_string(node.content.size())) + "\n";
      draw(number, here);
    }
  };
  draw(0, "");
  return text;
}

}  // namespace vitrine::faults
