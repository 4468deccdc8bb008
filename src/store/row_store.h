#pragma once
// Row store: every cell of a split as ready-made JSON text, in small compressed blocks.
//
// A page of rows is the most frequent question and the one where Parquet is slow: a row group must
// be decoded to answer for one row. Here a page costs the decompression of the one to three blocks
// it touches, at any offset, unless they were read a moment ago (see block_cache.h), and its cells
// are copied straight into the answer. Vector columns are
// not kept here (see vector_file.h). docs/formats/row-store.md has the byte layout.
//
// Measured on 92,299 papers: see bench/RESULTS.md.

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_kinds.h"
#include "base/result.h"
#include "store/block_cache.h"

namespace vitrine::store {

/// Writes a row store from the first row to the last. Not thread safe.
class RowStoreWriter {
 public:
  static Result<RowStoreWriter> create(const fs::path& path, std::uint32_t num_columns);
  ~RowStoreWriter();
  RowStoreWriter(RowStoreWriter&&) noexcept;
  RowStoreWriter& operator=(RowStoreWriter&&) = delete;

  /// Appends `num_rows` rows. `columns[c]` has the cells of column c one after the other, and
  /// `ends[c][r]` is where row r's cell ends. Every cell is one complete JSON value.
  /// Errors: io; too_large for a row of 2 GiB or more.
  struct Batch {
    std::size_t num_rows = 0;
    std::vector<std::string> columns;
    std::vector<std::vector<std::size_t>> ends;
  };
  Status append(const Batch& batch);

  /// Writes the index, fsyncs and closes.
  Status finish();

 private:
  struct State;
  explicit RowStoreWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Reads a row store through a memory map. Immutable and thread safe.
class RowStore {
 public:
  /// Blocks that are read stay in `cache`. Errors: corrupt, unsupported (another version).
  static Result<RowStore> open(const fs::path& path, std::shared_ptr<BlockCache> cache);
  ~RowStore();
  RowStore(RowStore&&) noexcept;
  RowStore& operator=(RowStore&&) noexcept;

  std::uint64_t num_rows() const;
  std::uint32_t num_columns() const;
  /// Whether every page read so far was the file's (base/mapped_faults.h).
  bool is_intact() const;

  /// Called once per wanted row, in the order asked for, with one cell per column of the store,
  /// until it returns false. The views are valid during the call only.
  using Visitor = std::function<bool(std::uint64_t row, std::span<const std::string_view> cells)>;

  /// Visits `rows`, which may be in any order. Each run of neighbours costs one decompression
  /// at most.
  /// Requires: every row < num_rows(). Errors: corrupt.
  Status read(std::span<const std::uint64_t> rows, const Visitor& visit) const;

  /// Lets go of the file's pages that hold `count` rows from `first` on, for who reads all rows
  /// once: a map of a file that is read from end to end becomes resident whole. They may be read
  /// again. Requires: count > 0; the rows exist.
  void release(std::uint64_t first, std::uint64_t count) const;

 private:
  struct State;
  explicit RowStore(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace vitrine::store
