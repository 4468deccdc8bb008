#include "source/hub_cache.h"

#include <algorithm>

namespace vitrine::source {
namespace {

constexpr std::uint64_t kMaxRefBytes = 100;
constexpr std::size_t kSha256Digits = 64;

/// Nothing where the link leads to no content.
std::optional<HubFile> linked_file(const fs::path& path, const fs::path& snapshot) {
  std::error_code ec;
  HubFile file;
  file.path = path.lexically_relative(snapshot).generic_string();
  file.size_bytes = fs::file_size(path, ec);
  if (ec) return std::nullopt;
  const std::string hash = fs::read_symlink(path, ec).filename().string();
  if (ec) return std::nullopt;
  (hash.size() == kSha256Digits ? file.sha256 : file.blob_id) = hash;
  return file;
}

}  // namespace

fs::path hub_folder(const HubSettings& settings, const HubAddress& address) {
  return settings.cache /
         (std::string(address.kind_name()) + "--" + address.owner + "--" + address.name);
}

fs::path cached_snapshot(const HubSettings& settings, const HubAddress& address) {
  const fs::path folder = hub_folder(settings, address);
  const Result<std::string> ref = read_file(folder / "refs" / address.revision, kMaxRefBytes);
  return folder / "snapshots" /
         (ref ? ref->substr(0, ref->find_first_of(" \r\n")) : address.revision);
}

Result<HubRevision> cached_revision(const HubSettings& settings, const HubAddress& address) {
  const fs::path snapshot = cached_snapshot(settings, address);
  HubRevision revision{snapshot.filename().string(), {}};
  std::error_code ec;
  for (fs::recursive_directory_iterator entry(snapshot, ec), end; !ec && entry != end;
       entry.increment(ec)) {
    if (std::optional<HubFile> file = linked_file(entry->path(), snapshot))
      revision.files.push_back(*std::move(file));
  }
  if (ec && ec != std::errc::no_such_file_or_directory)
    return errno_error("cannot read " + snapshot.string(), ec.value());
  if (revision.files.empty())
    return not_found(address.text() + " is not in the cache (" + settings.cache.string() +
                     "), and HF_HUB_OFFLINE forbids to ask for it");
  std::ranges::sort(revision.files, {}, &HubFile::path);
  return revision;
}

}  // namespace vitrine::source
