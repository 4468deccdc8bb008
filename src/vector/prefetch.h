#pragma once
// Asking for memory before it is needed.

#include <cstddef>
#include <span>

namespace vitrine::vector {

/// Starts loading every cache line of `bytes`; returns at once, and never fails.
inline void prefetch_bytes(std::span<const std::byte> bytes) {
  for (std::size_t i = 0; i < bytes.size(); i += 64) __builtin_prefetch(bytes.data() + i);
}

}  // namespace vitrine::vector
