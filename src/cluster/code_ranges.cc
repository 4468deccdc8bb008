#include "cluster/code_ranges.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <compare>
#include <string>
#include <string_view>
#include <utility>

#include "base/ascii.h"
#include "cluster/refusal.h"
#include "duck/temporal.h"
#include "schema/column.h"

namespace vitrine::cluster {
namespace {

using ask::Comparison;
using ask::Constant;
using ask::Expression;

constexpr std::size_t kMaxFractionDigits = 18;
constexpr std::size_t kMaxWholeDigits = 37;
constexpr std::size_t kMaxInt64Digits = 18;

/// The codes below, at and above a constant.
struct Places {
  CodeSet less;
  CodeSet equal;
  CodeSet greater;
};

/// `order` tells how the value of a code stands to the constant; ascending codes never go down.
template <typename Order>
Places places_of(Order order) {
  const std::optional<std::int64_t> from =
      first_code({}, [&](std::int64_t code) { return order(code) >= 0; });
  const std::optional<std::int64_t> above =
      first_code({}, [&](std::int64_t code) { return order(code) > 0; });
  Places places;
  if (!from) return {.less = {CodeRange{}}, .equal = {}, .greater = {}};
  if (*from > INT64_MIN) places.less = {{INT64_MIN, *from - 1}};
  if (above) places.greater = {{*above, INT64_MAX}};
  if (!above || *above > *from) places.equal = {{*from, above ? *above - 1 : INT64_MAX}};
  return places;
}

CodeSet chosen(Places places, Comparison comparison) {
  switch (comparison) {
    case Comparison::kEqual:
      return std::move(places.equal);
    case Comparison::kNotEqual:
      return united(std::move(places.less), places.greater);
    case Comparison::kLess:
      return std::move(places.less);
    case Comparison::kLessEqual:
      return united(std::move(places.less), places.equal);
    case Comparison::kGreater:
      return std::move(places.greater);
    case Comparison::kGreaterEqual:
      return united(std::move(places.equal), places.greater);
  }
  return {};
}

template <typename Number>
std::optional<Number> read_number(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// NaN is above every number and equal to itself.
std::weak_ordering order_of_floats(double a, double b) {
  if (std::isnan(a) || std::isnan(b))
    return static_cast<int>(std::isnan(a)) <=> static_cast<int>(std::isnan(b));
  return a < b   ? std::weak_ordering::less
         : a > b ? std::weak_ordering::greater
                 : std::weak_ordering::equivalent;
}

/// "-12.5" as -125 and 1.
struct Decimal {
  duck::Int128 digits = 0;
  unsigned scale = 0;
  std::size_t num_digits = 0;  ///< Without zeros in front.
};

/// Nothing for another form, or more digits than 128 bits hold beside any code.
std::optional<Decimal> read_decimal(std::string_view text) {
  Decimal number;
  const bool is_negative = text.starts_with('-');
  if (is_negative) text.remove_prefix(1);
  bool is_behind = false;
  for (const char c : text) {
    if (c == '.' && !std::exchange(is_behind, true)) continue;
    if (c < '0' || c > '9') return std::nullopt;
    number.digits = number.digits * 10 + (c - '0');
    if (is_behind) ++number.scale;
    if (number.digits != 0) ++number.num_digits;
    if (number.num_digits > (is_behind ? kMaxFractionDigits : kMaxWholeDigits) ||
        number.scale > kMaxFractionDigits)
      return std::nullopt;
  }
  if (text.empty() || text == ".") return std::nullopt;
  if (is_negative) number.digits = -number.digits;
  return number;
}

duck::Int128 raised(duck::Int128 number, unsigned power) {
  for (unsigned i = 0; i < power; ++i) number *= 10;
  return number;
}

Error refused_form(const std::string& text) {
  return beyond_engine("'" + text.substr(0, 60) + "', which DuckDB reads by rules of its own");
}

bool is_unsigned_wide(const schema::Feature& type) {
  return type.is_value("uint64");
}

std::uint64_t unsigned_of(std::int64_t code) {
  return static_cast<std::uint64_t>(code) ^ (1ULL << 63U);
}

duck::Int128 whole_of(const schema::Feature& type, std::int64_t code) {
  return is_unsigned_wide(type) ? static_cast<duck::Int128>(unsigned_of(code))
                                : static_cast<duck::Int128>(code);
}

/// A number without an exponent beside integers: exactly.
Places whole_places(const schema::Feature& type, const Decimal& constant) {
  const duck::Int128 other = constant.digits;
  return places_of([&](std::int64_t code) -> std::weak_ordering {
    return raised(whole_of(type, code), constant.scale) <=> other;
  });
}

/// An integer beside a float64 is rounded to one, as SQL does.
Places rounded_places(const schema::Feature& type, double constant) {
  return places_of([&](std::int64_t code) {
    const double value =
        is_unsigned_wide(type) ? static_cast<double>(unsigned_of(code)) : static_cast<double>(code);
    return order_of_floats(value, constant);
  });
}

Places float_places(double constant) {
  return places_of(
      [&](std::int64_t code) { return order_of_floats(float_of_code(code), constant); });
}

Places decimal_places(unsigned scale, const Decimal& constant) {
  const duck::Int128 other = raised(constant.digits, scale);
  return places_of([&](std::int64_t code) -> std::weak_ordering {
    return raised(code, constant.scale) <=> other;
  });
}

/// How many nanoseconds a step of the code of a date, a time or a moment is.
std::int64_t nanos_per_code(const schema::Feature& type) {
  const std::optional<schema::TimeUnit> unit = schema::unit_of(type);
  return unit ? nanos_per(*unit) : kNanosPerDay;
}

Places moment_places(const schema::Feature& type, duck::Int128 nanos) {
  const std::int64_t step = nanos_per_code(type);
  return places_of([&](std::int64_t code) -> std::weak_ordering {
    return static_cast<duck::Int128>(code) * step <=> nanos;
  });
}

/// The year of a column that knows no zone; of days that no date has, the last that has one.
std::int64_t year_of(const schema::Feature& type, std::int64_t code) {
  const std::int64_t codes_per_day = kNanosPerDay / nanos_per_code(type);
  const std::int64_t days = code / codes_per_day - (code % codes_per_day < 0 ? 1 : 0);
  return duck::civil_from_days(std::clamp<std::int64_t>(days, INT32_MIN, INT32_MAX)).year;
}

using MaybePlaces = std::optional<Places>;

/// A number of the condition beside a column of numbers; `text` may have a point or an exponent.
Result<MaybePlaces> number_places(const schema::Feature& type, Constant::Type form,
                                  const std::string& text) {
  const schema::ScalarForm scalar = schema::form_of(type);
  const bool has_exponent = text.find_first_of("eE") != std::string::npos;
  const bool is_float = form == Constant::Type::kDouble || has_exponent;
  const bool has_point = text.find('.') != std::string::npos;
  const std::optional<double> number = read_number<double>(text);
  const std::optional<Decimal> decimal = is_float ? std::nullopt : read_decimal(text);
  if (!number || (!is_float && !decimal)) return refused_form(text);
  if (scalar == schema::ScalarForm::kInteger || scalar == schema::ScalarForm::kClass)
    return MaybePlaces(is_float ? rounded_places(type, *number) : whole_places(type, *decimal));
  // What DuckDB makes of more digits is not always the nearest float.
  const bool is_wide = !is_float && decimal->num_digits > kMaxInt64Digits;
  if (scalar == schema::ScalarForm::kDecimal) {
    if (is_float || is_wide) return refused_form(text);
    return MaybePlaces(decimal_places(decimal_scale(type), *decimal));
  }
  if (scalar != schema::ScalarForm::kFloat || is_wide) return refused_form(text);
  const bool is_narrow = form == Constant::Type::kFloat || (!is_float && !type.is_value("float64"));
  if (!is_float && has_point && decimal->num_digits > (is_narrow ? 7 : 15))
    return refused_form(text);
  if (!is_narrow) return MaybePlaces(float_places(*number));
  const std::optional<float> narrow =
      has_exponent ? static_cast<float>(*number) : read_number<float>(text);
  if (!narrow) return refused_form(text);
  return MaybePlaces(float_places(static_cast<double>(*narrow)));
}

Result<MaybePlaces> time_places(const schema::Feature& type, Constant::Type form,
                                const std::string& text) {
  if (form == Constant::Type::kTime) {
    const std::optional<std::int64_t> nanos = read_written_time(text);
    if (!nanos || *nanos % 1000 != 0) return refused_form(text);
    return MaybePlaces(moment_places(type, *nanos));
  }
  const std::optional<WrittenMoment> moment = read_written_moment(text);
  if (!moment) return refused_form(text);
  const bool has_zone = form == Constant::Type::kUtcMoment;
  const bool knows_nanos = form == Constant::Type::kNanoMoment;
  if ((moment->offset && !has_zone) || (moment->has_time && form == Constant::Type::kDate) ||
      (!knows_nanos && moment->nanos % 1000 != 0))
    return refused_form(text);
  const duck::Int128 nanos = static_cast<duck::Int128>(moment->days) * kNanosPerDay +
                             moment->nanos -
                             static_cast<duck::Int128>(moment->offset.value_or(0)) * 1'000'000'000;
  return MaybePlaces(moment_places(type, nanos));
}

/// Whether a text surely is no number, date or time of day, whatever DuckDB takes for one.
bool is_none_of(schema::ScalarForm form, std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\n\r");
  if (first == std::string_view::npos) return true;
  text.remove_prefix(first);
  const auto c = static_cast<unsigned char>(text.front());
  const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
  // "infinity", "nan", "epoch"
  if (is_letter) return std::string_view("iInNeE").find(text.front()) == std::string_view::npos;
  const bool is_digit =
      std::string_view("0123456789")
          .find(text.front() == '-' && text.size() > 1 ? text[1] : text.front()) !=
      std::string_view::npos;
  const bool has_dashes = text.find_first_of("-/\\ ", 1) != std::string_view::npos;
  const bool has_colon = text.find(':') != std::string_view::npos;
  switch (form) {
    case schema::ScalarForm::kDate:
    case schema::ScalarForm::kTimestamp:
      return is_digit && !has_dashes;
    case schema::ScalarForm::kTime:
      return is_digit && !has_dashes && !has_colon;
    case schema::ScalarForm::kNone:
    case schema::ScalarForm::kBool:
    case schema::ScalarForm::kInteger:
    case schema::ScalarForm::kFloat:
    case schema::ScalarForm::kDecimal:
    case schema::ScalarForm::kText:
    case schema::ScalarForm::kBinary:
    case schema::ScalarForm::kDuration:
    case schema::ScalarForm::kClass:
      break;
  }
  return has_colon || text.find('-', 1) != std::string_view::npos;
}

bool is_plain_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return !text.empty() && text.front() >= '0' && text.front() <= '9' && text.back() != '.' &&
         text.find_first_not_of("0123456789.") == std::string_view::npos &&
         std::ranges::count(text, '.') <= 1;
}

/// The least and the greatest number of an integer's type.
std::pair<duck::Int128, duck::Int128> limits_of(std::string_view dtype) {
  const std::size_t digits = dtype.find_first_of("0123456789");
  const auto bits =
      read_number<unsigned>(dtype.substr(std::min(digits, dtype.size()))).value_or(64);
  const duck::Int128 one = 1;
  if (dtype.starts_with("uint")) return {0, (one << bits) - 1};
  return {-(one << (bits - 1)), (one << (bits - 1)) - 1};
}

/// A text read as a date (then its time of day is left out), a time of day (then its date is) or a
/// moment (then it is rounded to the column's unit).
Result<MaybePlaces> read_moment_places(const schema::Feature& type, const std::string& text) {
  const schema::ScalarForm form = schema::form_of(type);
  std::optional<WrittenMoment> moment = read_written_moment(text);
  if (form == schema::ScalarForm::kTime && !moment) {
    if (const std::optional<std::int64_t> time = read_written_time(text))
      moment = WrittenMoment{.nanos = *time};
  }
  const bool has_zone = !schema::zone_of(type).empty();
  const bool knows_nanos = type.is_value("timestamp[ns]");
  if (!moment || (moment->offset && !has_zone) || (!knows_nanos && moment->nanos % 1000 != 0))
    return refused_form(text);
  if (form == schema::ScalarForm::kDate) moment->nanos = 0;
  if (form == schema::ScalarForm::kTime) moment->days = 0;
  duck::Int128 nanos = static_cast<duck::Int128>(moment->days) * kNanosPerDay + moment->nanos -
                       static_cast<duck::Int128>(moment->offset.value_or(0)) * 1'000'000'000;
  const std::int64_t step = nanos_per_code(type);
  const std::int64_t beyond = moment->nanos % step;
  if (form == schema::ScalarForm::kTimestamp && beyond != 0) {
    if (beyond * 2 == step || has_zone) return refused_form(text);
    nanos += beyond * 2 > step ? step - beyond : -beyond;
  }
  return MaybePlaces(moment_places(type, nanos));
}

/// A text read as an integer of that type: rounded, a half up; nothing where the type has no such.
Result<MaybePlaces> read_whole_places(const schema::Feature& type, std::string_view dtype,
                                      const std::string& text) {
  std::optional<Decimal> number = read_decimal(text);
  if (!is_plain_number(text) || !number || (number->scale > 0 && text.starts_with('-')))
    return refused_form(text);
  if (number->scale > 0) {
    const duck::Int128 unit = raised(1, number->scale);
    *number = {.digits = (number->digits + unit / 2) / unit};
  }
  const auto [least, most] = limits_of(dtype);
  if (number->digits < least || number->digits > most) return MaybePlaces();
  return MaybePlaces(whole_places(type, *number));
}

/// A text read as the column's type; null where it surely is none.
Result<MaybePlaces> read_places(const schema::Feature& type, std::string_view dtype,
                                const std::string& text) {
  const schema::ScalarForm form = schema::form_of(type);
  if (form == schema::ScalarForm::kBool) {
    constexpr std::string_view kTrue[] = {"true", "t", "yes", "y", "1"};
    constexpr std::string_view kFalse[] = {"false", "f", "no", "n", "0"};
    const std::string word = ascii_lower(text);
    const bool is_true = std::ranges::find(kTrue, word) != std::end(kTrue);
    if (!is_true && std::ranges::find(kFalse, word) == std::end(kFalse)) return MaybePlaces();
    return MaybePlaces(whole_places(type, {.digits = is_true ? 1 : 0}));
  }
  if (is_none_of(form, text)) return MaybePlaces();
  switch (form) {
    case schema::ScalarForm::kInteger:
    case schema::ScalarForm::kClass:
      return read_whole_places(type, dtype, text);
    case schema::ScalarForm::kFloat: {
      if (!is_plain_number(text) || dtype == "float16") return refused_form(text);
      if (dtype == "float32") {
        const std::optional<float> number = read_number<float>(text);
        return number ? Result<MaybePlaces>(MaybePlaces(float_places(static_cast<double>(*number))))
                      : refused_form(text);
      }
      const std::optional<double> number = read_number<double>(text);
      return number ? Result<MaybePlaces>(MaybePlaces(float_places(*number))) : refused_form(text);
    }
    case schema::ScalarForm::kDecimal: {
      const std::optional<Decimal> number = read_decimal(text);
      if (!is_plain_number(text) || !number || number->scale > decimal_scale(type) ||
          number->num_digits > kMaxInt64Digits)
        return refused_form(text);
      return MaybePlaces(decimal_places(decimal_scale(type), *number));
    }
    case schema::ScalarForm::kDate:
    case schema::ScalarForm::kTime:
    case schema::ScalarForm::kTimestamp:
      return read_moment_places(type, text);
    case schema::ScalarForm::kNone:
    case schema::ScalarForm::kBool:
    case schema::ScalarForm::kText:
    case schema::ScalarForm::kBinary:
    case schema::ScalarForm::kDuration:
      break;
  }
  return refused_form(text);
}

Result<MaybePlaces> constant_places(const CodedValue& value, const Expression& constant) {
  const schema::Feature& type = value.type;
  if (constant.kind == Expression::Kind::kReadAs)
    return read_places(type, constant.name, constant.arguments.front().constant.text);
  const std::string& text = constant.constant.text;
  switch (constant.constant.type) {
    case Constant::Type::kNull:
      return MaybePlaces();
    case Constant::Type::kNumber:
    case Constant::Type::kClassCode:
    case Constant::Type::kDouble:
    case Constant::Type::kFloat:
      return number_places(type, constant.constant.type, text);
    case Constant::Type::kTruth:
      if (schema::form_of(type) != schema::ScalarForm::kBool) return refused_form(text);
      return MaybePlaces(whole_places(type, {.digits = text == "TRUE" ? 1 : 0}));
    case Constant::Type::kDate:
    case Constant::Type::kTime:
    case Constant::Type::kMoment:
    case Constant::Type::kNanoMoment:
    case Constant::Type::kUtcMoment:
      return time_places(type, constant.constant.type, text);
    case Constant::Type::kText:
      break;
  }
  // The Hub's grammar leaves such a text to be read as the column's type.
  Result<MaybePlaces> places = read_places(type, type.dtype, text);
  if (places && !*places)
    return invalid_argument("'" + text.substr(0, 60) + "' is no " + schema::feature_label(type));
  return places;
}

Result<MaybePlaces> year_places(const CodedValue& value, const Expression& constant) {
  const std::string& text = constant.constant.text;
  const bool is_double = constant.constant.type == Constant::Type::kDouble;
  const std::optional<double> number = read_number<double>(text);
  if (constant.kind == Expression::Kind::kConstant && is_double && number) {
    return MaybePlaces(places_of([&](std::int64_t code) {
      return order_of_floats(static_cast<double>(year_of(value.type, code)), *number);
    }));
  }
  const std::optional<Decimal> year = read_decimal(text);
  if (constant.kind != Expression::Kind::kConstant || !year ||
      constant.constant.type != Constant::Type::kNumber)
    return refused_form(text);
  return MaybePlaces(places_of([&](std::int64_t code) -> std::weak_ordering {
    return raised(year_of(value.type, code), year->scale) <=> year->digits;
  }));
}

}  // namespace

CodeSet united(CodeSet a, const CodeSet& b) {
  a.insert(a.end(), b.begin(), b.end());
  std::ranges::sort(a, {}, &CodeRange::low);
  CodeSet out;
  for (const CodeRange& range : a) {
    const bool joins =
        !out.empty() && (out.back().high == INT64_MAX || range.low <= out.back().high + 1);
    if (joins) {
      out.back().high = std::max(out.back().high, range.high);
    } else {
      out.push_back(range);
    }
  }
  return out;
}

CodeSet shared(const CodeSet& a, const CodeSet& b) {
  CodeSet out;
  for (const CodeRange& x : a) {
    for (const CodeRange& y : b) {
      const CodeRange both{std::max(x.low, y.low), std::min(x.high, y.high)};
      if (both.low <= both.high) out.push_back(both);
    }
  }
  return out;
}

CodeSet without(const CodeSet& all, const CodeSet& set) {
  CodeSet others;
  std::int64_t from = INT64_MIN;
  bool is_open = true;
  for (const CodeRange& range : set) {
    if (range.low > from) others.push_back({from, range.low - 1});
    is_open = range.high < INT64_MAX;
    if (is_open) from = range.high + 1;
  }
  if (is_open) others.push_back({from, INT64_MAX});
  return shared(all, others);
}

CodeSet codes_of(const CodedValue& value) {
  if (!value.is_year) return {CodeRange{}};
  const std::int64_t infinite =
      schema::form_of(value.type) == schema::ScalarForm::kDate ? INT32_MAX : INT64_MAX;
  return {{-infinite + 1, infinite - 1}};
}

Result<std::optional<CodeSet>> codes_compared(const CodedValue& value, Comparison comparison,
                                              const Expression& constant) {
  Result<MaybePlaces> places =
      value.is_year ? year_places(value, constant) : constant_places(value, constant);
  if (!places) return std::move(places).error();
  if (!*places) return std::optional<CodeSet>();
  return std::optional(shared(chosen(**std::move(places), comparison), codes_of(value)));
}

}  // namespace vitrine::cluster
