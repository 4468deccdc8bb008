#include "cluster/value_codes.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>

#include "duck/temporal.h"
#include "duck/time_zone.h"

namespace vitrine::cluster {
namespace {

constexpr std::int64_t kNotANumber = 0x7FF8'0000'0000'0000;
constexpr unsigned kMaxDecimalDigits = 18;

template <typename Number>
std::optional<Number> read_number(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Takes the digits at the front of `text`, `least` to `most` of them.
std::optional<std::int64_t> take_digits(std::string_view& text, std::size_t least,
                                        std::size_t most) {
  const auto end = std::ranges::find_if_not(text, is_digit);
  const auto count = static_cast<std::size_t>(end - text.begin());
  if (count < least || count > most) return std::nullopt;
  const std::optional<std::int64_t> number = read_number<std::int64_t>(text.substr(0, count));
  text.remove_prefix(count);
  return number;
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

/// ".5" at the front in nanoseconds; 0 where there is none, nothing for another form.
std::optional<std::int64_t> take_fraction(std::string_view& text) {
  if (!take(text, '.')) return 0;
  const std::size_t before = text.size();
  std::optional<std::int64_t> nanos = take_digits(text, 1, 9);
  for (std::size_t i = before - text.size(); nanos && i < 9; ++i) *nanos *= 10;
  return nanos;
}

/// "12:30:00[.5]" at the front in nanoseconds; hours have up to `hour_digits`.
std::optional<std::int64_t> take_clock(std::string_view& text, std::size_t hour_digits) {
  const std::optional<std::int64_t> hours = take_digits(text, 1, hour_digits);
  if (!hours || !take(text, ':')) return std::nullopt;
  const std::optional<std::int64_t> minutes = take_digits(text, 2, 2);
  if (!minutes || *minutes > 59 || !take(text, ':')) return std::nullopt;
  const std::optional<std::int64_t> seconds = take_digits(text, 2, 2);
  if (!seconds || *seconds > 59) return std::nullopt;
  const std::optional<std::int64_t> fraction = take_fraction(text);
  if (!fraction) return std::nullopt;
  return ((*hours * 60 + *minutes) * 60 + *seconds) * 1'000'000'000 + *fraction;
}

std::optional<std::int64_t> take_day(std::string_view& text) {
  const bool before_christ = take(text, '-');
  const std::optional<std::int64_t> year = take_digits(text, 4, 12);
  if (!year || !take(text, '-')) return std::nullopt;
  const std::optional<std::int64_t> month = take_digits(text, 2, 2);
  if (!month || *month < 1 || *month > 12 || !take(text, '-')) return std::nullopt;
  const std::optional<std::int64_t> day = take_digits(text, 2, 2);
  const std::int64_t signed_year = before_christ ? -*year : *year;
  if (!day || *day < 1 || *day > duck::days_in_month(signed_year, static_cast<unsigned>(*month)))
    return std::nullopt;
  return duck::days_from_civil(
      {signed_year, static_cast<unsigned>(*month), static_cast<unsigned>(*day)});
}

/// Days and nanoseconds in a unit, if 64 bits hold them and nothing is lost.
std::optional<std::int64_t> in_unit(std::int64_t days, std::int64_t nanos, schema::TimeUnit unit) {
  const duck::Int128 all = static_cast<duck::Int128>(days) * kNanosPerDay + nanos;
  const std::int64_t per = nanos_per(unit);
  if (all % per != 0) return std::nullopt;
  const duck::Int128 count = all / per;
  if (count < std::numeric_limits<std::int64_t>::min() ||
      count > std::numeric_limits<std::int64_t>::max())
    return std::nullopt;
  return static_cast<std::int64_t>(count);
}

std::optional<std::int64_t> moment_code(std::string_view text, schema::TimeUnit unit) {
  const std::optional<WrittenMoment> moment = read_written_moment(text);
  if (!moment) return std::nullopt;
  return in_unit(moment->days,
                 moment->nanos - std::int64_t{moment->offset.value_or(0)} * 1'000'000'000, unit);
}

/// As Python prints a timedelta: "-1 day, 23:59:59", "11 days, 4:57:32.322450".
std::optional<std::int64_t> duration_code(std::string_view text, schema::TimeUnit unit) {
  std::int64_t days = 0;
  if (const std::size_t at = text.find(" day"); at != std::string_view::npos) {
    const std::optional<std::int64_t> number = read_number<std::int64_t>(text.substr(0, at));
    const std::size_t clock = text.find(", ", at);
    if (!number || clock == std::string_view::npos) return std::nullopt;
    days = *number;
    text.remove_prefix(clock + 2);
  }
  const std::optional<std::int64_t> nanos = take_clock(text, 2);
  if (!nanos || !text.empty()) return std::nullopt;
  return in_unit(days, *nanos, unit);
}

/// "-12.50", "1.5E-7": as Python prints a Decimal.
std::optional<std::int64_t> decimal_code(std::string_view text, unsigned scale) {
  std::string digits;
  std::int64_t behind = 0;
  const std::size_t exponent = text.find('E');
  if (exponent != std::string_view::npos) {
    const std::optional<std::int64_t> power = read_number<std::int64_t>(text.substr(exponent + 1));
    if (!power) return std::nullopt;
    behind = -*power;
    text = text.substr(0, exponent);
  }
  const std::size_t point = text.find('.');
  if (point != std::string_view::npos) behind += static_cast<std::int64_t>(text.size() - point - 1);
  std::ranges::copy_if(text, std::back_inserter(digits), [](char c) { return c != '.'; });
  if (behind > scale || scale - behind > kMaxDecimalDigits) return std::nullopt;
  digits.append(static_cast<std::size_t>(scale - behind), '0');
  return read_number<std::int64_t>(digits);
}

/// The content of a JSON string that has no escapes: dates, times and numbers in quotes.
std::optional<std::string_view> plain_content(std::string_view json) {
  if (json.size() < 2 || json.front() != '"' || json.back() != '"') return std::nullopt;
  return json.substr(1, json.size() - 2);
}

std::optional<std::int64_t> integer_code(const schema::Feature& scalar, std::string_view json) {
  if (!scalar.is_value("uint64")) return read_number<std::int64_t>(json);
  const std::optional<std::uint64_t> number = read_number<std::uint64_t>(json);
  return number ? std::optional(static_cast<std::int64_t>(*number ^ (1ULL << 63U))) : std::nullopt;
}

std::optional<std::int64_t> read_code(const schema::Feature& scalar, std::string_view json) {
  const std::string_view text = plain_content(json).value_or("");
  const schema::TimeUnit unit = schema::unit_of(scalar).value_or(schema::TimeUnit::kMicro);
  switch (schema::form_of(scalar)) {
    case schema::ScalarForm::kBool:
      return json == "true" ? std::optional(1) : json == "false" ? std::optional(0) : std::nullopt;
    case schema::ScalarForm::kFloat: {
      const std::optional<double> number = read_number<double>(json);
      return number ? std::optional(code_of_float(*number)) : std::nullopt;
    }
    case schema::ScalarForm::kClass:
    case schema::ScalarForm::kInteger:
      return integer_code(scalar, json);
    case schema::ScalarForm::kDecimal:
      return text.empty() ? std::nullopt : decimal_code(text, decimal_scale(scalar));
    case schema::ScalarForm::kDate: {
      const std::optional<WrittenMoment> day = read_written_moment(text);
      return day && !day->has_time ? std::optional(day->days) : std::nullopt;
    }
    case schema::ScalarForm::kTime: {
      const std::optional<std::int64_t> nanos = read_written_time(text);
      return nanos ? in_unit(0, *nanos, unit) : std::nullopt;
    }
    case schema::ScalarForm::kTimestamp:
      return moment_code(text, unit);
    case schema::ScalarForm::kDuration:
      return duration_code(text, unit);
    case schema::ScalarForm::kNone:
    case schema::ScalarForm::kText:
    case schema::ScalarForm::kBinary:
      break;
  }
  return std::nullopt;
}

/// "decimal128(10, 2)": its two numbers; nothing for another form.
std::optional<std::pair<unsigned, unsigned>> decimal_shape(std::string_view dtype) {
  const std::size_t open = dtype.find('(');
  const std::size_t comma = dtype.find(',');
  if (open == std::string_view::npos || comma == std::string_view::npos || !dtype.ends_with(')'))
    return std::nullopt;
  std::string_view scale = dtype.substr(comma + 1, dtype.size() - comma - 2);
  while (take(scale, ' ')) continue;
  const auto width = read_number<unsigned>(dtype.substr(open + 1, comma - open - 1));
  const auto behind = read_number<unsigned>(scale);
  if (!width || !behind) return std::nullopt;
  return std::pair(*width, *behind);
}

}  // namespace

FieldForm field_form(const schema::Feature& scalar) {
  switch (schema::form_of(scalar)) {
    case schema::ScalarForm::kText:
      return FieldForm::kText;
    case schema::ScalarForm::kBool:
    case schema::ScalarForm::kInteger:
    case schema::ScalarForm::kFloat:
    case schema::ScalarForm::kDate:
    case schema::ScalarForm::kTime:
    case schema::ScalarForm::kTimestamp:
    case schema::ScalarForm::kDuration:
    case schema::ScalarForm::kClass:
      return FieldForm::kCode;
    case schema::ScalarForm::kDecimal: {
      const auto shape = decimal_shape(scalar.dtype);
      return shape && shape->first <= kMaxDecimalDigits ? FieldForm::kCode : FieldForm::kNone;
    }
    case schema::ScalarForm::kNone:
    case schema::ScalarForm::kBinary:
      return FieldForm::kNone;
  }
  return FieldForm::kNone;
}

std::int64_t code_of_float(double value) {
  if (std::isnan(value)) return kNotANumber;
  if (value == 0) return 0;
  const auto bits = std::bit_cast<std::int64_t>(value);
  return bits >= 0 ? bits : bits ^ std::numeric_limits<std::int64_t>::max();
}

double float_of_code(std::int64_t code) {
  return std::bit_cast<double>(code >= 0 ? code : code ^ std::numeric_limits<std::int64_t>::max());
}

std::int64_t nanos_per(schema::TimeUnit unit) {
  return 1'000'000'000 / duck::units_per_second(unit);
}

unsigned decimal_scale(const schema::Feature& decimal) {
  const auto shape = decimal_shape(decimal.dtype);
  return shape ? shape->second : 0;
}

std::optional<WrittenMoment> read_written_moment(std::string_view text) {
  const std::optional<std::int64_t> days = take_day(text);
  if (!days) return std::nullopt;
  WrittenMoment moment{.days = *days};
  if (text.empty()) return moment;
  if (!take(text, ' ') && !take(text, 'T')) return std::nullopt;
  const std::optional<std::int64_t> nanos = take_clock(text, 2);
  if (!nanos || *nanos >= kNanosPerDay) return std::nullopt;
  moment.has_time = true;
  moment.nanos = *nanos;
  if (text.empty()) return moment;
  moment.offset = text == "Z" ? std::optional(0) : duck::read_offset(text);
  return moment.offset ? std::optional(moment) : std::nullopt;
}

std::optional<std::int64_t> read_written_time(std::string_view text) {
  const std::optional<std::int64_t> nanos = take_clock(text, 2);
  return text.empty() && nanos && *nanos <= kNanosPerDay ? nanos : std::nullopt;
}

Result<std::int64_t> code_of_cell(const schema::Feature& scalar, std::string_view json) {
  const std::optional<std::int64_t> code = read_code(scalar, json);
  if (code) return *code;
  return internal_error("a cell of type " + schema::feature_label(scalar) + " holds " +
                        std::string(json.substr(0, 60)));
}

}  // namespace vitrine::cluster
