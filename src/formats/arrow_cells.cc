#include "formats/arrow_cells.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <type_traits>

#include "formats/arrow_text.h"
#include "formats/half_float.h"

namespace vitrine::formats {
namespace {

/// Of arrays within arrays: a dictionary's values may lead to the dictionary again.
constexpr int kMaxDepth = 40;
constexpr std::size_t kShortView = 12;
constexpr std::int64_t kDayMillis = 86'400'000;
/// Members that views of lists may give to one chunk, more than once each.
constexpr std::uint64_t kMaxViewedMembers = std::uint64_t{1} << 24U;

Error damaged(const char* what) {
  return corrupt(std::string(what) + " of an Arrow array is damaged");
}

template <typename T>
T load(std::string_view bytes, std::size_t i) {
  T value = {};
  std::memcpy(&value, bytes.data() + i * sizeof(T), sizeof(T));
  return value;
}

struct Range {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
};

/// Which of the rows of a range are null.
class Nulls {
 public:
  static Result<Nulls> of(ArrowArray& array, const Range& range) {
    Nulls out;
    if (!array.has_nulls) return out;
    out.skip_ = range.first % 8;
    const std::uint64_t begin = range.first / 8;
    const Result<std::string_view> bits =
        array.validity.read(begin, (range.first + range.count + 7) / 8 - begin);
    if (!bits) return bits.error();
    out.bits_ = *bits;
    out.known_ = true;
    return out;
  }
  bool operator()(std::uint64_t i) const {
    if (!known_) return false;
    const std::uint64_t bit = skip_ + i;
    return (static_cast<unsigned char>(bits_[bit / 8]) >> (bit % 8) & 1U) == 0;
  }

 private:
  bool known_ = false;
  std::uint64_t skip_ = 0;
  std::string bits_;
};

class Cells {
 public:
  Cells(ArrowArray& array, const Range& range, duck::ColumnWriter out, std::size_t to, int depth)
      : array_(array), field_(*array.field), range_(range), out_(out), to_(to), depth_(depth) {}

  Status write();

 private:
  Status write_values();
  Status write_integers();
  Status write_indexed();
  Status write_runs();
  Status write_struct();
  Status write_bools();
  Status write_decimals();
  Status write_views();
  Status write_fixed();
  Status write_intervals();
  Status write_times();
  template <typename Offset>
  Status write_texts();
  template <typename Offset>
  Status write_lists();
  template <typename Offset>
  Status write_list_views();
  Status write_fixed_lists();
  /// Rows of the child that the rows here own, in order; nothing for null rows.
  Status write_members(const std::vector<Range>& slices);
  /// Cells of one width: `make` gives the value to write, or nothing for one that is out of range.
  template <typename From, typename Make>
  Status convert(Make make);
  template <typename T>
  Status copy();

  ArrowArray& array_;
  const ArrowField& field_;
  Range range_;
  duck::ColumnWriter out_;
  std::size_t to_;
  int depth_;
  Nulls nulls_;
};

Status Cells::write() {
  if (depth_ > kMaxDepth) return damaged("the nesting");
  if (range_.first > array_.length || range_.count > array_.length - range_.first)
    return damaged("the length");
  if (range_.count == 0) return {};
  Result<Nulls> nulls = Nulls::of(array_, range_);
  if (!nulls) return std::move(nulls).error();
  nulls_ = *std::move(nulls);
  if (field_.index) return write_indexed();
  return write_values();
}

template <typename From, typename Make>
Status Cells::convert(Make make) {
  const Result<std::string_view> bytes =
      array_.buffers[0].read(range_.first * sizeof(From), range_.count * sizeof(From));
  if (!bytes) return bytes.error();
  // numpy's NaT, which some writers leave without a null.
  const bool has_nat =
      std::is_same_v<From, std::int64_t> &&
      (field_.kind == ArrowKind::kTimestamp || field_.kind == ArrowKind::kDuration);
  for (std::size_t i = 0; i < range_.count; ++i) {
    const From read = load<From>(*bytes, i);
    if (nulls_(i) || (has_nat && read == std::numeric_limits<From>::min())) {
      out_.null(to_ + i);
      continue;
    }
    const auto value = make(read);
    if (!value)
      return corrupt(
          "a value cannot be stored: it is out of its type's range, or finer than microseconds: "
          "write the column as text, or in microseconds");
    out_.number(to_ + i, *value);
  }
  return {};
}

template <typename T>
Status Cells::copy() {
  return convert<T>([](T value) { return std::optional<T>(value); });
}

Status Cells::write_integers() {
  if (is_bool8(field_))
    return convert<std::int8_t>([](std::int8_t value) { return std::optional(value != 0); });
  switch (field_.bits) {
    case 8:
      return copy<std::int8_t>();
    case 16:
      return copy<std::int16_t>();
    case 32:
      return copy<std::int32_t>();
    default:
      return copy<std::int64_t>();
  }
}

std::optional<std::int64_t> times(std::int64_t value, std::int64_t factor) {
  std::int64_t out = 0;
  if (__builtin_mul_overflow(value, factor, &out)) return std::nullopt;
  return out;
}

std::int64_t floor_divide(std::int64_t value, std::int64_t by) {
  return value / by - (value % by < 0 ? 1 : 0);
}

std::optional<std::int32_t> day_of(std::int64_t millis) {
  const std::int64_t day = floor_divide(millis, kDayMillis);
  if (day != static_cast<std::int32_t>(day)) return std::nullopt;
  return static_cast<std::int32_t>(day);
}

/// A time of day in `per_second` parts of a second as microseconds; nothing for one that is finer.
std::optional<std::int64_t> time_of_day(std::int64_t value, std::int64_t per_second) {
  if (value < 0 || value > 86'400 * per_second) return std::nullopt;
  if (per_second <= 1'000'000) return value * (1'000'000 / per_second);
  if (value % 1000 != 0) return std::nullopt;
  return value / 1000;
}

constexpr std::int64_t per_second(ArrowUnit unit) {
  switch (unit) {
    case ArrowUnit::kSecond:
      return 1;
    case ArrowUnit::kMilli:
      return 1000;
    case ArrowUnit::kMicro:
      return 1'000'000;
    case ArrowUnit::kNano:
      return 1'000'000'000;
  }
  return 1;
}

// NOLINTNEXTLINE(readability-function-size): a table, a line or two a type
Status Cells::write_values() {
  const std::int64_t parts = per_second(field_.unit);
  const bool zoned = field_.type.cell == duck::CellType::kTimestampTz;
  switch (field_.kind) {
    case ArrowKind::kNull:
      for (std::size_t i = 0; i < range_.count; ++i) out_.null(to_ + i);
      return {};
    case ArrowKind::kInt:
      return write_integers();
    case ArrowKind::kFloat:
      if (field_.bits == 16)
        return convert<std::uint16_t>(
            [](std::uint16_t v) { return std::optional(float_from_half(v)); });
      return field_.bits == 32 ? copy<float>() : copy<double>();
    case ArrowKind::kBool:
      return write_bools();
    case ArrowKind::kDate:
      if (field_.unit == ArrowUnit::kSecond) return copy<std::int32_t>();
      return convert<std::int64_t>(day_of);
    case ArrowKind::kTime:
      if (field_.type.cell == duck::CellType::kString) return write_times();
      if (field_.bits == 32)
        return convert<std::int32_t>([&](std::int32_t v) { return time_of_day(v, parts); });
      return convert<std::int64_t>([&](std::int64_t v) { return time_of_day(v, parts); });
    case ArrowKind::kTimestamp:
      if (zoned && field_.unit == ArrowUnit::kNano)
        return convert<std::int64_t>(
            [](std::int64_t v) { return std::optional(floor_divide(v, 1000)); });
      if (zoned)
        return convert<std::int64_t>([&](std::int64_t v) { return times(v, 1'000'000 / parts); });
      return copy<std::int64_t>();
    case ArrowKind::kDuration:
      return copy<std::int64_t>();
    case ArrowKind::kInterval:
      return write_intervals();
    case ArrowKind::kDecimal:
      return write_decimals();
    case ArrowKind::kBinary:
    case ArrowKind::kUtf8:
      return write_texts<std::int32_t>();
    case ArrowKind::kLargeBinary:
    case ArrowKind::kLargeUtf8:
      return write_texts<std::int64_t>();
    case ArrowKind::kBinaryView:
    case ArrowKind::kUtf8View:
      return write_views();
    case ArrowKind::kFixedSizeBinary:
      return write_fixed();
    case ArrowKind::kRunEndEncoded:
      return write_runs();
    case ArrowKind::kStruct:
      return write_struct();
    case ArrowKind::kList:
    case ArrowKind::kMap:
      return write_lists<std::int32_t>();
    case ArrowKind::kLargeList:
      return write_lists<std::int64_t>();
    case ArrowKind::kListView:
      return write_list_views<std::int32_t>();
    case ArrowKind::kLargeListView:
      return write_list_views<std::int64_t>();
    case ArrowKind::kFixedSizeList:
      return write_fixed_lists();
    case ArrowKind::kUnion:
      break;  // refused with the schema
  }
  return damaged("the type");
}

Status Cells::write_bools() {
  const std::uint64_t begin = range_.first / 8;
  const Result<std::string_view> bits =
      array_.buffers[0].read(begin, (range_.first + range_.count + 7) / 8 - begin);
  if (!bits) return bits.error();
  for (std::size_t i = 0; i < range_.count; ++i) {
    const std::uint64_t bit = range_.first % 8 + i;
    if (nulls_(i)) {
      out_.null(to_ + i);
    } else {
      out_.number(to_ + i, (static_cast<unsigned char>((*bits)[bit / 8]) >> (bit % 8) & 1U) != 0);
    }
  }
  return {};
}

Status Cells::write_decimals() {
  const auto width = static_cast<std::size_t>(field_.bits) / 8;
  const Result<std::string_view> bytes =
      array_.buffers[0].read(range_.first * width, range_.count * width);
  if (!bytes) return bytes.error();
  for (std::size_t i = 0; i < range_.count; ++i) {
    const std::string_view number = bytes->substr(i * width, width);
    if (nulls_(i)) {
      out_.null(to_ + i);
    } else if (field_.type.cell == duck::CellType::kString) {
      if (Status status = out_.text(to_ + i, decimal_text(number, field_.scale)); !status)
        return status;
    } else if (!write_decimal(number, field_.precision, out_, to_ + i)) {
      return corrupt("a decimal has more digits than its type");
    }
  }
  return {};
}

Status Cells::write_intervals() {
  const auto width = std::size_t{4} << static_cast<unsigned>(field_.unit);
  const Result<std::string_view> bytes =
      array_.buffers[0].read(range_.first * width, range_.count * width);
  if (!bytes) return bytes.error();
  for (std::size_t i = 0; i < range_.count; ++i) {
    if (nulls_(i)) {
      out_.null(to_ + i);
      continue;
    }
    const std::string text = interval_text(bytes->substr(i * width, width));
    if (Status status = out_.text(to_ + i, text); !status) return status;
  }
  return {};
}

/// Times of day in nanoseconds, as text.
Status Cells::write_times() {
  constexpr std::int64_t kSecond = 1'000'000'000;
  const Result<std::string_view> bytes = array_.buffers[0].read(range_.first * 8, range_.count * 8);
  if (!bytes) return bytes.error();
  for (std::size_t i = 0; i < range_.count; ++i) {
    const auto time = load<std::int64_t>(*bytes, i);
    if (nulls_(i)) {
      out_.null(to_ + i);
      continue;
    }
    if (time < 0 || time > 86'400 * kSecond) return corrupt("a value is no time of a day");
    const std::int64_t seconds = time / kSecond;
    const std::string text = fmt::format("{:02}:{:02}:{:02}.{:09}", seconds / 3600,
                                         seconds / 60 % 60, seconds % 60, time % kSecond);
    if (Status status = out_.text(to_ + i, text); !status) return status;
  }
  return {};
}

Status Cells::write_fixed() {
  const auto width = static_cast<std::size_t>(field_.bits);
  const Result<std::string_view> bytes =
      array_.buffers[0].read(range_.first * width, range_.count * width);
  if (!bytes) return bytes.error();
  for (std::size_t i = 0; i < range_.count; ++i) {
    const std::string_view value = bytes->substr(i * width, width);
    const bool is_uuid = field_.type.cell == duck::CellType::kString;
    if (nulls_(i)) {
      out_.null(to_ + i);
    } else if (Status status = out_.text(to_ + i, is_uuid ? uuid_text(value) : std::string(value));
               !status) {
      return status;
    }
  }
  return {};
}

template <typename Offset>
Status Cells::write_texts() {
  const Result<std::string_view> read =
      array_.buffers[0].read(range_.first * sizeof(Offset), (range_.count + 1) * sizeof(Offset));
  if (!read) return read.error();
  const std::string_view offsets = *read;
  const auto begin = load<Offset>(offsets, 0);
  const auto end = load<Offset>(offsets, range_.count);
  if (begin < 0 || end < begin) return damaged("an offset");
  const Result<std::string_view> data = array_.buffers[1].read(
      static_cast<std::uint64_t>(begin), static_cast<std::uint64_t>(end - begin));
  if (!data) return data.error();
  for (std::size_t i = 0; i < range_.count; ++i) {
    const auto from = load<Offset>(offsets, i);
    const auto until = load<Offset>(offsets, i + 1);
    if (from < begin || until < from || until > end) return damaged("an offset");
    if (nulls_(i)) {
      out_.null(to_ + i);
      continue;
    }
    const std::string_view cell = data->substr(static_cast<std::size_t>(from - begin),
                                               static_cast<std::size_t>(until - from));
    if (Status status = out_.text(to_ + i, cell); !status) return status;
  }
  return {};
}

Status Cells::write_views() {
  const Result<std::string_view> views =
      array_.buffers[0].read(range_.first * 16, range_.count * 16);
  if (!views) return views.error();
  for (std::size_t i = 0; i < range_.count; ++i) {
    if (nulls_(i)) {
      out_.null(to_ + i);
      continue;
    }
    const std::string_view view = views->substr(i * 16, 16);
    const auto length = load<std::uint32_t>(view, 0);
    std::string_view cell = view.substr(4, std::min<std::size_t>(length, kShortView));
    if (length > kShortView) {
      const auto buffer = load<std::uint32_t>(view, 2);
      if (buffer >= array_.buffers.size() - 1) return damaged("a view");
      const Result<std::string_view> data =
          array_.buffers[1 + buffer].read(load<std::uint32_t>(view, 3), length);
      if (!data) return data.error();
      cell = *data;
    }
    if (Status status = out_.text(to_ + i, cell); !status) return status;
  }
  return {};
}

Status Cells::write_struct() {
  for (std::size_t c = 0; c < array_.children.size(); ++c) {
    Cells child(array_.children[c], range_, out_.child(c), to_, depth_ + 1);
    if (Status status = child.write(); !status) return status;
  }
  for (std::size_t i = 0; i < range_.count; ++i) {
    if (nulls_(i)) out_.null(to_ + i);
  }
  return {};
}

Status Cells::write_members(const std::vector<Range>& slices) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < slices.size(); ++i) {
    if (nulls_(i)) {
      out_.null(to_ + i);
      places.push_back(0);
      continue;
    }
    const Result<std::size_t> place = out_.list(to_ + i, slices[i].count);
    if (!place) return place.error();
    places.push_back(*place);
  }
  const duck::ColumnWriter members = out_.child();
  // Slices that follow one another are written in one go.
  for (std::size_t i = 0; i < slices.size();) {
    if (nulls_(i)) {
      ++i;
      continue;
    }
    Range run = slices[i];
    const std::size_t place = places[i];
    for (++i; i < slices.size() && !nulls_(i) && slices[i].first == run.first + run.count; ++i)
      run.count += slices[i].count;
    Status status = Cells(array_.children[0], run, members, place, depth_ + 1).write();
    if (!status) return status;
  }
  return {};
}

template <typename Offset>
Status Cells::write_lists() {
  const Result<std::string_view> offsets =
      array_.buffers[0].read(range_.first * sizeof(Offset), (range_.count + 1) * sizeof(Offset));
  if (!offsets) return offsets.error();
  const std::uint64_t members = array_.children[0].length;
  std::vector<Range> slices;
  for (std::size_t i = 0; i < range_.count; ++i) {
    const auto from = load<Offset>(*offsets, i);
    const auto until = load<Offset>(*offsets, i + 1);
    if (from < 0 || until < from || static_cast<std::uint64_t>(until) > members)
      return damaged("an offset");
    slices.push_back({static_cast<std::uint64_t>(from), static_cast<std::uint64_t>(until - from)});
  }
  return write_members(slices);
}

template <typename Offset>
Status Cells::write_list_views() {
  const Result<std::string_view> offsets =
      array_.buffers[0].read(range_.first * sizeof(Offset), range_.count * sizeof(Offset));
  if (!offsets) return offsets.error();
  const Result<std::string_view> sizes =
      array_.buffers[1].read(range_.first * sizeof(Offset), range_.count * sizeof(Offset));
  if (!sizes) return sizes.error();
  const std::uint64_t members = array_.children[0].length;
  std::vector<Range> slices;
  std::uint64_t viewed = 0;
  for (std::size_t i = 0; i < range_.count; ++i) {
    const auto from = static_cast<std::uint64_t>(load<Offset>(*offsets, i));
    const auto size = static_cast<std::uint64_t>(load<Offset>(*sizes, i));
    const bool is_null = nulls_(i);
    if (!is_null && (from > members || size > members - from)) return damaged("a view of a list");
    slices.push_back(is_null ? Range() : Range{from, size});
    viewed += slices.back().count;
    if (viewed > std::max(kMaxViewedMembers, members)) return damaged("a view of a list");
  }
  return write_members(slices);
}

Status Cells::write_fixed_lists() {
  const auto size = static_cast<std::uint64_t>(field_.bits);
  std::vector<Range> slices;
  for (std::uint64_t i = 0; i < range_.count; ++i)
    slices.push_back({(range_.first + i) * size, size});
  return write_members(slices);
}

/// Index i of a range of dictionary indices; nothing where it is negative.
std::optional<std::uint64_t> index_at(std::string_view bytes, const ArrowIndex& index,
                                      std::size_t i) {
  std::int64_t value = 0;
  switch (index.bits) {
    case 8:
      value = index.is_signed ? load<std::int8_t>(bytes, i) : load<std::uint8_t>(bytes, i);
      break;
    case 16:
      value = index.is_signed ? load<std::int16_t>(bytes, i) : load<std::uint16_t>(bytes, i);
      break;
    case 32:
      value = index.is_signed ? load<std::int32_t>(bytes, i) : load<std::uint32_t>(bytes, i);
      break;
    default:
      value = load<std::int64_t>(bytes, i);
  }
  if (value < 0) return std::nullopt;
  return static_cast<std::uint64_t>(value);
}

Status Cells::write_indexed() {
  const auto width = static_cast<std::size_t>(field_.index->bits) / 8;
  const Result<std::string_view> indices =
      array_.buffers[0].read(range_.first * width, range_.count * width);
  if (!indices) return indices.error();
  for (std::size_t i = 0; i < range_.count; ++i) {
    if (nulls_(i)) {
      out_.null(to_ + i);
      continue;
    }
    std::uint64_t index = index_at(*indices, *field_.index, i).value_or(array_.dictionary->length);
    if (index >= array_.dictionary->length) return damaged("a dictionary index");
    auto part = array_.dictionary->parts.begin();
    for (; index >= part->length; ++part) index -= part->length;
    Status status = Cells(*part, {index, 1}, out_, to_ + i, depth_ + 1).write();
    if (!status) return status;
  }
  return {};
}

std::int64_t run_end(std::string_view bytes, int bits, std::size_t i) {
  if (bits == 16) return load<std::int16_t>(bytes, i);
  return bits == 32 ? load<std::int32_t>(bytes, i) : load<std::int64_t>(bytes, i);
}

Status Cells::write_runs() {
  ArrowArray& ends = array_.children[0];
  const int bits = ends.field->bits;
  const Result<std::string_view> bytes =
      ends.buffers[0].read(0, ends.length * static_cast<std::size_t>(bits) / 8);
  if (!bytes) return bytes.error();
  // The first run whose end is behind the row.
  std::size_t low = 0;
  std::size_t high = ends.length;
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    const bool before = run_end(*bytes, bits, middle) <= static_cast<std::int64_t>(range_.first);
    (before ? low : high) = before ? middle + 1 : middle;
  }
  for (std::size_t i = 0; i < range_.count; ++i) {
    const auto row = static_cast<std::int64_t>(range_.first + i);
    while (low < ends.length && run_end(*bytes, bits, low) <= row) ++low;
    if (low >= ends.length) return damaged("a run");
    Status status = Cells(array_.children[1], {low, 1}, out_, to_ + i, depth_ + 1).write();
    if (!status) return status;
  }
  return {};
}

}  // namespace

Status write_arrow_cells(ArrowArray& array, std::uint64_t first, std::uint64_t count,
                         duck::ColumnWriter out, std::size_t to) {
  return Cells(array, {first, count}, out, to, 0).write();
}

Result<bool> holds_whole_micros(ArrowArray& array) {
  constexpr std::uint64_t kRows = 65'536;
  for (std::uint64_t first = 0; first < array.length; first += kRows) {
    const Range range{first, std::min(kRows, array.length - first)};
    const Result<Nulls> nulls = Nulls::of(array, range);
    if (!nulls) return nulls.error();
    const Result<std::string_view> bytes = array.buffers[0].read(8 * first, 8 * range.count);
    if (!bytes) return bytes.error();
    for (std::size_t i = 0; i < range.count; ++i) {
      if (!(*nulls)(i) && load<std::int64_t>(*bytes, i) % 1000 != 0) return false;
    }
  }
  return true;
}

}  // namespace vitrine::formats
