#pragma once
// Column value file: the values of a split's columns, one column after the other, small enough to
// count them for any set of rows in no time: what facets and histograms of a result are made from.
//
// A column has up to two tracks: its values and its lengths. Values are integers, floats, codes
// into a dictionary (strings), or lists of codes (members). Rows come in blocks; a block's integers
// are stored as differences from its least one, in as few bytes as hold them all. Long text and
// columns with too many distinct values have no values track. docs/formats/column-values.md has the
// layout.
//
// Counting a track over 92,299 papers takes about 0.1 ms (bench/RESULTS.md). Immutable and thread
// safe once open.

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/file_kinds.h"
#include "base/result.h"

namespace vitrine::store {

enum class TrackKind : std::uint32_t {
  kCodes = 1,  ///< Strings: a dictionary code per row.
  kMembers,    ///< Lists: the dictionary codes of a row's distinct members.
  kIntegers,   ///< int64: integers, class codes, booleans; microseconds of dates and times.
  kFloats,     ///< float64, finite.
  kLengths,    ///< Characters of a string, items of a list.
};

/// One track of a column, checked whole. Views into the file.
class ValueTrack {
 public:
  TrackKind kind() const { return kind_; }
  /// Entries of the dictionary: codes are below it. 0 without a dictionary.
  std::uint64_t num_values() const { return num_values_; }
  /// A dictionary entry: one JSON value. Requires: code < num_values().
  std::string_view value(std::uint64_t code) const {
    const std::uint64_t begin = code == 0 ? 0 : ends_[code - 1];
    return {text_ + begin, ends_[code] - begin};
  }

  /// Visits the values of the wanted rows (bit r % 64 of word r / 64; empty: all rows) in row
  /// order; a null is left out. `visit` gets std::int64_t; for kMembers it is called once a member.
  /// Requires: kind() != kFloats. Cost: about 1 ns a value.
  template <typename Visit>
  void for_each(std::span<const std::uint64_t> wanted, Visit visit) const;
  /// The same with the row: `visit` gets std::uint64_t and std::int64_t.
  template <typename Visit>
  void for_each_row(std::span<const std::uint64_t> wanted, Visit visit) const;
  /// The same for kFloats: `visit` gets double.
  template <typename Visit>
  void for_each_float(std::span<const std::uint64_t> wanted, Visit visit) const;

 private:
  friend class ColumnValues;
  struct Block {
    std::int64_t base = 0;
    std::uint32_t width = 0;
    std::uint32_t rows = 0;
    const std::uint64_t* present = nullptr;  ///< One bit a row; null: all are there.
    const std::uint32_t* ends = nullptr;     ///< kMembers: where each row's codes end.
    const std::byte* values = nullptr;
  };
  std::span<const std::uint64_t> words_of(std::span<const std::uint64_t> wanted,
                                          std::size_t block) const;
  template <typename T, typename Visit>
  void visit_block(const Block& block, std::span<const std::uint64_t> wanted,
                   const Visit& visit) const;

  TrackKind kind_ = TrackKind::kIntegers;
  std::uint64_t num_values_ = 0;
  const std::uint64_t* ends_ = nullptr;
  const char* text_ = nullptr;
  std::uint32_t block_rows_ = 0;
  std::vector<Block> blocks_;
};

class ColumnValues {
 public:
  /// Maps a file and checks its directory. Errors: not_found, io, corrupt, unsupported (version).
  static Result<ColumnValues> open(const fs::path& path);

  std::uint64_t num_rows() const { return num_rows_; }
  /// Whether every page read so far was the file's (base/mapped_faults.h).
  bool is_intact() const { return file_.is_intact(); }

  /// The column's track of values, or null if it has none; checked against its checksums when first
  /// asked for. Errors: corrupt, told anew each time it is asked for.
  Result<const ValueTrack*> values(std::size_t column) const;
  /// The same for its lengths.
  Result<const ValueTrack*> lengths(std::size_t column) const;

 private:
  struct Entry {
    std::uint32_t column = 0;
    TrackKind kind = TrackKind::kIntegers;
    std::uint64_t position = 0;       ///< In the directory.
    std::optional<ValueTrack> track;  ///< Once it was found whole.
  };
  explicit ColumnValues(Container file) : file_(std::move(file)) {}
  Result<const ValueTrack*> find(std::size_t column, bool lengths) const;
  Result<ValueTrack> check(const Entry& entry) const;
  Status read_dictionary(std::uint64_t position, ValueTrack& track) const;
  Result<ValueTrack::Block> read_block(const Entry& entry, std::uint64_t number,
                                       std::uint64_t offset) const;
  /// Whether the block has a width that its kind has, and a value for each of its rows.
  static bool holds_its_values(TrackKind kind, const ValueTrack::Block& block, std::uint32_t count);

  Container file_;
  std::span<const std::byte> values_;
  std::uint64_t num_rows_ = 0;
  std::uint32_t block_rows_ = 0;
  std::unique_ptr<std::mutex> mutex_ = std::make_unique<std::mutex>();  // of the entries' tracks
  mutable std::deque<Entry> entries_;  // does not move its elements
};

template <typename T, typename Visit>
void ValueTrack::visit_block(const Block& block, std::span<const std::uint64_t> wanted,
                             const Visit& visit) const {
  const auto value_at = [&](std::size_t i) {
    if constexpr (std::is_same_v<T, void>) {
      return block.base;
    } else {
      T value;
      std::memcpy(&value, block.values + i * sizeof value, sizeof value);
      if constexpr (std::is_floating_point_v<T>) {
        return value;
      } else {
        return static_cast<std::int64_t>(static_cast<std::uint64_t>(block.base) + value);
      }
    }
  };
  for (std::uint32_t word = 0; word * 64 < block.rows; ++word) {
    std::uint64_t bits = wanted.empty() ? ~0ULL : word < wanted.size() ? wanted[word] : 0;
    if (block.present != nullptr) bits &= block.present[word];
    const std::uint32_t left = block.rows - word * 64;
    if (left < 64) bits &= (1ULL << left) - 1;
    for (; bits != 0; bits &= bits - 1) {
      const std::size_t row = word * 64 + static_cast<std::uint32_t>(std::countr_zero(bits));
      if (block.ends == nullptr) {
        visit(row, value_at(row));
      } else {
        for (std::uint32_t i = row == 0 ? 0 : block.ends[row - 1]; i < block.ends[row]; ++i)
          visit(row, value_at(i));
      }
    }
  }
}

inline std::span<const std::uint64_t> ValueTrack::words_of(std::span<const std::uint64_t> wanted,
                                                           std::size_t block) const {
  const std::size_t words = block_rows_ / 64;
  const std::size_t begin = std::min(block * words, wanted.size());
  return wanted.subspan(begin, std::min(words, wanted.size() - begin));
}

template <typename Visit>
void ValueTrack::for_each_row(std::span<const std::uint64_t> wanted, Visit visit) const {
  for (std::size_t b = 0; b < blocks_.size(); ++b) {
    const std::span<const std::uint64_t> mine = words_of(wanted, b);
    if (!wanted.empty() && mine.empty()) return;
    const Block& block = blocks_[b];
    const std::uint64_t first = std::uint64_t{block_rows_} * b;
    const auto visit_row = [&](std::size_t row, std::int64_t value) { visit(first + row, value); };
    switch (block.width) {
      case 0:
        visit_block<void>(block, mine, visit_row);
        break;
      case 1:
        visit_block<std::uint8_t>(block, mine, visit_row);
        break;
      case 2:
        visit_block<std::uint16_t>(block, mine, visit_row);
        break;
      case 4:
        visit_block<std::uint32_t>(block, mine, visit_row);
        break;
      default:
        visit_block<std::uint64_t>(block, mine, visit_row);
        break;
    }
  }
}

template <typename Visit>
void ValueTrack::for_each(std::span<const std::uint64_t> wanted, Visit visit) const {
  for_each_row(wanted, [&](std::uint64_t, std::int64_t value) { visit(value); });
}

template <typename Visit>
void ValueTrack::for_each_float(std::span<const std::uint64_t> wanted, Visit visit) const {
  for (std::size_t b = 0; b < blocks_.size(); ++b) {
    const std::span<const std::uint64_t> mine = words_of(wanted, b);
    if (!wanted.empty() && mine.empty()) return;
    visit_block<double>(blocks_[b], mine, [&](std::size_t, double value) { visit(value); });
  }
}

}  // namespace vitrine::store
