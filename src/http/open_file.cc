#include "http/open_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <utility>

#include "base/file_error.h"

namespace vitrine::http {

OpenFile::OpenFile(int descriptor, std::uint64_t size, std::string etag)
    : descriptor_(descriptor), size_(size), etag_(std::move(etag)) {}

OpenFile::~OpenFile() {
  ::close(descriptor_);
}

Result<std::shared_ptr<const OpenFile>> OpenFile::open(const fs::path& path) {
  // O_NONBLOCK: opening a FIFO would otherwise wait for a writer.
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return errno_error(path.string(), errno);
  struct stat info{};
  if (::fstat(descriptor, &info) != 0) {
    const int error_number = errno;
    ::close(descriptor);
    return errno_error(path.string(), error_number);
  }
  if (!S_ISREG(info.st_mode)) {
    ::close(descriptor);
    return not_found(path.string() + ": not a regular file");
  }
  const auto nanoseconds = static_cast<std::uint64_t>(info.st_mtim.tv_sec) * 1'000'000'000U +
                           static_cast<std::uint64_t>(info.st_mtim.tv_nsec);
  std::string etag = "\"" + hex64(info.st_ino) + "-" +
                     hex64(static_cast<std::uint64_t>(info.st_size)) + "-" + hex64(nanoseconds) +
                     "\"";
  return std::shared_ptr<const OpenFile>(
      new OpenFile(descriptor, static_cast<std::uint64_t>(info.st_size), std::move(etag)));
}

Result<std::shared_ptr<const OpenFile>> OpenFile::hold(const fs::path& folder,
                                                       std::string_view bytes) {
  std::error_code ignored;
  const fs::path place = folder.empty() ? fs::temp_directory_path(ignored) : folder;
  if (!folder.empty()) fs::create_directories(folder, ignored);
  std::string name = (place / "answer-XXXXXX").string();
  const int descriptor = ::mkostemp(name.data(), O_CLOEXEC);
  if (descriptor < 0) return errno_error("cannot write below " + place.string(), errno);
  ::unlink(name.c_str());
  std::shared_ptr<const OpenFile> file(new OpenFile(descriptor, bytes.size(), ""));
  while (!bytes.empty()) {
    const ssize_t size = ::write(descriptor, bytes.data(), bytes.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return file_error("write below", place, errno);
    bytes.remove_prefix(static_cast<std::size_t>(size));
  }
  return file;
}

}  // namespace vitrine::http
