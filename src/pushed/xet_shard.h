#pragma once
// Xet shard: which chunks of which xorbs each file of a push is made of, and its SHA-256.
//
// Source: the Xet protocol's specification, "Shard format" (huggingface.co/docs/xet); xet-core,
// shard_format.rs and file_structs.rs. What a shard says besides is passed over: contents are
// believed by their SHA-256 alone.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace vitrine::pushed {

/// Chunks [begin, end) of a xorb.
struct XetSegment {
  std::string xorb;  ///< Its name: 64 hexadecimal digits.
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t size_bytes = 0;  ///< Unpacked.
};

struct XetFile {
  std::string sha256;
  std::uint64_t size_bytes = 0;  ///< Of all segments together.
  std::vector<XetSegment> segments;
};

/// Errors: corrupt; unsupported for another version, or a file without its SHA-256.
Result<std::vector<XetFile>> parse_xet_shard(std::string_view bytes);

}  // namespace vitrine::pushed
