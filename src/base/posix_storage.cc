#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include "base/file.h"
#include "base/file_descriptor.h"
#include "base/file_error.h"
#include "base/storage.h"

namespace vitrine {
namespace {

class PosixStorage final : public Storage {
 public:
  Result<std::string> read(const fs::path& path, std::uint64_t max_bytes) override {
    return read_file(path, max_bytes);
  }
  Result<Hash128> hash(const fs::path& path) override { return hash_file(path); }
  Status write(const fs::path& path, std::string_view bytes) override;
  Status sync(const fs::path& path) override;
  Status rename(const fs::path& from, const fs::path& to) override;
  Status exchange(const fs::path& a, const fs::path& b) override;
  Status remove(const fs::path& path) override;
  Status make_folder(const fs::path& path) override;
  Result<std::vector<std::string>> list(const fs::path& path) override;
  Result<std::optional<FileFacts>> stat(const fs::path& path) override;
  Result<HeldLock> lock(const fs::path& path, IfLocked if_locked) override;
};

Status PosixStorage::write(const fs::path& path, std::string_view bytes) {
  const FileDescriptor fd =
      FileDescriptor::open(path, O_WRONLY | O_CREAT | O_TRUNC, S_IRUSR | S_IWUSR);
  if (fd.get() < 0) return file_error("create", path, errno);
  if (const int failure = write_all(fd.get(), bytes); failure != 0)
    return file_error("write", path, failure);
  return {};
}

Status PosixStorage::sync(const fs::path& path) {
  const FileDescriptor fd = FileDescriptor::open(path, O_RDONLY);
  if (fd.get() < 0) return file_error("open", path, errno);
  if (::fsync(fd.get()) != 0) return file_error("sync", path, errno);
  return {};
}

Status PosixStorage::rename(const fs::path& from, const fs::path& to) {
  if (::rename(from.c_str(), to.c_str()) == 0) return {};
  if (errno == ENOTEMPTY || errno == EEXIST) return already_exists(to.string() + " exists already");
  return file_error("rename to", to, errno);
}

Status PosixStorage::exchange(const fs::path& a, const fs::path& b) {
  if (::renameat2(AT_FDCWD, a.c_str(), AT_FDCWD, b.c_str(), RENAME_EXCHANGE) == 0) return {};
  return file_error("swap with", b, errno);
}

Status PosixStorage::remove(const fs::path& path) {
  if (::remove(path.c_str()) == 0) return {};
  if (errno == ENOTEMPTY || errno == EEXIST) return already_exists(path.string() + " is not empty");
  return file_error("remove", path, errno);
}

Status PosixStorage::make_folder(const fs::path& path) {
  if (::mkdir(path.c_str(), S_IRWXU) == 0) return {};
  if (errno == EEXIST) return already_exists(path.string() + " exists already");
  return file_error("create", path, errno);
}

Result<std::vector<std::string>> PosixStorage::list(const fs::path& path) {
  std::vector<std::string> names;
  std::error_code ec;
  for (fs::directory_iterator it(path, ec), end; !ec && it != end; it.increment(ec))
    names.push_back(it->path().filename().string());
  if (ec) return file_error("list", path, ec.value());
  std::ranges::sort(names);
  return names;
}

Result<std::optional<FileFacts>> PosixStorage::stat(const fs::path& path) {
  struct stat info = {};
  if (::lstat(path.c_str(), &info) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return std::optional<FileFacts>();
    return file_error("look at", path, errno);
  }
  FileFacts facts;
  facts.kind = S_ISREG(info.st_mode)   ? FileFacts::Kind::kFile
               : S_ISDIR(info.st_mode) ? FileFacts::Kind::kFolder
                                       : FileFacts::Kind::kOther;
  facts.size_bytes = static_cast<std::uint64_t>(info.st_size);
  // An inode's number is given again soon; its time of change is not.
  const std::uint64_t parts[] = {info.st_ino, static_cast<std::uint64_t>(info.st_ctim.tv_sec),
                                 static_cast<std::uint64_t>(info.st_ctim.tv_nsec)};
  facts.identity = checksum64(std::as_bytes(std::span(parts)));
  return std::optional(facts);
}

Result<HeldLock> PosixStorage::lock(const fs::path& path, IfLocked if_locked) {
  Result<FileDescriptor> lock = lock_file(path, if_locked == IfLocked::kWait);
  if (!lock) return std::move(lock).error();
  return HeldLock(std::make_shared<FileDescriptor>(*std::move(lock)));
}

}  // namespace

Storage& posix_storage() {
  static PosixStorage storage;
  return storage;
}

}  // namespace vitrine
