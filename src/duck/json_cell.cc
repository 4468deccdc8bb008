#include "duck/json_cell.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <limits>
#include <optional>
#include <span>

#include "base/base64.h"
#include "base/json_parse.h"
#include "base/json_writer.h"
#include "duck/temporal.h"
#include "duck/time_zone.h"

namespace vitrine::duck {
namespace {

void append_cell(std::string& out, const ColumnView& column, std::size_t row,
                 const schema::Feature* feature);

/// Digits of a 128-bit number; fmt's own support depends on how it was built.
std::string digits(Uint128 number) {
  std::string out;
  do {
    out += static_cast<char>('0' + static_cast<int>(number % 10));
    number /= 10;
  } while (number != 0);
  std::ranges::reverse(out);
  return out;
}

void append_int128(std::string& out, Int128 number) {
  if (number < 0) out += '-';
  const auto bits = static_cast<Uint128>(number);
  out += digits(number < 0 ? Uint128{0} - bits : bits);
}

/// As Python's str(Decimal): scientific once the first digit stands behind the sixth decimal.
void append_decimal(std::string& out, Int128 number, unsigned scale) {
  out += '"';
  if (number < 0) out += '-';
  const auto bits = static_cast<Uint128>(number);
  std::string text = digits(number < 0 ? Uint128{0} - bits : bits);
  const int adjusted = static_cast<int>(text.size()) - 1 - static_cast<int>(scale);
  if (adjusted < -6) {
    if (text.size() > 1) text.insert(1, ".");
    fmt::format_to(std::back_inserter(text), "E{}", adjusted);
  } else if (scale > 0) {
    if (text.size() <= scale) text.insert(0, scale + 1 - text.size(), '0');
    text.insert(text.size() - scale, ".");
  }
  out += text;
  out += '"';
}

void append_uuid(std::string& out, Int128 raw) {
  // The top bit is flipped so that signed order is text order.
  const Uint128 bits = static_cast<Uint128>(raw) ^ static_cast<Uint128>(1) << 127U;
  const auto high = static_cast<std::uint64_t>(bits >> 64U);
  const auto low = static_cast<std::uint64_t>(bits);
  fmt::format_to(std::back_inserter(out), "\"{:08x}-{:04x}-{:04x}-{:04x}-{:012x}\"", high >> 32U,
                 high >> 16U & 0xFFFFU, high & 0xFFFFU, low >> 48U, low & 0xFFFFFFFFFFFFU);
}

/// The first byte counts the unused bits at the front of the second.
void append_bits(std::string& out, std::string_view bytes) {
  out += '"';
  const std::size_t padding = bytes.empty() ? 0 : static_cast<unsigned char>(bytes[0]);
  for (std::size_t bit = 8 + padding; bit < bytes.size() * 8; ++bit) {
    out += (static_cast<unsigned char>(bytes[bit / 8]) >> (7 - bit % 8) & 1U) != 0 ? '1' : '0';
  }
  out += '"';
}

/// As DuckDB prints it: "1 year 2 months 3 days 04:05:06.7".
void append_interval(std::string& out, const Interval& interval) {
  auto to = std::back_inserter(out);
  out += '"';
  const std::size_t start = out.size();
  const auto part = [&](std::int64_t count, std::string_view unit) {
    if (count == 0) return;
    if (out.size() > start) out += ' ';
    fmt::format_to(to, "{} {}{}", count, unit, count == 1 || count == -1 ? "" : "s");
  };
  part(interval.months / 12, "year");
  part(interval.months % 12, "month");
  part(interval.days, "day");
  if (interval.micros != 0 || out.size() == start) {
    if (out.size() > start) out += ' ';
    if (interval.micros < 0) out += '-';
    const auto bits = static_cast<std::uint64_t>(interval.micros);
    const std::uint64_t micros = interval.micros < 0 ? 0 - bits : bits;
    fmt::format_to(to, "{:02}:{:02}:{:02}", micros / 3600000000, micros / 60000000 % 60,
                   micros / 1000000 % 60);
    if (micros % 1000000 != 0) {
      fmt::format_to(to, ".{:06}", micros % 1000000);
      while (out.back() == '0') out.pop_back();
    }
  }
  out += '"';
}

/// Time in the upper 40 bits, in the lower 24 how far the zone is behind +15:59:59.
void append_time_tz(std::string& out, std::uint64_t bits) {
  const std::int64_t offset = 16 * 3600 - 1 - static_cast<std::int64_t>(bits & 0xFFFFFFU);
  out += '"';
  append_time(out, static_cast<std::int64_t>(bits >> 24U));
  append_offset(out, static_cast<std::int32_t>(offset));
  out += '"';
}

/// DuckDB's infinities are the largest numbers there are: in a file that another wrote they are
/// what they say, the last microsecond that 64 bits count.
void append_timestamp_cell(std::string& out, std::int64_t value, CellType cell) {
  out += '"';
  append_timestamp(out, value, 'T', cell_unit(cell));
  out += '"';
}

void append_moment_cell(std::string& out, std::int64_t micros, const schema::Feature* feature) {
  const std::string_view name = feature == nullptr ? std::string_view() : schema::zone_of(*feature);
  append_moment(out += '"', micros, name);
  out += '"';
}

void append_date_cell(std::string& out, std::int64_t days) {
  out += '"';
  append_date(out, days);
  out += '"';
}

/// Writes `value` at `to`, which has room for 32 bytes, and returns the end.
char* write_number(char* to, double value) {
  if (!std::isfinite(value)) return std::ranges::copy(std::string_view("null"), to).out;
  char* end = std::to_chars(to, to + 32, value).ptr;
  // Only whole numbers can lack the point or exponent that makes them floats to a reader.
  if (value == std::trunc(value) &&
      std::string_view(to, static_cast<std::size_t>(end - to)).find_first_of(".e") ==
          std::string_view::npos) {
    *end++ = '.';
    *end++ = '0';
  }
  return end;
}

template <typename Float>
void append_floats(std::string& out, std::span<const Float> numbers) {
  const std::size_t start = out.size();
  out.resize(start + 2 + numbers.size() * 33);
  char* to = out.data() + start;
  *to++ = '[';
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (i > 0) *to++ = ',';
    to = write_number(to, static_cast<double>(numbers[i]));
  }
  *to++ = ']';
  out.resize(static_cast<std::size_t>(to - out.data()));
}

void append_list(std::string& out, const ColumnView& column, std::size_t row,
                 const schema::Feature* feature) {
  const ColumnView members = column.child();
  const CellType cell = members.type().cell;
  if (cell == CellType::kFloat32 && !members.may_have_nulls()) {
    append_floats(out, column.floats(row));
    return;
  }
  if (cell == CellType::kFloat64 && !members.may_have_nulls()) {
    append_floats(out, column.doubles(row));
    return;
  }
  const bool typed = feature != nullptr && feature->kind == schema::Feature::Kind::kList;
  const ListSlice slice = column.list(row);
  out += '[';
  for (std::size_t i = 0; i < slice.length; ++i) {
    if (i > 0) out += ',';
    append_cell(out, members, slice.offset + i, typed ? &feature->item() : nullptr);
  }
  out += ']';
}

void append_struct(std::string& out, const ColumnView& column, std::size_t row,
                   const schema::Feature* feature) {
  const ColumnType& type = column.type();
  const bool typed = feature != nullptr && feature->kind == schema::Feature::Kind::kStruct &&
                     feature->children.size() == type.children.size();
  out += '{';
  for (std::size_t i = 0; i < type.children.size(); ++i) {
    if (i > 0) out += ',';
    append_json_string(out, type.labels[i]);
    out += ':';
    append_cell(out, column.child(i), row, typed ? &feature->children[i].type : nullptr);
  }
  out += '}';
}

void append_text(std::string& out, const ColumnView& column, std::size_t row,
                 const schema::Feature* feature) {
  const std::string_view text = column.text(row);
  const bool is_json = column.type().is_json ||
                       (feature != nullptr && feature->kind == schema::Feature::Kind::kJson);
  if (is_json && parse_json(text)) {
    out += text;
  } else {
    append_json_string(out, text);
  }
}

/// Arrow durations have no DuckDB type; they come as integers that the feature explains.
bool append_as_duration(std::string& out, std::int64_t value, const schema::Feature* feature) {
  if (feature == nullptr || !feature->dtype.starts_with("duration[")) return false;
  out += '"';
  append_duration(out, value, schema::unit_of(*feature).value_or(schema::TimeUnit::kMicro));
  out += '"';
  return true;
}

void append_integer(std::string& out, const ColumnView& column, std::size_t row,
                    const schema::Feature* feature) {
  const std::int64_t value = column.int64(row);
  if (append_as_duration(out, value, feature)) return;
  if (column.type().cell == CellType::kUint64) {
    append_json_number(out, static_cast<std::uint64_t>(value));
  } else {
    append_json_number(out, value);
  }
}

void append_float(std::string& out, double value) {
  std::array<char, 40> buffer{};
  out.append(buffer.data(), write_number(buffer.data(), value));
}

void append_blob(std::string& out, std::string_view bytes) {
  out += '"';
  append_base64(out, bytes);
  out += '"';
}

void append_time_cell(std::string& out, std::int64_t value, schema::TimeUnit unit) {
  out += '"';
  append_time(out, value, unit);
  out += '"';
}

/// A decimal without decimals, so text: it may exceed what JSON readers take as a number.
void append_wide(std::string& out, Int128 value, bool is_signed) {
  out += '"';
  if (is_signed) {
    append_int128(out, value);
  } else {
    out += digits(static_cast<Uint128>(value));
  }
  out += '"';
}

// NOLINTNEXTLINE(readability-function-size): a table, one line a type
void append_cell(std::string& out, const ColumnView& column, std::size_t row,
                 const schema::Feature* feature) {
  if (column.is_null(row)) {
    out += "null";
    return;
  }
  switch (const CellType cell = column.type().cell) {
    case CellType::kNull:
      out += "null";
      return;
    case CellType::kBool:
      out += column.boolean(row) ? "true" : "false";
      return;
    case CellType::kInt8:
    case CellType::kInt16:
    case CellType::kInt32:
    case CellType::kInt64:
    case CellType::kUint8:
    case CellType::kUint16:
    case CellType::kUint32:
    case CellType::kUint64:
      return append_integer(out, column, row, feature);
    case CellType::kFloat32:
    case CellType::kFloat64:
      return append_float(out, column.float64(row));
    case CellType::kString:
    case CellType::kEnum:
      return append_text(out, column, row, feature);
    case CellType::kList:
    case CellType::kArray:
    case CellType::kMap:
      return append_list(out, column, row, feature);
    case CellType::kStruct:
      return append_struct(out, column, row, feature);
    case CellType::kUnion:
      return append_cell(out,
                         column.child(1 + static_cast<std::size_t>(column.child(0).int64(row))),
                         row, nullptr);
    case CellType::kInt128:
    case CellType::kUint128:
      return append_wide(out, column.int128(row), cell == CellType::kInt128);
    case CellType::kDecimal:
      return append_decimal(out, column.int128(row), column.type().scale);
    case CellType::kBlob:
      return append_blob(out, column.text(row));
    case CellType::kBit:
      return append_bits(out, column.text(row));
    case CellType::kUuid:
      return append_uuid(out, column.int128(row));
    case CellType::kDate:
      return append_date_cell(out, column.int64(row));
    case CellType::kTime:
    case CellType::kTimeNs:
      return append_time_cell(out, column.int64(row), cell_unit(cell));
    case CellType::kTimeTz:
      return append_time_tz(out, column.uint64(row));
    case CellType::kInterval:
      return append_interval(out, column.interval(row));
    case CellType::kTimestampTz:
      return append_moment_cell(out, column.int64(row), feature);
    case CellType::kTimestampS:
    case CellType::kTimestampMs:
    case CellType::kTimestampUs:
    case CellType::kTimestampNs:
      return append_timestamp_cell(out, column.int64(row), cell);
  }
}

}  // namespace

void append_cell_json(std::string& out, const ColumnView& column, std::size_t row,
                      const schema::Feature& feature) {
  append_cell(out, column, row, &feature);
}

}  // namespace vitrine::duck
