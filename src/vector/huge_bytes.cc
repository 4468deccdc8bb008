#include "vector/huge_bytes.h"

#include <sys/mman.h>

#include <cerrno>
#include <cstdint>
#include <utility>

namespace vitrine::vector {
namespace {

constexpr std::size_t kHugePage = std::size_t{1} << 21U;

}  // namespace

Result<HugeBytes> HugeBytes::allocate(std::size_t size) {
  HugeBytes memory;
  if (size == 0) return memory;
  const std::size_t mapped = (size + kHugePage - 1) / kHugePage * kHugePage + kHugePage;
  void* const mapping =
      ::mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapping == MAP_FAILED) return errno_error("cannot allocate memory for vector codes", errno);
  const std::size_t past = reinterpret_cast<std::uintptr_t>(mapping) % kHugePage;
  memory.mapping_ = mapping;
  memory.mapped_ = mapped;
  memory.data_ = static_cast<std::byte*>(mapping) + (past == 0 ? 0 : kHugePage - past);
  memory.size_ = size;
  ::madvise(memory.data_, size, MADV_HUGEPAGE);  // a wish: small pages do as well
  return memory;
}

HugeBytes::~HugeBytes() {
  if (mapping_ != nullptr) ::munmap(mapping_, mapped_);
}

HugeBytes::HugeBytes(HugeBytes&& other) noexcept
    : mapping_(std::exchange(other.mapping_, nullptr)),
      mapped_(std::exchange(other.mapped_, 0)),
      data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)) {}

HugeBytes& HugeBytes::operator=(HugeBytes&& other) noexcept {
  std::swap(mapping_, other.mapping_);
  std::swap(mapped_, other.mapped_);
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

}  // namespace vitrine::vector
