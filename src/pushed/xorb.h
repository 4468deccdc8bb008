#pragma once
// Xorb: a few megabytes of chunks as the Xet protocol sends them: behind a header of eight bytes
// each, plain, compressed by LZ4, or with their bytes in four groups first.
//
// Source: the Xet protocol's specification, "Xorb format" (huggingface.co/docs/xet); xet-core,
// xorb_chunk_format.rs and byte_grouping/bg4.rs.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace vitrine::pushed {

/// The chunks of one xorb, found but not looked into. A view: the bytes must outlive it.
class Xorb {
 public:
  static constexpr std::uint64_t kMaxBytes = 80 << 20;

  /// Errors: corrupt, for a chunk that does not end within the bytes or is of no known scheme.
  /// Cost: one look at each header.
  static Result<Xorb> parse(std::string_view bytes);

  std::size_t num_chunks() const { return chunks_.size(); }
  /// Appends the chunk's content. Requires: index < num_chunks(). Errors: corrupt.
  Status append_chunk(std::size_t index, std::string& out) const;

 private:
  enum class Scheme : std::uint8_t { kPlain = 0, kLz4 = 1, kGroupedLz4 = 2 };
  struct Chunk {
    std::string_view packed;
    std::uint32_t size = 0;  // unpacked
    Scheme scheme = Scheme::kPlain;
  };

  std::vector<Chunk> chunks_;
};

}  // namespace vitrine::pushed
