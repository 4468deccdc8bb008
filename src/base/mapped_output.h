#pragma once
// A new file of known size, written in any order and from several threads through a memory map.
//
// Space is reserved first, so a full disk is an error at create() and not a signal later. Nothing
// is guaranteed to be on disk before close(); an output that is destroyed unclosed leaves an
// incomplete file behind. Different threads may write different bytes at once.

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/file.h"
#include "base/result.h"

namespace vitrine {

class MappedOutput {
 public:
  /// Creates or truncates `path`. Requires: size > 0. Errors: io.
  static Result<MappedOutput> create(const fs::path& path, std::uint64_t size);

  ~MappedOutput();
  MappedOutput(MappedOutput&& other) noexcept;
  MappedOutput& operator=(MappedOutput&&) = delete;

  /// The content, zeros where nothing was written yet; page-aligned.
  std::span<std::byte> bytes() const { return {data_, size_}; }
  /// Writes through, fsyncs and closes.
  Status close();

 private:
  MappedOutput(int fd, std::byte* data, std::size_t size, fs::path path);

  int fd_;
  std::byte* data_;
  std::size_t size_;
  fs::path path_;
};

}  // namespace vitrine
