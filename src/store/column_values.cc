#include "store/column_values.h"

#include <algorithm>

#include "store/column_values_format.h"

namespace vitrine::store {
namespace {

using column_values::BlockHeader;
using column_values::BlockOffset;
using column_values::Shape;
using column_values::TrackEntry;

/// Hands out parts of a byte range and remembers whether all of them lay inside it.
class Cursor {
 public:
  explicit Cursor(std::span<const std::byte> bytes) : bytes_(bytes) {}

  /// The next `size` bytes, of which all up to a multiple of 8 are passed; null beyond the end.
  const std::byte* take(std::uint64_t size) {
    if (failed_ || size > bytes_.size()) {
      failed_ = true;
      return nullptr;
    }
    const std::byte* at = bytes_.data();
    bytes_ = bytes_.subspan(std::min<std::uint64_t>((size + 7) / 8 * 8, bytes_.size()));
    return at;
  }
  bool failed() const { return failed_; }
  std::size_t taken(std::size_t of) const { return of - bytes_.size(); }

 private:
  std::span<const std::byte> bytes_;
  bool failed_ = false;
};

std::uint64_t blocks_of(std::uint64_t rows, std::uint32_t block_rows) {
  return rows / block_rows + (rows % block_rows != 0 ? 1 : 0);
}

}  // namespace

Result<ColumnValues> ColumnValues::open(const fs::path& path) {
  Result<Container> file = Container::open(path, kColumnValuesKind);
  if (!file) return std::move(file).error();
  const std::span<const Shape> shapes = file->array<Shape>(column_values::kShape);
  const std::span<const TrackEntry> tracks = file->array<TrackEntry>(column_values::kTracks);
  const std::span<const BlockOffset> blocks = file->array<BlockOffset>(column_values::kBlocks);
  for (const std::span<const std::byte> part :
       {std::as_bytes(shapes), std::as_bytes(tracks), std::as_bytes(blocks)}) {
    if (Status status = file->check(part); !status) return std::move(status).error();
  }
  if (shapes.size() != 1 || shapes[0].block_rows == 0 || shapes[0].block_rows % 64 != 0)
    return file->damaged("has no shape");
  const Shape shape = shapes[0];
  const std::uint64_t num_blocks = blocks_of(shape.num_rows, shape.block_rows);
  if (tracks.size() != shape.num_tracks ||
      (num_blocks == 0 ? !blocks.empty() : blocks.size() % num_blocks != 0) ||
      (num_blocks != 0 && blocks.size() / num_blocks != tracks.size())) {
    return file->damaged("has the wrong size");
  }
  ColumnValues values(*std::move(file));
  values.values_ = values.file_.section(column_values::kValues);
  values.num_rows_ = shape.num_rows;
  values.block_rows_ = shape.block_rows;
  for (std::uint64_t i = 0; i < tracks.size(); ++i) {
    if (tracks[i].kind < 1 || tracks[i].kind > static_cast<std::uint32_t>(TrackKind::kLengths))
      return values.file_.damaged("has an unknown track");
    Entry& added = values.entries_.emplace_back();
    added.column = tracks[i].column;
    added.kind = TrackKind{tracks[i].kind};
    added.position = i;
  }
  return values;
}

/// The dictionary of `track`, checked.
Status ColumnValues::read_dictionary(std::uint64_t position, ValueTrack& track) const {
  const TrackEntry stored = file_.array<TrackEntry>(column_values::kTracks)[position];
  track.num_values_ = stored.num_values;
  if (stored.dictionary_offset % 8 != 0 || stored.dictionary_offset > values_.size() ||
      stored.num_values > values_.size() / 8) {
    return file_.damaged("has a damaged dictionary");
  }
  const std::span<const std::byte> rest = values_.subspan(stored.dictionary_offset);
  Cursor dictionary(rest);
  track.ends_ = reinterpret_cast<const std::uint64_t*>(dictionary.take(stored.num_values * 8));
  if (track.ends_ == nullptr) return file_.damaged("has a damaged dictionary");
  if (Status status = file_.check(rest.first(stored.num_values * 8)); !status) return status;
  const std::uint64_t text_bytes = stored.num_values == 0 ? 0 : track.ends_[stored.num_values - 1];
  track.text_ = reinterpret_cast<const char*>(dictionary.take(text_bytes));
  if (track.text_ == nullptr || !std::is_sorted(track.ends_, track.ends_ + stored.num_values))
    return file_.damaged("has a damaged dictionary");
  return file_.check(rest.first(dictionary.taken(rest.size())));
}

Result<ValueTrack::Block> ColumnValues::read_block(const Entry& entry, std::uint64_t number,
                                                   std::uint64_t offset) const {
  if (offset % 8 != 0 || offset > values_.size()) return file_.damaged("has a damaged block");
  const std::span<const std::byte> rest = values_.subspan(offset);
  Cursor cursor(rest);
  const std::byte* header_bytes = cursor.take(sizeof(BlockHeader));
  if (header_bytes == nullptr) return file_.damaged("has a damaged block");
  if (Status status = file_.check(rest.first(sizeof(BlockHeader))); !status)
    return std::move(status).error();
  BlockHeader header;
  std::memcpy(&header, header_bytes, sizeof header);
  ValueTrack::Block block;
  block.base = header.base;
  block.width = header.width;
  block.rows = static_cast<std::uint32_t>(
      std::min<std::uint64_t>(block_rows_, num_rows_ - number * block_rows_));
  if (header.has_nulls != 0)
    block.present =
        reinterpret_cast<const std::uint64_t*>(cursor.take((block.rows + 63ULL) / 64 * 8));
  if (entry.kind == TrackKind::kMembers)
    block.ends = reinterpret_cast<const std::uint32_t*>(cursor.take(block.rows * 4ULL));
  block.values = cursor.take(std::uint64_t{header.count} * header.width);
  if (cursor.failed()) return file_.damaged("has a damaged block");
  if (Status status = file_.check(rest.first(cursor.taken(rest.size()))); !status)
    return std::move(status).error();
  if (!holds_its_values(entry.kind, block, header.count))
    return file_.damaged("has a damaged block");
  return block;
}

bool ColumnValues::holds_its_values(TrackKind kind, const ValueTrack::Block& block,
                                    std::uint32_t count) {
  const bool is_float = kind == TrackKind::kFloats;
  const bool has_width =
      block.width == 8 ||
      (!is_float && (block.width == 0 || block.width == 1 || block.width == 2 || block.width == 4));
  if (!has_width) return false;
  if (block.ends == nullptr) return block.width == 0 || count >= block.rows;
  return std::is_sorted(block.ends, block.ends + block.rows) &&
         (block.rows == 0 || block.ends[block.rows - 1] <= count);
}

Result<ValueTrack> ColumnValues::check(const Entry& entry) const {
  ValueTrack track;
  track.kind_ = entry.kind;
  track.block_rows_ = block_rows_;
  if (Status status = read_dictionary(entry.position, track); !status)
    return std::move(status).error();
  const std::uint64_t num_blocks = blocks_of(num_rows_, block_rows_);
  const std::span<const BlockOffset> offsets =
      file_.array<BlockOffset>(column_values::kBlocks)
          .subspan(entry.position * num_blocks, num_blocks);
  for (std::uint64_t b = 0; b < num_blocks; ++b) {
    Result<ValueTrack::Block> block = read_block(entry, b, offsets[b]);
    if (!block) return std::move(block).error();
    track.blocks_.push_back(*block);
  }
  bool has_unknown_code = false;
  if (entry.kind == TrackKind::kCodes || entry.kind == TrackKind::kMembers) {
    track.for_each({}, [&](std::int64_t code) {
      has_unknown_code |= static_cast<std::uint64_t>(code) >= track.num_values_;
    });
  }
  if (has_unknown_code) return file_.damaged("has codes without a value");
  return track;
}

Result<const ValueTrack*> ColumnValues::find(std::size_t column, bool lengths) const {
  for (Entry& entry : entries_) {
    if (entry.column != column || (entry.kind == TrackKind::kLengths) != lengths) continue;
    const std::lock_guard lock(*mutex_);
    if (!entry.track) {
      Result<ValueTrack> track = check(entry);
      if (!track) return std::move(track).error();
      entry.track.emplace(*std::move(track));
    }
    return &*entry.track;
  }
  return nullptr;
}

Result<const ValueTrack*> ColumnValues::values(std::size_t column) const {
  return find(column, false);
}

Result<const ValueTrack*> ColumnValues::lengths(std::size_t column) const {
  return find(column, true);
}

}  // namespace vitrine::store
