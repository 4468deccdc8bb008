#pragma once
// Memory that asks for huge pages, for arrays that are scanned: with small ones the scan waits for
// address translation. Zeroed, aligned to 2 MiB. Not copyable; movable; no thread safety of its
// own.

#include <cstddef>
#include <span>

#include "base/result.h"

namespace vitrine::vector {

class HugeBytes {
 public:
  HugeBytes() = default;
  /// Errors: io when the system gives no memory.
  static Result<HugeBytes> allocate(std::size_t size);

  ~HugeBytes();
  HugeBytes(HugeBytes&& other) noexcept;
  HugeBytes& operator=(HugeBytes&& other) noexcept;

  std::span<std::byte> bytes() { return {data_, size_}; }
  std::span<const std::byte> bytes() const { return {data_, size_}; }

 private:
  void* mapping_ = nullptr;
  std::size_t mapped_ = 0;
  std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace vitrine::vector
