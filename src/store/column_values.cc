#include "store/column_values.h"

#include <algorithm>

#include "store/column_values_format.h"

namespace vitrine {
namespace {

using column_values::BlockEntry;
using column_values::BlockHeader;
using column_values::Footer;
using column_values::TrackEntry;

Error damaged(std::string_view what) {
  return corrupt("the column values " + std::string(what) + "; import the source again");
}

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
  Result<MappedFile> file = MappedFile::open(path);
  if (!file) return std::move(file).error();
  const std::span<const std::byte> bytes = file->bytes();
  if (bytes.size() < sizeof(Footer)) return damaged("are cut short");
  Footer footer = {};
  std::memcpy(&footer, bytes.data() + bytes.size() - sizeof footer, sizeof footer);
  if (std::string_view(footer.magic, sizeof footer.magic) != column_values::kMagic)
    return damaged("are no such file");
  if (footer.version != column_values::kVersion)
    return unsupported("the column values are of another version; import the source again");
  if (footer.footer_checksum != column_values::footer_checksum(footer))
    return damaged("have a damaged footer");
  const std::uint64_t end = bytes.size() - sizeof footer;
  if (footer.block_rows == 0 || footer.block_rows % 64 != 0 || footer.directory_offset % 8 != 0 ||
      footer.directory_offset > end) {
    return damaged("have the wrong size");
  }
  const std::uint64_t num_blocks = blocks_of(footer.num_rows, footer.block_rows);
  const std::uint64_t room = (end - footer.directory_offset) / sizeof(BlockEntry);
  const std::uint64_t per_track = num_blocks + sizeof(TrackEntry) / sizeof(BlockEntry);
  if (num_blocks > room || (footer.num_tracks > 0 && per_track > room / footer.num_tracks))
    return damaged("have the wrong size");
  const std::span<const std::byte> directory =
      bytes.subspan(footer.directory_offset, footer.num_tracks * per_track * sizeof(BlockEntry));
  if (checksum64(directory) != footer.directory_checksum)
    return damaged("have a damaged directory");

  ColumnValues values;
  values.num_rows_ = footer.num_rows;
  values.block_rows_ = footer.block_rows;
  values.directory_offset_ = footer.directory_offset;
  for (std::uint32_t i = 0; i < footer.num_tracks; ++i) {
    TrackEntry entry;
    std::memcpy(&entry, directory.data() + i * sizeof entry, sizeof entry);
    if (entry.kind < 1 || entry.kind > static_cast<std::uint32_t>(TrackKind::kLengths))
      return damaged("have an unknown track");
    Entry& added = values.entries_.emplace_back();
    added.column = entry.column;
    added.kind = TrackKind{entry.kind};
    added.position = i;
  }
  values.file_ = *std::move(file);
  return values;
}

Result<ValueTrack> ColumnValues::check(const Entry& entry) const {
  const std::span<const std::byte> bytes = file_.bytes().first(directory_offset_);
  const std::byte* directory = file_.bytes().data() + directory_offset_;
  TrackEntry stored;
  std::memcpy(&stored, directory + entry.position * sizeof stored, sizeof stored);
  ValueTrack track;
  track.kind_ = entry.kind;
  track.block_rows_ = block_rows_;
  track.num_values_ = stored.num_values;

  if (stored.dictionary_offset % 8 != 0 || stored.dictionary_offset > bytes.size() ||
      stored.num_values > bytes.size() / 8) {
    return damaged("have a damaged dictionary");
  }
  Cursor dictionary(bytes.subspan(stored.dictionary_offset));
  track.ends_ = reinterpret_cast<const std::uint64_t*>(dictionary.take(stored.num_values * 8));
  if (track.ends_ == nullptr) return damaged("have a damaged dictionary");
  const std::uint64_t text_bytes = stored.num_values == 0 ? 0 : track.ends_[stored.num_values - 1];
  track.text_ = reinterpret_cast<const char*>(dictionary.take(text_bytes));
  const std::span<const std::byte> whole = bytes.subspan(
      stored.dictionary_offset, dictionary.taken(bytes.size() - stored.dictionary_offset));
  if (track.text_ == nullptr || checksum64(whole) != stored.dictionary_checksum ||
      !std::is_sorted(track.ends_, track.ends_ + stored.num_values)) {
    return damaged("have a damaged dictionary");
  }

  const std::uint64_t num_blocks = blocks_of(num_rows_, block_rows_);
  const std::byte* block_entries = directory + entries_.size() * sizeof(TrackEntry) +
                                   entry.position * num_blocks * sizeof(BlockEntry);
  for (std::uint64_t b = 0; b < num_blocks; ++b) {
    BlockEntry at;
    std::memcpy(&at, block_entries + b * sizeof at, sizeof at);
    if (at.offset % 8 != 0 || at.offset > bytes.size()) return damaged("have a damaged block");
    const std::span<const std::byte> rest = bytes.subspan(at.offset);
    Cursor cursor(rest);
    const std::byte* header_bytes = cursor.take(sizeof(BlockHeader));
    if (header_bytes == nullptr) return damaged("have a damaged block");
    BlockHeader header;
    std::memcpy(&header, header_bytes, sizeof header);
    ValueTrack::Block block;
    block.base = header.base;
    block.width = header.width;
    block.rows = static_cast<std::uint32_t>(
        std::min<std::uint64_t>(block_rows_, num_rows_ - b * block_rows_));
    if (header.has_nulls != 0)
      block.present =
          reinterpret_cast<const std::uint64_t*>(cursor.take((block.rows + 63ULL) / 64 * 8));
    if (entry.kind == TrackKind::kMembers)
      block.ends = reinterpret_cast<const std::uint32_t*>(cursor.take(block.rows * 4ULL));
    block.values = cursor.take(std::uint64_t{header.count} * header.width);
    if (cursor.failed() || checksum64(rest.first(cursor.taken(rest.size()))) != at.checksum)
      return damaged("have a damaged block");
    track.blocks_.push_back(block);
  }
  return track;
}

Result<const ValueTrack*> ColumnValues::find(std::size_t column, bool lengths) const {
  for (Entry& entry : entries_) {
    if (entry.column != column || (entry.kind == TrackKind::kLengths) != lengths) continue;
    std::call_once(entry.once, [&] { entry.track.emplace(check(entry)); });
    if (!*entry.track) return entry.track->error();
    return &**entry.track;
  }
  return nullptr;
}

Result<const ValueTrack*> ColumnValues::values(std::size_t column) const {
  return find(column, false);
}

Result<const ValueTrack*> ColumnValues::lengths(std::size_t column) const {
  return find(column, true);
}

}  // namespace vitrine
