#include "replica/incoming.h"

#include <algorithm>
#include <optional>

#include "base/appended_file.h"
#include "base/digest.h"
#include "base/durable.h"
#include "base/file.h"

namespace vitrine::replica {
namespace {

std::uint64_t size_of(const fs::path& path) {
  std::error_code ec;
  const std::uintmax_t size = fs::file_size(path, ec);
  return ec ? 0 : size;
}

fs::path partial_of(const fs::path& path) {
  return path.string() + ".partial";
}

void forget(const fs::path& path) {
  std::error_code ignored;
  fs::remove(path, ignored);
}

}  // namespace

std::string incoming_name(const store::DatasetName& dataset, const std::string& what) {
  return dataset.owner + "@" + dataset.name + "@" + what;
}

Result<bool> has_content(const fs::path& path, const ListedFile& file) {
  const Result<std::optional<FileFacts>> facts = posix_storage().stat(path);
  if (!facts) return facts.error();
  if (!*facts || (*facts)->kind != FileFacts::Kind::kFile) return false;
  if ((*facts)->size_bytes != file.size_bytes) return false;
  if (file.hash.size() == 64) {
    const Result<std::string> sha256 = sha256_file(path);
    if (!sha256) return sha256.error();
    return *sha256 == file.hash;
  }
  const Result<Hash128> hash = hash_file(path);
  if (!hash) return hash.error();
  return hash->hex() == file.hash;
}

Result<Incoming> Incoming::open(const fs::path& home, const store::DatasetName& dataset,
                                const std::string& what, std::function<void(std::uint64_t)> came) {
  fs::path folder = home / kIncomingFolder / incoming_name(dataset, what);
  if (Status made = make_folders_durably(posix_storage(), folder); !made)
    return std::move(made).error();
  return Incoming(std::move(folder), dataset, std::move(came));
}

Status Incoming::fetch(Origin& origin, const std::string& from, const ListedFile& file,
                       const fs::path& twin, const std::stop_token& stop) {
  if (whole_.contains(file.path)) return {};
  const fs::path whole = path_of(file);
  const Result<bool> is_there = has_content(whole, file);
  if (!is_there) return is_there.error();
  if (!*is_there) {
    if (Status made = make_folders_durably(posix_storage(), whole.parent_path()); !made)
      return made;
    forget(whole);
    const Result<bool> taken = take_twin(file, twin);
    if (!taken) return taken.error();
    if (!*taken) {
      if (Status came = receive(origin, from, file, stop); !came) return came;
    }
    if (Status named = posix_storage().rename(partial_of(whole), whole); !named) return named;
  }
  whole_.insert(file.path);
  return {};
}

/// A twin that is damaged is none.
Result<bool> Incoming::take_twin(const ListedFile& file, const fs::path& twin) const {
  if (twin.empty()) return false;
  const fs::path partial = partial_of(path_of(file));
  forget(partial);
  if (Status copied = clone_file(twin, partial); !copied) {
    forget(partial);
    if (copied.error().code() == ErrorCode::kTooLarge) return std::move(copied).error();
    return false;
  }
  const Result<bool> right = has_content(partial, file);
  if (right && *right) return true;
  forget(partial);
  return false;
}

Status Incoming::receive(Origin& origin, const std::string& from, const ListedFile& file,
                         const std::stop_token& stop) const {
  const fs::path partial = partial_of(path_of(file));
  if (size_of(partial) > file.size_bytes) forget(partial);
  Result<AppendedFile> out = AppendedFile::open(partial, false);
  if (!out) return std::move(out).error();
  std::uint64_t size = size_of(partial);
  Status came;
  if (size < file.size_bytes) {
    came = origin.read(
        dataset_, from + file.path, size,
        [&](std::uint64_t at, std::string_view bytes) -> Status {
          if (at != size) {  // from the beginning
            Result<AppendedFile> anew = AppendedFile::open(partial, true);
            if (!anew) return std::move(anew).error();
            out = std::move(anew);
            size = 0;
          }
          if (at != size || bytes.size() > file.size_bytes - size)
            return corrupt(origin.name() + " sends more of " + dataset_.id() + "'s " + file.path +
                           " than it states");
          if (Status written = out->write(bytes); !written) return written;
          size += bytes.size();
          came_(bytes.size());
          return {};
        },
        stop);
  }
  if (!came && came.error().code() == ErrorCode::kCorrupt) forget(partial);
  if (!came) return came;
  if (size < file.size_bytes)
    return unavailable(origin.name() + " ends " + dataset_.id() + "'s " + file.path + " after " +
                       std::to_string(size) + " of " + std::to_string(file.size_bytes) + " bytes");
  const Result<bool> right = has_content(partial, file);
  if (!right) return right.error();
  if (*right) return {};
  forget(partial);
  return corrupt(origin.name() + " sends " + dataset_.id() + "'s " + file.path +
                 " with content that does not have the hash it states: `vitrine doctor` there says "
                 "whether it is damaged");
}

std::uint64_t Incoming::missing_bytes(std::span<const ListedFile> files) const {
  std::uint64_t missing = 0;
  for (const ListedFile& file : files) {
    const fs::path path = path_of(file);
    const std::uint64_t here = std::max(size_of(path), size_of(partial_of(path)));
    missing += file.size_bytes - std::min(here, file.size_bytes);
  }
  return missing;
}

void Incoming::discard() const {
  static_cast<void>(remove_tree(posix_storage(), folder_));
}

void collect_incoming(const fs::path& home, const std::set<std::string>& wanted) {
  const Result<std::vector<std::string>> names = posix_storage().list(home / kIncomingFolder);
  if (!names) return;
  for (const std::string& name : *names) {
    if (!wanted.contains(name))
      static_cast<void>(remove_tree(posix_storage(), home / kIncomingFolder / name));
  }
}

}  // namespace vitrine::replica
