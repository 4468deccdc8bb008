#include "pushed/pushed_repository.h"

#include <algorithm>

#include "base/durable.h"
#include "base/json_parse.h"
#include "base/json_writer.h"
#include "base/sealed_json.h"
#include "store/dataset_folder.h"
#include "store/trash.h"

namespace vitrine::pushed {
namespace {

constexpr std::int64_t kVersion = 1;
constexpr std::string_view kPendingFile = "pending";
constexpr std::string_view kMain = "main";
constexpr std::size_t kLeastOfId = 7;
constexpr std::size_t kIdDigits = 40;
constexpr std::uint64_t kMaxFileBytes = std::uint64_t{1} << 30U;

fs::path repository_folder(const fs::path& home, const store::DatasetName& dataset) {
  return store::dataset_folder(home, dataset) / store::kPushedFolder;
}

bool is_id(std::string_view text) {
  return text.size() >= kLeastOfId && text.size() <= kIdDigits &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// As `git check-ref-format` has it, in short.
bool is_ref_name(std::string_view name) {
  if (name.empty() || name.size() > 200 || name == "@" || name == "HEAD") return false;
  if (name.front() == '/' || name.front() == '-' || name.back() == '/' || name.back() == '.')
    return false;
  if (name.ends_with(".lock") || name.find("..") != std::string_view::npos ||
      name.find("//") != std::string_view::npos || name.find("@{") != std::string_view::npos ||
      name.find("/.") != std::string_view::npos || name.front() == '.')
    return false;
  return std::ranges::all_of(name, [](char c) {
    return static_cast<unsigned char>(c) > ' ' && c != '\x7f' &&
           std::string_view("~^:?*[\\").find(c) == std::string_view::npos;
  });
}

Status check_ref_name(std::string_view name) {
  if (is_ref_name(name) && !name.starts_with("refs/") && !is_id(name)) return {};
  return invalid_argument("\"" + std::string(name.substr(0, 200)) +
                          "\" cannot be the name of a branch or tag.");
}

void write_names(JsonWriter& json, std::string_view key,
                 const std::map<std::string, std::string>& names) {
  json.key(key).begin_object();
  for (const auto& [name, commit] : names) json.member(name, commit);
  json.end_object();
}

std::string format_refs(const Refs& refs) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().member("version", kVersion);
  write_names(json, "branches", refs.branches);
  write_names(json, "tags", refs.tags);
  json.end_object();
  return seal_json(out);
}

Result<std::map<std::string, std::string>> parse_names(const boost::json::value& json,
                                                       std::string_view key) {
  const boost::json::value* names = find_member(json, key);
  if (names == nullptr || !names->is_object()) return corrupt("it has no " + std::string(key));
  std::map<std::string, std::string> out;
  for (const auto& [name, commit] : names->get_object()) {
    if (!commit.is_string() || !is_id(commit.get_string())) return corrupt("it names no commit");
    out.emplace(name, commit.get_string());
  }
  return out;
}

Result<Refs> parse_refs(std::string_view sealed) {
  const Result<std::string> object = unseal_json(sealed, {kVersion, kVersion});
  if (!object) return object.error();
  const Result<boost::json::value> json = parse_json(*object);
  if (!json) return corrupt(json.error().message());
  auto branches = parse_names(*json, "branches");
  if (!branches) return std::move(branches).error();
  auto tags = parse_names(*json, "tags");
  if (!tags) return std::move(tags).error();
  if (!branches->contains(std::string(kMain))) return corrupt("it has no branch main");
  return Refs{*std::move(branches), *std::move(tags)};
}

Error no_revision(std::string_view revision) {
  return not_found("The dataset has no revision '" + std::string(revision.substr(0, 200)) + "'.");
}

std::optional<std::string> find_ref(const Refs& refs, std::string_view revision) {
  const auto look_up = [](const std::map<std::string, std::string>& names,
                          std::string_view name) -> std::optional<std::string> {
    const auto found = names.find(std::string(name));
    return found == names.end() ? std::nullopt : std::optional(found->second);
  };
  constexpr std::string_view kHeads = "refs/heads/";
  constexpr std::string_view kTags = "refs/tags/";
  if (revision == "HEAD") return look_up(refs.branches, kMain);
  if (revision.starts_with(kHeads)) return look_up(refs.branches, revision.substr(kHeads.size()));
  if (revision.starts_with(kTags)) return look_up(refs.tags, revision.substr(kTags.size()));
  if (auto branch = look_up(refs.branches, revision)) return branch;
  return look_up(refs.tags, revision);
}

}  // namespace

Result<PushedRepository> PushedRepository::create(const fs::path& home,
                                                  const store::DatasetName& dataset,
                                                  std::string_view author) {
  Storage& storage = posix_storage();
  const fs::path folder = repository_folder(home, dataset);
  if (Status made = make_folders_durably(storage, folder / "commits"); !made)
    return std::move(made).error();
  const Result<HeldLock> lock = store::lock_side_files(storage, folder.parent_path());
  if (!lock) return lock.error();
  if (open(home, dataset)) {
    return already_exists("There is a dataset " + dataset.id() + " already.");
  }
  PushedRepository repository(folder, dataset);
  Commit first;
  first.title = "initial commit";
  first.author = author;
  first.seconds = store::seconds_now();
  if (Status written = repository.write(first); !written) return std::move(written).error();
  Refs refs;
  refs.branches.emplace(kMain, first.id);
  if (Status written = write_durably(storage, repository.refs_file(), format_refs(refs)); !written)
    return std::move(written).error();
  return repository;
}

std::optional<PushedRepository> PushedRepository::open(const fs::path& home,
                                                       const store::DatasetName& dataset) {
  std::error_code ignored;
  if (!fs::exists(store::dataset_folder(home, dataset) / store::kPushedRefs, ignored))
    return std::nullopt;
  return PushedRepository(repository_folder(home, dataset), dataset);
}

Result<std::vector<store::DatasetName>> PushedRepository::list(const fs::path& home) {
  return store::datasets_with(home, store::kPushedRefs);
}

Result<Refs> PushedRepository::refs() const {
  const Result<std::string> text = posix_storage().read(refs_file(), kMaxFileBytes);
  if (!text) return text.error();
  Result<Refs> refs = parse_refs(*text);
  if (!refs) {
    return Error(refs.error().code(),
                 "The branches of " + dataset_.id() +
                     " (pushed/refs.json) cannot be read: " + refs.error().message() + ".");
  }
  return refs;
}

Result<Commit> PushedRepository::read(const std::string& id) const {
  const Result<std::string> text =
      posix_storage().read(folder_ / "commits" / (id + ".json"), kMaxFileBytes);
  if (!text && text.error().code() == ErrorCode::kNotFound) return no_revision(id);
  if (!text) return text.error();
  Result<Commit> commit = parse_commit(*text);
  if (commit && commit->id != id) commit = corrupt("it is another commit");
  if (!commit) {
    return Error(commit.error().code(), "The commit " + id + " of " + dataset_.id() +
                                            " cannot be read: " + commit.error().message() + ".");
  }
  return commit;
}

Status PushedRepository::write(Commit& commit) const {
  const std::string text = format_commit(commit);
  return write_durably(posix_storage(), folder_ / "commits" / (commit.id + ".json"), text);
}

Result<Commit> PushedRepository::at(std::string_view revision) const {
  const Result<Refs> refs = this->refs();
  if (!refs) return refs.error();
  if (const std::optional<std::string> named = find_ref(*refs, revision)) return read(*named);
  if (!is_id(revision)) return no_revision(revision);
  if (revision.size() == kIdDigits) return read(std::string(revision));
  const Result<std::vector<std::string>> names = posix_storage().list(folder_ / "commits");
  if (!names) return names.error();
  const auto first = std::ranges::lower_bound(*names, revision);
  if (first == names->end() || !first->starts_with(revision)) return no_revision(revision);
  if (std::next(first) != names->end() && std::next(first)->starts_with(revision))
    return no_revision(revision);  // of two
  return read(first->substr(0, kIdDigits));
}

Result<std::vector<Commit>> PushedRepository::history(std::string_view revision,
                                                      std::size_t most) const {
  Result<Commit> commit = at(revision);
  if (!commit) return std::move(commit).error();
  std::vector<Commit> commits = {*std::move(commit)};
  while (commits.size() < most && !commits.back().parent.empty()) {
    commits.back().files.clear();
    Result<Commit> parent = read(commits.back().parent);
    if (!parent) return std::move(parent).error();
    commits.push_back(*std::move(parent));
  }
  commits.back().files.clear();
  return commits;
}

template <typename Change>
Status PushedRepository::change_refs(const Change& change) const {
  Storage& storage = posix_storage();
  const Result<HeldLock> lock = store::lock_side_files(storage, folder_.parent_path());
  if (!lock) return lock.error();
  Result<Refs> refs = this->refs();
  if (!refs) return std::move(refs).error();
  if (Status changed = change(*refs); !changed) return changed;
  return write_durably(storage, refs_file(), format_refs(*refs));
}

Result<Commit> PushedRepository::commit(std::string_view branch, const CommitDraft& draft) const {
  for (const auto& [kind, file] : draft.changes) {
    if (kind == FileChange::Kind::kPut && !objects_.has(file.sha256, file.size_bytes)) {
      return invalid_argument("The content of \"" + file.path.substr(0, 200) +
                              "\" was not sent, or not whole; send it again.");
    }
  }
  constexpr std::string_view kHeads = "refs/heads/";
  if (branch.starts_with(kHeads)) branch.remove_prefix(kHeads.size());
  Commit after;
  const Status changed = change_refs([&](Refs& refs) -> Status {
    const auto head = refs.branches.find(std::string(branch));
    if (head == refs.branches.end()) return no_revision(branch);
    if (!draft.parent.empty() && draft.parent != head->second) {
      return already_exists("A commit has happened since. Please refresh and try again.");
    }
    Result<Commit> before = read(head->second);
    if (!before) return std::move(before).error();
    Result<std::vector<PushedFile>> files = apply_changes(before->files, draft.changes);
    if (!files) return std::move(files).error();
    if (*files == before->files) {
      after = *std::move(before);
      return {};
    }
    after.parent = before->id;
    after.title = draft.title;
    after.message = draft.message;
    after.author = draft.author;
    after.seconds = store::seconds_now();
    after.files = *std::move(files);
    if (Status written = write(after); !written) return written;
    head->second = after.id;
    return {};
  });
  if (!changed) return changed.error();
  return after;
}

Status PushedRepository::create_branch(std::string_view name, std::string_view start) const {
  if (Status fits = check_ref_name(name); !fits) return fits;
  const Result<Commit> commit = at(start);
  if (!commit) return commit.error();
  return change_refs([&](Refs& refs) -> Status {
    if (refs.branches.try_emplace(std::string(name), commit->id).second) return {};
    return already_exists("There is a branch '" + std::string(name) + "' already.");
  });
}

Status PushedRepository::create_tag(std::string_view name, std::string_view start) const {
  if (Status fits = check_ref_name(name); !fits) return fits;
  const Result<Commit> commit = at(start);
  if (!commit) return commit.error();
  return change_refs([&](Refs& refs) -> Status {
    if (refs.tags.try_emplace(std::string(name), commit->id).second) return {};
    return already_exists("There is a tag '" + std::string(name) + "' already.");
  });
}

Status PushedRepository::delete_branch(std::string_view name) const {
  if (name == kMain) return invalid_argument("The branch main cannot be deleted.");
  return change_refs([&](Refs& refs) -> Status {
    return refs.branches.erase(std::string(name)) > 0 ? Status() : no_revision(name);
  });
}

Status PushedRepository::delete_tag(std::string_view name) const {
  return change_refs([&](Refs& refs) -> Status {
    return refs.tags.erase(std::string(name)) > 0 ? Status() : no_revision(name);
  });
}

std::string PushedRepository::pending() const {
  Result<std::string> id = posix_storage().read(folder_ / kPendingFile, kIdDigits);
  return id ? *std::move(id) : std::string();
}

Status PushedRepository::set_pending(const std::string& commit) const {
  return write_durably(posix_storage(), folder_ / kPendingFile, commit);
}

void PushedRepository::clear_pending(const std::string& commit) const {
  const Result<HeldLock> lock = store::lock_side_files(posix_storage(), folder_.parent_path());
  if (lock && pending() == commit)
    static_cast<void>(posix_storage().remove(folder_ / kPendingFile));
}

Status PushedRepository::remove() const {
  const Result<HeldLock> lock = store::lock_side_files(posix_storage(), folder_.parent_path());
  if (!lock) return lock.error();
  return remove_tree(posix_storage(), folder_);
}

}  // namespace vitrine::pushed
