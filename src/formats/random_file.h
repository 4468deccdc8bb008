#pragma once
// RandomFile: bytes of a file at any place, read when asked for. Thread safe once open.
//
// For files of strangers, where a memory map would end the process if somebody truncates the file.

#include <cstdint>
#include <string>
#include <string_view>

#include "base/file.h"
#include "base/result.h"

namespace vitrine::formats {

class RandomFile {
 public:
  /// Errors: not_found, io. What is no regular file is refused.
  static Result<RandomFile> open(const fs::path& path);

  ~RandomFile();
  RandomFile(RandomFile&& other) noexcept;
  RandomFile& operator=(RandomFile&&) = delete;

  std::uint64_t size() const { return size_; }
  /// Puts bytes [offset, offset + length) into `out`. Errors: corrupt where the file ends before;
  /// io.
  Status read(std::uint64_t offset, std::size_t length, std::string& out) const;

 private:
  RandomFile(int fd, std::uint64_t size) : fd_(fd), size_(size) {}

  int fd_;
  std::uint64_t size_;
};

}  // namespace vitrine::formats
