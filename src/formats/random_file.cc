#include "formats/random_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace vitrine::formats {

Result<RandomFile> RandomFile::open(const fs::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return errno_error("cannot open " + path.string(), errno);
  struct stat info = {};
  if (::fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
    ::close(fd);
    return invalid_argument(path.string() + " is no regular file");
  }
  return RandomFile(fd, static_cast<std::uint64_t>(info.st_size));
}

RandomFile::~RandomFile() {
  if (fd_ >= 0) ::close(fd_);
}

RandomFile::RandomFile(RandomFile&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), size_(other.size_) {}

Status RandomFile::read(std::uint64_t offset, std::size_t length, std::string& out) const {
  if (offset > size_ || length > size_ - offset) return corrupt("the file ends too early");
  out.resize(length);
  std::size_t done = 0;
  while (done < length) {
    const ssize_t n =
        ::pread(fd_, out.data() + done, length - done, static_cast<off_t>(offset + done));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno_error("cannot read the file", errno);
    if (n == 0) return corrupt("the file became shorter while it was read");
    done += static_cast<std::size_t>(n);
  }
  return {};
}

}  // namespace vitrine::formats
