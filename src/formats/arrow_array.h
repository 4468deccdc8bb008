#pragma once
// Arrays of an Arrow record batch: where their buffers lie, checked before anything is read of
// them. Private to the Arrow reader.
//
// Buffers that are not compressed stay in the file and are read range by range, so that memory does
// not grow with the batch. Compressed ones are decompressed whole when first asked for.
// Source: Apache Arrow, "Columnar format" and format/Message.fbs.

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "formats/arrow_schema.h"
#include "formats/flat_view.h"
#include "formats/random_file.h"

namespace vitrine::formats {

enum class ArrowCodec : std::uint8_t { kNone, kLz4, kZstd };

class ArrowBuffer {
 public:
  ArrowBuffer() = default;
  ArrowBuffer(const RandomFile* file, std::uint64_t offset, std::uint64_t length, ArrowCodec codec)
      : file_(file), offset_(offset), length_(length), codec_(codec) {}

  /// Its bytes, decompressed, once open() succeeded.
  std::uint64_t size() const { return length_; }
  /// Decompresses, if it is compressed. Errors: corrupt; too_large above 4 GiB.
  Status open();
  /// Brings everything into memory.
  Status load();
  /// Bytes [at, at + length), valid until the next read. Errors: corrupt if they are not all there.
  Result<std::string_view> read(std::uint64_t at, std::uint64_t length);

 private:
  const RandomFile* file_ = nullptr;
  std::uint64_t offset_ = 0;
  std::uint64_t length_ = 0;
  ArrowCodec codec_ = ArrowCodec::kNone;
  bool in_memory_ = false;
  std::string bytes_;  ///< All of them if in_memory_, else what was read last.
};

struct ArrowDictionary;

struct ArrowArray {
  const ArrowField* field = nullptr;
  std::uint64_t length = 0;
  bool has_nulls = false;  ///< Else there is no validity to look at.
  ArrowBuffer validity;
  std::vector<ArrowBuffer> buffers;  ///< Behind the validity, as the format lays them out.
  std::vector<ArrowArray> children;
  std::shared_ptr<ArrowDictionary> dictionary;  ///< buffers[0] are indices into it.
};

/// The values of a dictionary: its batches one after the other, in memory.
struct ArrowDictionary {
  std::vector<ArrowField> fields;  ///< One; the parts point to it.
  std::vector<ArrowArray> parts;
  std::uint64_t length = 0;
};

using ArrowDictionaries = std::map<std::int64_t, std::shared_ptr<ArrowDictionary>>;

struct ArrowBatch {
  std::uint64_t length = 0;
  std::vector<ArrowArray> columns;
};

/// Where the buffers of a message are.
struct ArrowBody {
  const RandomFile* file = nullptr;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

/// The arrays of a RecordBatch table, one for each field; every buffer lies within the body and is
/// long enough for the rows. `fields` and `body.file` must outlive the batch. Errors: corrupt;
/// too_large; unsupported.
Result<ArrowBatch> read_arrow_batch(FlatView& view, const FlatTable& batch,
                                    const std::vector<ArrowField>& fields, const ArrowBody& body,
                                    const ArrowDictionaries& dictionaries);

}  // namespace vitrine::formats
