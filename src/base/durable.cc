#include "base/durable.h"

#include <unistd.h>

namespace vitrine {
namespace {

constexpr std::string_view kUnfinished = ".new-";

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

/// One try. Not found: a folder above went while it was looked at.
Status make_missing_folders(Storage& storage, const fs::path& path) {
  const Result<std::optional<FileFacts>> facts = storage.stat(path);
  if (!facts) return facts.error();
  if (*facts) return {};
  const fs::path parent = folder_of(path);
  if (parent == path) return {};
  if (Status status = make_missing_folders(storage, parent); !status) return status;
  // Another process may have been faster; what counts is that it is there and durable.
  if (Status status = storage.make_folder(path);
      !status && status.error().code() != ErrorCode::kExists) {
    return status;
  }
  return storage.sync(parent);
}

}  // namespace

bool is_unfinished_write(std::string_view name) {
  const std::size_t at = name.rfind(kUnfinished);
  if (at == std::string_view::npos) return false;
  const std::string_view process = name.substr(at + kUnfinished.size());
  return !process.empty() && process.find_first_not_of("0123456789") == std::string_view::npos;
}

Status write_durably(Storage& storage, const fs::path& path, std::string_view bytes) {
  const fs::path temporary = path.string() + std::string(kUnfinished) + std::to_string(::getpid());
  Status status = storage.write(temporary, bytes);
  if (status) status = storage.sync(temporary);
  if (status) status = storage.rename(temporary, path);
  if (!status) {
    static_cast<void>(storage.remove(temporary));
    return status;
  }
  return storage.sync(folder_of(path));
}

Status rename_durably(Storage& storage, const fs::path& from, const fs::path& to) {
  if (Status status = storage.rename(from, to); !status) return status;
  if (Status status = storage.sync(folder_of(to)); !status) return status;
  return folder_of(from) == folder_of(to) ? Status() : storage.sync(folder_of(from));
}

Status exchange_durably(Storage& storage, const fs::path& a, const fs::path& b) {
  if (Status status = storage.exchange(a, b); !status) return status;
  if (Status status = storage.sync(folder_of(a)); !status) return status;
  return storage.sync(folder_of(b));
}

Status make_folders_durably(Storage& storage, const fs::path& path) {
  // Whoever removes the last of a folder removes it too, between our look at it and what we put
  // there.
  constexpr int kTries = 16;
  Status made = make_missing_folders(storage, path);
  for (int tried = 1; !made && made.error().code() == ErrorCode::kNotFound && tried < kTries;
       ++tried)
    made = make_missing_folders(storage, path);
  return made;
}

Status sync_tree(Storage& storage, const fs::path& path) {
  const Result<std::optional<FileFacts>> facts = storage.stat(path);
  if (!facts) return facts.error();
  if (*facts && (*facts)->kind == FileFacts::Kind::kOther) return {};
  if (*facts && (*facts)->kind == FileFacts::Kind::kFolder) {
    const Result<std::vector<std::string>> names = storage.list(path);
    if (!names) return names.error();
    for (const std::string& name : *names) {
      if (Status status = sync_tree(storage, path / name); !status) return status;
    }
  }
  return storage.sync(path);
}

Status remove_tree(Storage& storage, const fs::path& path) {
  const Result<std::optional<FileFacts>> facts = storage.stat(path);
  if (!facts) return facts.error();
  if (!*facts) return {};
  if ((*facts)->kind == FileFacts::Kind::kFolder) {
    const Result<std::vector<std::string>> names = storage.list(path);
    if (!names) return names.error();
    for (const std::string& name : *names) {
      if (Status status = remove_tree(storage, path / name); !status) return status;
    }
  }
  return storage.remove(path);
}

}  // namespace vitrine
