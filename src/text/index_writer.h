#pragma once
// IndexWriter: builds the text index of one split in one pass over its rows.
//
// Words are segmented (text/segmenter.h), stemmed once per distinct word and collected as (word,
// row, position); when the memory budget is reached the collection is sorted and spilled, and
// finish() merges the spilled runs. The fields of a row are added in any order, one add() for each
// value of a list. Several threads may add rows, each to its own shard; within a shard rows come in
// ascending order, and a row is wholly in one. The file is the same bytes for the same rows,
// whatever the memory budget and however the rows are spread over the shards.
//
// Thread safety: as many threads as there are shards may add, each to another shard; all else is
// one thread's. Cost: about 110 ns a word on one core; memory is the budget plus 4 bytes a row and
// 4 MiB a shard.
//
//   Result<IndexWriter> writer = IndexWriter::create(path, {{"title", 3.0F}, {"abstract"}});
//   writer->add(0, 0, "Attention is all you need");
//   Status done = writer->finish(1);

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "base/result.h"

namespace vitrine::text {

/// One string-bearing column.
struct TextField {
  std::string name;
  /// How many times a word of this field counts; rounded to sixteenths, from 1/16 to 256.
  float weight = 1.0F;
};

struct IndexOptions {
  std::string language = "english";  ///< A Snowball stemmer's name, or "none".
  std::size_t shards = 1;            ///< At most so many threads add rows; 1 to 64.
  /// Above this, sorted runs are spilled beside the index; less than 1 MiB counts as 1 MiB.
  std::uint64_t memory_bytes = 256U << 20U;
};

class IndexWriter {
 public:
  /// Errors: invalid_argument (language, no or over 65,535 fields, over 32 distinct weights), io.
  static Result<IndexWriter> create(const fs::path& path, std::vector<TextField> fields,
                                    IndexOptions options = {});

  ~IndexWriter();
  IndexWriter(IndexWriter&& other) noexcept;
  IndexWriter& operator=(IndexWriter&&) = delete;

  /// Adds one value. Ill-formed bytes are separators; any length. A failure (io, rows out of order)
  /// is kept and returned by finish(). Requires: shard < IndexOptions::shards.
  void add(std::uint32_t row, std::size_t field, std::string_view utf8, std::size_t shard = 0);

  /// Writes the index and fsyncs it, with a thread for each shard. `num_rows` is at least one more
  /// than the last row added. Call once. Spill files are gone afterwards, and whenever the writer
  /// is destroyed.
  Status finish(std::uint32_t num_rows);

 private:
  class Builder;
  explicit IndexWriter(std::unique_ptr<Builder> builder);
  std::unique_ptr<Builder> builder_;
};

}  // namespace vitrine::text
