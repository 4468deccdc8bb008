#include "store/row_store.h"

#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "base/container.h"

namespace vitrine::store {
namespace {

enum Section : std::uint32_t { kBlocks = 1, kIndex, kShape };

// A block is closed at this many bytes: smaller blocks compress worse, larger ones make a single
// row dearer, since reading it decompresses its whole block. Figures: bench/RESULTS.md.
constexpr std::size_t kBlockBytes = std::size_t{64} << 10U;
constexpr std::uint32_t kMaxBlockRows = 4096;
constexpr int kCompressionLevel = 1;

struct Shape {
  std::uint32_t num_columns;
  std::uint32_t reserved;
  std::uint64_t num_rows;
};
static_assert(sizeof(Shape) == 16);

struct BlockEntry {
  std::uint64_t offset;  ///< In the section of the blocks.
  std::uint64_t first_row;
  std::uint32_t compressed_bytes;
  std::uint32_t raw_bytes;
};
static_assert(sizeof(BlockEntry) == 24);

template <typename T>
std::string_view bytes_of(const T& value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

struct FreeCompressor {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};
struct FreeDecompressor {
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

}  // namespace

// A block's bytes, before compression: (rows x columns) u32 cell ends, column after column, each
// relative to the start of the cells; then the cells in the same order.
struct RowStoreWriter::State {
  State(ContainerWriter writer, std::uint32_t columns)
      : file(std::move(writer)), num_columns(columns), cells(columns), sizes(columns) {}

  ContainerWriter file;
  std::uint32_t num_columns;
  std::uint64_t rows_written = 0;
  std::uint32_t block_rows = 0;
  std::size_t block_bytes = 0;
  std::vector<std::string> cells;                 // one string per column
  std::vector<std::vector<std::uint32_t>> sizes;  // one per column and row
  std::vector<BlockEntry> blocks;
  std::unique_ptr<ZSTD_CCtx, FreeCompressor> compressor{ZSTD_createCCtx()};
  std::string raw;
  std::string compressed;

  Status flush_block();
};

RowStoreWriter::RowStoreWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
RowStoreWriter::~RowStoreWriter() = default;
RowStoreWriter::RowStoreWriter(RowStoreWriter&&) noexcept = default;

Result<RowStoreWriter> RowStoreWriter::create(const fs::path& path, std::uint32_t num_columns) {
  Result<ContainerWriter> file = ContainerWriter::create(path, kRowStoreKind);
  if (!file) return std::move(file).error();
  // Blocks first, index and shape at the end: what they hold is known only then.
  if (Status status = file->begin_section(kBlocks); !status) return std::move(status).error();
  return RowStoreWriter(std::make_unique<State>(*std::move(file), num_columns));
}

Status RowStoreWriter::State::flush_block() {
  if (block_rows == 0) return {};
  raw.clear();
  std::uint32_t end = 0;
  for (const std::vector<std::uint32_t>& column : sizes) {
    for (const std::uint32_t size : column) {
      end += size;
      raw += bytes_of(end);
    }
  }
  for (std::string& column : cells) raw += column;
  compressed.resize(ZSTD_compressBound(raw.size()));
  const std::size_t size = ZSTD_compressCCtx(compressor.get(), compressed.data(), compressed.size(),
                                             raw.data(), raw.size(), kCompressionLevel);
  if (ZSTD_isError(size) != 0U) return internal_error(ZSTD_getErrorName(size));
  compressed.resize(size);
  blocks.push_back({file.offset(), rows_written - block_rows, static_cast<std::uint32_t>(size),
                    static_cast<std::uint32_t>(raw.size())});
  block_rows = 0;
  block_bytes = 0;
  for (std::string& column : cells) column.clear();
  for (std::vector<std::uint32_t>& column : sizes) column.clear();
  return file.write(compressed);
}

Status RowStoreWriter::append(const Batch& batch) {
  constexpr std::size_t kMaxRowBytes = std::numeric_limits<std::int32_t>::max();
  const std::size_t offsets_bytes = state_->num_columns * sizeof(std::uint32_t);
  const auto begin = [&](std::size_t c, std::size_t r) {
    return r == 0 ? std::size_t{0} : batch.ends[c][r - 1];
  };
  for (std::size_t r = 0; r < batch.num_rows; ++r) {
    std::size_t row_bytes = offsets_bytes;
    for (std::size_t c = 0; c < state_->num_columns; ++c)
      row_bytes += batch.ends[c][r] - begin(c, r);
    if (row_bytes >= kMaxRowBytes) {
      return too_large("row " + std::to_string(state_->rows_written) +
                       " takes 2 GiB or more as JSON");
    }
    const bool full =
        state_->block_bytes + row_bytes > kBlockBytes || state_->block_rows == kMaxBlockRows;
    if (full) {
      if (Status status = state_->flush_block(); !status) return status;
    }
    for (std::size_t c = 0; c < state_->num_columns; ++c) {
      const std::size_t size = batch.ends[c][r] - begin(c, r);
      state_->cells[c].append(batch.columns[c], begin(c, r), size);
      state_->sizes[c].push_back(static_cast<std::uint32_t>(size));
    }
    state_->block_bytes += row_bytes;
    ++state_->block_rows;
    ++state_->rows_written;
  }
  return {};
}

Status RowStoreWriter::finish() {
  if (Status status = state_->flush_block(); !status) return status;
  ContainerWriter& file = state_->file;
  if (Status status = file.begin_section(kIndex); !status) return status;
  if (Status status = file.write(std::as_bytes(std::span(state_->blocks))); !status) return status;
  if (Status status = file.begin_section(kShape); !status) return status;
  const Shape shape = {state_->num_columns, 0, state_->rows_written};
  if (Status status = file.write(bytes_of(shape)); !status) return status;
  return file.finish();
}

struct RowStore::State {
  explicit State(Container opened) : file(std::move(opened)) {}

  Container file;
  std::shared_ptr<BlockCache> cache;
  std::uint64_t number = 0;  ///< In the cache.
  Shape header = {};
  std::span<const std::byte> content;
  std::span<const BlockEntry> blocks;

  std::size_t block_of(std::uint64_t row) const {
    const auto after = std::ranges::upper_bound(blocks, row, {}, &BlockEntry::first_row);
    return static_cast<std::size_t>(after - blocks.begin()) - 1;
  }
  std::uint64_t rows_in(std::size_t block) const {
    const std::uint64_t end =
        block + 1 < blocks.size() ? blocks[block + 1].first_row : header.num_rows;
    return end - blocks[block].first_row;
  }
  Status check_index() const;
  Result<std::shared_ptr<const RawBlock>> load(std::size_t block) const;
  Status check_compressed(const BlockEntry& entry) const;
  Status decompress(const BlockEntry& entry, RawBlock& raw) const;
  Status check_ends(std::size_t block, std::string_view raw) const;
};

RowStore::RowStore(std::unique_ptr<State> state) : state_(std::move(state)) {}
RowStore::~RowStore() = default;
RowStore::RowStore(RowStore&&) noexcept = default;
RowStore& RowStore::operator=(RowStore&&) noexcept = default;

std::uint64_t RowStore::num_rows() const {
  return state_->header.num_rows;
}
std::uint32_t RowStore::num_columns() const {
  return state_->header.num_columns;
}

Result<RowStore> RowStore::open(const fs::path& path, std::shared_ptr<BlockCache> cache) {
  Result<Container> file = Container::open(path, kRowStoreKind);
  if (!file) return std::move(file).error();
  auto state = std::make_unique<State>(*std::move(file));
  state->number = cache->new_store();
  state->cache = std::move(cache);
  state->content = state->file.section(kBlocks);
  const std::span<const Shape> shape = state->file.array<Shape>(kShape);
  state->blocks = state->file.array<BlockEntry>(kIndex);
  for (const std::span<const std::byte> part :
       {std::as_bytes(shape), std::as_bytes(state->blocks)}) {
    if (Status status = state->file.check(part); !status) return std::move(status).error();
  }
  if (shape.size() != 1) return state->file.damaged("has no shape");
  state->header = shape[0];
  if (Status status = state->check_index(); !status)
    return state->file.damaged(status.error().message());
  return RowStore(std::move(state));
}

bool RowStore::is_intact() const {
  return state_->file.is_intact();
}

Status RowStore::State::check_index() const {
  if (blocks.empty())
    return header.num_rows == 0 ? Status() : Status(corrupt("has rows but no blocks"));
  if (blocks.front().first_row != 0) return corrupt("does not start at row 0");
  std::uint64_t end = 0;
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    const std::uint64_t next = b + 1 < blocks.size() ? blocks[b + 1].first_row : header.num_rows;
    if (next <= blocks[b].first_row || blocks[b].offset != end ||
        blocks[b].compressed_bytes > content.size() - end) {
      return corrupt("has an index out of order");
    }
    const std::uint64_t cells = blocks[b].raw_bytes / sizeof(std::uint32_t);
    if (header.num_columns != 0 && next - blocks[b].first_row > cells / header.num_columns)
      return corrupt("has a block that is too short for its rows");
    end += blocks[b].compressed_bytes;
  }
  return {};
}

Result<std::shared_ptr<const RawBlock>> RowStore::State::load(std::size_t block) const {
  if (auto known = cache->find(number, block)) return known;
  if (Status status = check_compressed(blocks[block]); !status) return std::move(status).error();
  const auto raw = std::make_shared<RawBlock>(blocks[block].raw_bytes);
  if (Status status = decompress(blocks[block], *raw); !status) return std::move(status).error();
  if (Status status = check_ends(block, raw->text()); !status) return std::move(status).error();
  cache->insert(number, block, raw);
  return std::shared_ptr<const RawBlock>(raw);
}

/// Before memory is taken for what it says it holds.
Status RowStore::State::check_compressed(const BlockEntry& entry) const {
  const std::span<const std::byte> compressed =
      content.subspan(entry.offset, entry.compressed_bytes);
  // Each time, not once: next to decompression it costs nothing.
  if (Status status = file.check(compressed); !status) return status;
  if (ZSTD_getFrameContentSize(compressed.data(), compressed.size()) != entry.raw_bytes)
    return file.damaged("is damaged: a block is not as long as the index says");
  return {};
}

Status RowStore::State::decompress(const BlockEntry& entry, RawBlock& raw) const {
  const std::span<const std::byte> compressed =
      content.subspan(entry.offset, entry.compressed_bytes);
  thread_local const std::unique_ptr<ZSTD_DCtx, FreeDecompressor> decompressor{ZSTD_createDCtx()};
  const std::size_t size = ZSTD_decompressDCtx(decompressor.get(), raw.bytes.get(), raw.size,
                                               compressed.data(), compressed.size());
  if (size != raw.size) return file.damaged("is damaged: a block does not decompress");
  return {};
}

Status RowStore::State::check_ends(std::size_t block, std::string_view raw) const {
  const std::uint64_t cells = rows_in(block) * header.num_columns;
  if (raw.size() / sizeof(std::uint32_t) < cells) return file.damaged("is damaged: short block");
  const std::size_t cell_bytes = raw.size() - cells * sizeof(std::uint32_t);
  std::uint32_t previous = 0;
  for (std::uint64_t i = 0; i < cells; ++i) {
    std::uint32_t end = 0;
    std::memcpy(&end, raw.data() + i * sizeof end, sizeof end);
    if (end < previous || end > cell_bytes) return file.damaged("is damaged: cells out of order");
    previous = end;
  }
  return {};
}

void RowStore::release(std::uint64_t first, std::uint64_t count) const {
  const BlockEntry& begin = state_->blocks[state_->block_of(first)];
  const BlockEntry& last = state_->blocks[state_->block_of(first + count - 1)];
  state_->file.release(
      state_->content.subspan(begin.offset, last.offset + last.compressed_bytes - begin.offset));
}

Status RowStore::read(std::span<const std::uint64_t> rows, const Visitor& visit) const {
  const std::uint32_t num_columns = state_->header.num_columns;
  std::vector<std::string_view> cells(num_columns);
  std::shared_ptr<const RawBlock> held;
  std::size_t loaded = std::numeric_limits<std::size_t>::max();
  for (const std::uint64_t row : rows) {
    const std::size_t block = state_->block_of(row);
    if (block != loaded) {
      Result<std::shared_ptr<const RawBlock>> found = state_->load(block);
      if (!found) return std::move(found).error();
      held = *std::move(found);
      loaded = block;
    }
    const std::string_view raw = held->text();
    const std::uint64_t num_rows = state_->rows_in(block);
    const std::uint64_t local = row - state_->blocks[block].first_row;
    const std::string_view values = raw.substr(num_rows * num_columns * sizeof(std::uint32_t));
    const auto end_of = [&](std::uint64_t cell) {
      std::uint32_t end = 0;
      std::memcpy(&end, raw.data() + cell * sizeof end, sizeof end);
      return end;
    };
    for (std::uint32_t c = 0; c < num_columns; ++c) {
      const std::uint64_t cell = c * num_rows + local;
      const std::uint32_t begin = cell == 0 ? 0 : end_of(cell - 1);
      cells[c] = values.substr(begin, end_of(cell) - begin);
    }
    if (!visit(row, cells)) return {};
  }
  return {};
}

}  // namespace vitrine::store
