#include "store/column_values_writer.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>

namespace vitrine::store {
namespace {

/// A column of which more than this share of the first block's values are distinct names its rows.
constexpr double kTooDistinct = 0.9;
constexpr std::size_t kFewValues = 4096;  ///< So many are kept however distinct they are.

template <typename T>
std::string_view bytes_of(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

template <typename T>
std::string_view bytes_of(const T& value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

std::uint16_t width_for(std::uint64_t range) {
  if (range == 0) return 0;
  if (range <= 0xFF) return 1;
  if (range <= 0xFFFF) return 2;
  return range <= 0xFFFF'FFFF ? 4 : 8;
}

/// What a dictionary takes, roughly; the same on every machine.
std::size_t bytes_of_tables(const Vocabulary& dictionary) {
  constexpr std::size_t kEntryBytes = 64;
  return dictionary.bytes().size() + dictionary.size() * kEntryBytes;
}

void pad8(std::string& bytes) {
  bytes.resize((bytes.size() + 7) / 8 * 8);
}

}  // namespace

ColumnValuesWriter::ColumnValuesWriter(ContainerWriter file, std::span<const Track> tracks,
                                       const Options& options)
    : file_(std::move(file)), options_(options), tracks_(tracks.size()) {
  for (std::size_t i = 0; i < tracks.size(); ++i) tracks_[i].track = tracks[i];
}

Result<ColumnValuesWriter> ColumnValuesWriter::create(const fs::path& path,
                                                      std::span<const Track> tracks,
                                                      const Options& options) {
  assert(options.block_rows > 0 && options.block_rows % 64 == 0);
  Result<ContainerWriter> file = ContainerWriter::create(path, kColumnValuesKind);
  if (!file) return std::move(file).error();
  if (Status status = file->begin_section(column_values::kValues); !status)
    return std::move(status).error();
  return ColumnValuesWriter(*std::move(file), tracks, options);
}

void ColumnValuesWriter::mark_present(Open& track) {
  if (rows_in_block_ % 64 == 0) track.present.push_back(0);
  track.present.back() |= 1ULL << (rows_in_block_ % 64);
}

void ColumnValuesWriter::add_null(std::size_t track) {
  Open& open = tracks_[track];
  if (open.given_up) return;
  if (rows_in_block_ % 64 == 0) open.present.push_back(0);
  open.has_nulls = true;
  if (open.track.kind == TrackKind::kMembers) {
    open.ends.push_back(static_cast<std::uint32_t>(open.integers.size()));
  } else if (open.track.kind == TrackKind::kFloats) {
    open.floats.push_back(0);
  } else {
    // Repeats the last value, so that a null does not widen its block.
    open.integers.push_back(open.integers.empty() ? 0 : open.integers.back());
  }
}

void ColumnValuesWriter::add_integer(std::size_t track, std::int64_t value) {
  Open& open = tracks_[track];
  mark_present(open);
  open.integers.push_back(value);
}

void ColumnValuesWriter::add_float(std::size_t track, double value) {
  if (!std::isfinite(value)) return add_null(track);
  mark_present(tracks_[track]);
  tracks_[track].floats.push_back(value);
}

void ColumnValuesWriter::add_code(std::size_t track, std::string_view json) {
  Open& open = tracks_[track];
  if (open.given_up) return;
  mark_present(open);
  open.integers.push_back(open.dictionary.intern(json));
  give_up_if_useless(open, false);
}

void ColumnValuesWriter::add_member(std::size_t track, std::string_view json) {
  Open& open = tracks_[track];
  if (open.given_up) return;
  const std::int64_t code = open.dictionary.intern(json);
  const auto begin = open.integers.begin() + (open.ends.empty() ? 0 : open.ends.back());
  if (std::find(begin, open.integers.end(), code) == open.integers.end())
    open.integers.push_back(code);
}

void ColumnValuesWriter::end_members(std::size_t track) {
  Open& open = tracks_[track];
  if (open.given_up) return;
  mark_present(open);
  open.ends.push_back(static_cast<std::uint32_t>(open.integers.size()));
  give_up_if_useless(open, false);
}

void ColumnValuesWriter::give_up_if_useless(Open& open, bool first_block) const {
  const std::size_t distinct = open.dictionary.size();
  const bool names_rows =
      first_block && open.track.kind == TrackKind::kCodes && distinct > kFewValues &&
      static_cast<double>(distinct) > kTooDistinct * static_cast<double>(open.integers.size());
  if (!names_rows && bytes_of_tables(open.dictionary) <= options_.dictionary_bytes) return;
  const Track track = open.track;
  open = Open();
  open.track = track;
  open.given_up = true;
}

Status ColumnValuesWriter::write_piece(std::string_view bytes) {
  if (Status status = file_.write(bytes); !status) return status;
  return file_.pad_to(8);
}

Status ColumnValuesWriter::write_block(Open& open) {
  column_values::BlockHeader header = {};
  const bool floats = open.track.kind == TrackKind::kFloats;
  std::uint64_t range = 0;
  if (!floats && !open.integers.empty()) {
    const auto [least, most] = std::ranges::minmax(open.integers);
    header.base = least;
    range = static_cast<std::uint64_t>(most) - static_cast<std::uint64_t>(least);
  }
  header.width = floats ? std::uint16_t{8} : width_for(range);
  header.count = static_cast<std::uint32_t>(floats ? open.floats.size() : open.integers.size());
  header.has_nulls = open.has_nulls ? 1 : 0;

  std::string block(bytes_of(header));
  if (open.has_nulls) block += bytes_of(open.present);
  if (open.track.kind == TrackKind::kMembers) block += bytes_of(open.ends);
  pad8(block);
  if (floats) {
    block += bytes_of(open.floats);
  } else {
    const std::size_t at = block.size();
    block.resize(at + open.integers.size() * header.width);
    for (std::size_t i = 0; i < open.integers.size() && header.width > 0; ++i) {
      const std::uint64_t offset =
          static_cast<std::uint64_t>(open.integers[i]) - static_cast<std::uint64_t>(header.base);
      std::memcpy(block.data() + at + i * header.width, &offset, header.width);
    }
  }
  pad8(block);
  open.blocks.push_back(file_.offset());
  open.integers.clear();
  open.floats.clear();
  open.ends.clear();
  open.present.clear();
  open.has_nulls = false;
  return write_piece(block);
}

Status ColumnValuesWriter::flush_blocks() {
  const bool first = num_rows_ == rows_in_block_;
  for (Open& open : tracks_) {
    if (first && !open.given_up) give_up_if_useless(open, true);
    if (open.given_up) continue;
    if (Status status = write_block(open); !status) return status;
  }
  rows_in_block_ = 0;
  return {};
}

Status ColumnValuesWriter::end_row() {
  ++num_rows_;
  return ++rows_in_block_ == options_.block_rows ? flush_blocks() : Status();
}

Status ColumnValuesWriter::finish() {
  if (rows_in_block_ > 0) {
    if (Status status = flush_blocks(); !status) return status;
  }
  std::vector<column_values::TrackEntry> entries;
  std::vector<column_values::BlockOffset> blocks;
  for (const Open& open : tracks_) {
    if (open.given_up) continue;
    std::vector<std::uint64_t> ends;
    for (std::uint32_t code = 0; code < open.dictionary.size(); ++code)
      ends.push_back((code == 0 ? 0 : ends.back()) + open.dictionary.word(code).size());
    std::string dictionary(bytes_of(ends));
    dictionary += open.dictionary.bytes();
    entries.push_back({open.track.column, static_cast<std::uint32_t>(open.track.kind),
                       file_.offset(), open.dictionary.size()});
    blocks.insert(blocks.end(), open.blocks.begin(), open.blocks.end());
    if (Status status = write_piece(dictionary); !status) return status;
  }
  const column_values::Shape shape = {num_rows_, options_.block_rows,
                                      static_cast<std::uint32_t>(entries.size())};
  const std::pair<std::uint32_t, std::string_view> sections[] = {
      {column_values::kTracks, bytes_of(entries)},
      {column_values::kBlocks, bytes_of(blocks)},
      {column_values::kShape, bytes_of(shape)}};
  for (const auto& [id, bytes] : sections) {
    if (Status status = file_.begin_section(id); !status) return status;
    if (Status status = file_.write(bytes); !status) return status;
  }
  return file_.finish();
}

}  // namespace vitrine::store
