#include "http/body_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>

#include "base/file_error.h"

namespace vitrine::http {

Result<std::unique_ptr<BodyFile>> BodyFile::create(const fs::path& folder) {
  static std::atomic<std::uint64_t> last_number = 0;
  std::error_code ignored;
  fs::create_directories(folder, ignored);
  fs::path path =
      folder / ("body-" + std::to_string(::getpid()) + "-" + std::to_string(++last_number));
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return file_error("create", path, errno);
  return std::unique_ptr<BodyFile>(new BodyFile(fd, std::move(path)));
}

BodyFile::~BodyFile() {
  ::close(fd_);
  std::error_code ignored;
  fs::remove(path_, ignored);
}

Status BodyFile::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return file_error("write", path_, errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
    size_ += static_cast<std::uint64_t>(written);
  }
  return {};
}

}  // namespace vitrine::http
