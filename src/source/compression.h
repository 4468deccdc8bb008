#pragma once
// Compression: how a file is compressed by its first bytes, and what of a text comes out of them.

#include <string>
#include <string_view>

#include "base/result.h"
#include "source/source.h"

namespace vitrine::source {

/// kGzip, kZstd, which are read as they stream, or kNone.
Compression compression_of(std::string_view head);

/// Whether a file called `name`, which begins so, is compressed as expected: in gzip, zstd, or not
/// at all. Errors: corrupt, with the ending that it needs.
Status check_compression(const std::string& name, std::string_view head, Compression expected);

/// The first bytes of a text, as many as there are or decompress, at most kHeadOfText. Errors:
/// corrupt where none does.
Result<std::string> head_text(const std::string& name, const std::string& bytes,
                              Compression compression);

/// Of bytes that came out of one compression and are another; empty for any other.
std::string twice_compressed_sentence(const std::string& name, std::string_view inner);

}  // namespace vitrine::source
