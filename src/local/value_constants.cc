#include "local/value_constants.h"

#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

#include "duck/temporal.h"
#include "schema/column.h"

namespace vitrine::local {
namespace {

using ask::Constant;
using ask::Expression;

bool is_day(const schema::Feature& type) {
  return schema::form_of(type) == schema::ScalarForm::kDate;
}

/// Not those of a zone, whose forms are SQL's to read, and not nanoseconds, which the values do not
/// know as exactly.
bool is_moment(const schema::Feature& type) {
  return schema::form_of(type) == schema::ScalarForm::kTimestamp && schema::zone_of(type).empty() &&
         schema::unit_of(type) != schema::TimeUnit::kNano;
}

bool is_whole(const schema::Feature& type) {
  return type.kind == schema::Feature::Kind::kClassLabel || type.is_value("bool") ||
         (type.is_integer() && !type.is_value("uint64"));
}

template <typename Number>
std::optional<Number> read_number(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// The number of `digits` digits at `at`.
std::optional<unsigned> digits_at(std::string_view text, std::size_t at, std::size_t digits) {
  if (text.size() < at + digits || text[at] == '-' || text[at] == '+') return std::nullopt;
  return read_number<unsigned>(text.substr(at, digits));
}

/// Microseconds of "2024-01-31"; nothing for another form or a day that does not exist.
std::optional<std::int64_t> read_day(std::string_view text) {
  const std::optional<unsigned> year = digits_at(text, 0, 4);
  const std::optional<unsigned> month = digits_at(text, 5, 2);
  const std::optional<unsigned> day = digits_at(text, 8, 2);
  if (!year || !month || !day || text.size() != 10 || text[4] != '-' || text[7] != '-')
    return std::nullopt;
  if (*month < 1 || *month > 12 || *day < 1 || *day > duck::days_in_month(*year, *month))
    return std::nullopt;
  return duck::days_from_civil({static_cast<int>(*year), *month, *day}) * 86'400'000'000;
}

/// Microseconds of "2024-01-31[ T]12:30:00", or of its midnight; other forms are SQL's to read.
std::optional<std::int64_t> read_moment(std::string_view text) {
  const std::optional<std::int64_t> day =
      read_day(text.substr(0, std::min<std::size_t>(text.size(), 10)));
  if (!day || text.size() == 10) return day;
  const std::optional<unsigned> hour = digits_at(text, 11, 2);
  const std::optional<unsigned> minute = digits_at(text, 14, 2);
  const std::optional<unsigned> second = digits_at(text, 17, 2);
  const bool shaped = text.size() == 19 && (text[10] == ' ' || text[10] == 'T') &&
                      text[13] == ':' && text[16] == ':';
  if (!shaped || !hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 59)
    return std::nullopt;
  return *day + ((std::int64_t{*hour} * 60 + *minute) * 60 + *second) * 1'000'000;
}

std::optional<ValueConstant> as_value(std::optional<std::int64_t> number) {
  return number ? std::optional<ValueConstant>(*number) : std::nullopt;
}

/// `text` read as `dtype`, in the forms that SQL reads in the same way.
std::optional<ValueConstant> read_as(std::string_view dtype, const std::string& text,
                                     const schema::Feature& type) {
  if (schema::Feature::value(std::string(dtype)).is_text()) return ValueConstant(text);
  if (is_day(type)) return as_value(read_day(text));
  if (is_moment(type)) return as_value(read_moment(text));
  const bool plain = !text.empty() && text.size() < 19 &&
                     text.find_first_not_of("0123456789") == std::string::npos;
  // Beyond its own range a narrow type reads nothing, which is not what a wide one reads.
  if (dtype != "int64" || !plain) return std::nullopt;
  return as_value(read_number<std::int64_t>(text));
}

}  // namespace

bool is_told_by_values(const schema::Feature& type) {
  return type.is_text() || is_day(type) || is_moment(type) || is_whole(type);
}

std::optional<ValueConstant> value_constant(const Expression& constant,
                                            const schema::Feature& type) {
  if (constant.kind == Expression::Kind::kReadAs &&
      constant.arguments.front().kind == Expression::Kind::kConstant) {
    return read_as(constant.name, constant.arguments.front().constant.text, type);
  }
  if (constant.kind != Expression::Kind::kConstant) return std::nullopt;
  const std::string& text = constant.constant.text;
  const bool is_number = is_whole(type) && !type.is_value("bool");
  switch (constant.constant.type) {
    case Constant::Type::kText:
      return type.is_text() ? std::optional<ValueConstant>(text) : std::nullopt;
    case Constant::Type::kNumber:
    case Constant::Type::kClassCode:
      return is_number ? as_value(read_number<std::int64_t>(text)) : std::nullopt;
    case Constant::Type::kDouble: {
      const std::optional<double> number = read_number<double>(text);
      return is_number && number && std::isfinite(*number) ? std::optional<ValueConstant>(*number)
                                                           : std::nullopt;
    }
    case Constant::Type::kTruth:
      return type.is_value("bool") ? as_value(text == "TRUE" ? 1 : 0) : std::nullopt;
    case Constant::Type::kDate:
      return is_day(type) || is_moment(type) ? as_value(read_day(text)) : std::nullopt;
    case Constant::Type::kMoment:
      return is_day(type) || is_moment(type) ? as_value(read_moment(text)) : std::nullopt;
    case Constant::Type::kNull:
    case Constant::Type::kFloat:
    case Constant::Type::kTime:
    case Constant::Type::kNanoMoment:
    case Constant::Type::kUtcMoment:
      return std::nullopt;
  }
  return std::nullopt;
}

std::strong_ordering order_of(std::int64_t value, const ValueConstant& constant) {
  if (const auto* whole = std::get_if<std::int64_t>(&constant)) return value <=> *whole;
  const double other = *std::get_if<double>(&constant);
  const auto rounded = static_cast<double>(value);
  if (rounded < other) return std::strong_ordering::less;
  return rounded > other ? std::strong_ordering::greater : std::strong_ordering::equal;
}

}  // namespace vitrine::local
