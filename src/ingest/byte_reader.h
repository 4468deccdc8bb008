#pragma once
// ByteReader: a file's content from front to back, decompressed on the way where it is gzip or
// zstd, then by a thread of its own. Not thread safe. Memory: under 2 MiB.

#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "base/result.h"
#include "source/source.h"

namespace vitrine::ingest {

class ByteReader {
 public:
  /// Errors, here and below, do not name the file: that is the caller's. not_found, io.
  static Result<std::unique_ptr<ByteReader>> open(const source::SourceFile& file);

  virtual ~ByteReader() = default;
  /// Fills the front of `out`, which must not be empty; 0 is the end. Errors: io; corrupt for
  /// damaged or cut compressed data.
  virtual Result<std::size_t> read(std::span<char> out) = 0;
  /// Bytes of the file consumed so far, before decompression: progress against its size.
  virtual std::uint64_t consumed() const = 0;
};

/// Told now and then how many bytes of a file have been read; its error ends the reading.
using ScanProgress = std::function<Status(std::uint64_t consumed)>;

/// An error with the file's name in front: "x.csv line 3 has ...", "x.csv: the data is damaged".
/// A stop stays as it is.
Error in_file(const source::SourceFile& file, const Error& error);

}  // namespace vitrine::ingest
