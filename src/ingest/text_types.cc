#include "ingest/text_types.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "base/ascii.h"
#include "ingest/iso8601.h"

namespace vitrine::ingest {
namespace {

constexpr std::string_view kDigits = "0123456789";
/// Integers up to here are doubles exactly.
constexpr std::size_t kExactDigits = 15;
constexpr std::size_t kDecimalDigits = 38;
/// Below the largest double.
constexpr std::size_t kMostWholeDigits = 300;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_digit);
}

bool has_leading_zero(std::string_view whole) {
  return whole.size() > 1 && whole.front() == '0';
}

/// A finite double, or nothing.
std::optional<double> parse_double(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

std::optional<double> parse_infinity(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text.size() != 3 && text.size() != 8) return std::nullopt;
  const std::string lower = ascii_lower(text);
  if (lower != "inf" && lower != "infinity") return std::nullopt;
  return negative ? -HUGE_VAL : HUGE_VAL;
}

/// Whether `text` is the word of these small letters, in any case of its own.
bool is_word(std::string_view text, std::string_view letters) {
  constexpr char kToSmall = 0x20;  // of letters; it makes no letter of anything else
  return std::ranges::equal(text, letters,
                            [](char c, char letter) { return (c | kToSmall) == letter; });
}

std::optional<bool> parse_bool(std::string_view text) {
  if (is_word(text, "true")) return true;
  if (is_word(text, "false")) return false;
  return std::nullopt;
}

/// 12/25/2024, 5.1.24, 2024/01/05: digits in three groups, which no standard orders.
bool is_local_date(std::string_view text) {
  std::array<std::size_t, 3> groups = {0, 0, 0};
  std::size_t group = 0;
  char separator = 0;
  for (const char c : text.substr(0, text.find(' '))) {
    if (is_digit(c)) {
      ++groups[group];
      continue;
    }
    if ((c != '/' && c != '.' && c != '-') || (separator != 0 && c != separator) || ++group > 2)
      return false;
    separator = c;
  }
  if (group != 2) return false;
  // A day and a month have two digits at most: 123-45-6789 is a number of social security.
  const auto short_ones = [&](std::size_t one, std::size_t other) {
    return groups[one] > 0 && groups[one] <= 2 && groups[other] > 0 && groups[other] <= 2;
  };
  return (groups[2] == 4 && short_ones(0, 1)) ||
         (groups[0] == 4 && separator != '-' && short_ones(1, 2));
}

/// yymm.nnnnn, the form since 2007.
bool is_arxiv_id(std::string_view whole, std::string_view fraction) {
  if (whole.size() != 4 || (fraction.size() != 4 && fraction.size() != 5)) return false;
  const std::string_view month = whole.substr(2);
  return month >= "01" && month <= "12";
}

/// 2.7, 3.10: a version of Python has no zero in front of its minor number.
bool is_python_version(std::string_view whole, std::string_view fraction) {
  return (whole == "2" || whole == "3") &&
         (fraction.size() == 1 || (fraction.size() == 2 && fraction.front() != '0'));
}

/// 22.04, 22.10: year and month.
bool is_ubuntu_release(std::string_view whole, std::string_view fraction) {
  return whole.size() <= 2 && (fraction == "04" || fraction == "10" || fraction == "06");
}

/// In small letters, its words parted by '_'.
std::string plain_column_name(std::string_view name) {
  std::string out = ascii_lower(name);
  std::ranges::replace_if(out, [](char c) { return c == ' ' || c == '-' || c == '.'; }, '_');
  return out;
}

/// Whether a column of this name has names for things rather than amounts.
bool names_things(std::string_view name) {
  const std::string plain = plain_column_name(name);
  for (const std::string_view word :
       {"version", "release", "semver", "firmware", "arxiv", "doi", "section", "chapter"}) {
    if (plain.find(word) != std::string::npos) return true;
  }
  for (const std::string_view whole :
       {"v", "ver", "id", "code", "item", "key", "tag", "build", "rev", "revision"}) {
    if (plain == whole || plain.ends_with("_" + std::string(whole))) return true;
  }
  return false;
}

}  // namespace

bool is_rounded_by_double(std::string_view whole, std::string_view fraction) {
  if (whole.size() <= kExactDigits) return false;
  if (whole.size() > kMostWholeDigits) return true;
  const std::optional<double> value =
      parse_double(std::string(whole) + "." + std::string(fraction) + "0");
  if (!value) return true;
  std::array<char, kMostWholeDigits + 32> buffer{};
  const auto printed = [&](double number, auto... how) {
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, how...);
    return std::string(buffer.data(), end.ptr);
  };
  if (printed(std::trunc(*value), std::chars_format::fixed, 0) == whole) return false;
  std::string shortest = printed(*value, std::chars_format::scientific);
  shortest.resize(shortest.find('e'));
  std::erase(shortest, '.');
  if (shortest.size() > whole.size()) return true;
  shortest.resize(whole.size(), '0');
  return shortest != whole;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::span<const std::string_view> missing_words() {
  static constexpr std::array<std::string_view, 12> kWords = {
      "na", "n/a", "#n/a", "<na>", "null", "none", "nan", "\\n", "-", "--", ".", "?"};
  return kWords;
}

bool is_missing_word(std::string_view text) {
  if (text.empty() || text.size() > 5) return false;
  const std::string lower = ascii_lower(text);
  return std::ranges::find(missing_words(), lower) != missing_words().end();
}

schema::Feature TextType::feature() const {
  switch (form) {
    case Form::kText:
      return schema::Feature::value("string");
    case Form::kBool:
      return schema::Feature::value("bool");
    case Form::kInt64:
      return schema::Feature::value("int64");
    case Form::kUint64:
      return schema::Feature::value("uint64");
    case Form::kInt128:
      return schema::Feature::value("decimal128(38, 0)");
    case Form::kFloat64:
      return schema::Feature::value("float64");
    case Form::kDate:
      return schema::Feature::value("date32");
    case Form::kTimestamp:
      return schema::Feature::value("timestamp[us]");
    case Form::kUtc:
      return schema::Feature::value("timestamp[us, tz=UTC]");
    case Form::kTime:
      return schema::Feature::value("time64[us]");
  }
  return schema::Feature::value("string");
}

namespace {

/// 1.234,5 and 1.234.567,89: points that group thousands before a decimal comma.
bool is_grouped(std::string_view text) {
  const std::size_t comma = text.find(',');
  if (comma == std::string_view::npos || !all_digits(text.substr(comma + 1))) return false;
  std::string_view whole = text.substr(0, comma);
  std::size_t point = whole.find('.');
  if (point == 0 || point > 3 || !all_digits(whole.substr(0, point))) return false;
  while (point != std::string_view::npos) {
    whole.remove_prefix(point + 1);
    point = whole.find('.');
    const std::string_view group = whole.substr(0, point);
    if (group.size() != 3 || !all_digits(group)) return false;
  }
  return true;
}

}  // namespace

void TextEvidence::add(std::string_view text) {
  text = trimmed(text);
  if (text.empty()) return;
  ++texts_;
  const char c = text.front();
  if (is_digit(c) || ((c == '-' || c == '+' || c == '.') && text.size() > 1)) {
    add_number(text);
  } else {
    add_other(text);
  }
}

void TextEvidence::add_number(std::string_view text) {
  const bool has_sign = text.front() == '-' || text.front() == '+';
  const std::string_view rest = text.substr(has_sign ? 1 : 0);
  const std::size_t whole_end = std::min(rest.find_first_not_of(kDigits), rest.size());
  const std::string_view whole = rest.substr(0, whole_end);
  if (has_leading_zero(whole)) return add_other(text);
  if (whole_end == rest.size()) {
    // -0 and +5 would come back as 0 and 5.
    if (text.front() == '+' || text == "-0") return add_other(text);
    return add_integer(whole, has_sign);
  }
  if (rest[whole_end] == ',') return add_comma(text);
  std::string_view tail = rest.substr(whole_end);
  std::string_view fraction;
  const bool has_point = tail.front() == '.';
  if (has_point) {
    tail.remove_prefix(1);
    fraction = tail.substr(0, std::min(tail.find_first_not_of(kDigits), tail.size()));
    tail.remove_prefix(fraction.size());
    if (whole.empty() && fraction.empty()) return add_other(text);
  }
  if (tail.empty()) {
    if (whole.size() > kMostWholeDigits) return add_other(text);
    return add_fraction(whole, fraction);
  }
  if (tail.front() != 'e' && tail.front() != 'E') {
    has_grouped_ |= is_grouped(rest);
    return add_other(text);
  }
  tail.remove_prefix(1);
  const bool has_exponent_sign = tail.starts_with('-') || tail.starts_with('+');
  if (!all_digits(tail.substr(has_exponent_sign ? 1 : 0)) || !parse_double(text))
    return add_other(text);
  ++(has_exponent_sign || has_point ? signed_exponents_ : bare_exponents_);
}

void TextEvidence::add_integer(std::string_view digits, bool negative) {
  ++integers_;
  negative_ |= negative;
  max_digits_ = std::max(max_digits_, static_cast<std::uint32_t>(digits.size()));
  if (digits.size() <= kExactDigits) return;
  inexact_in_double_ = true;
  const std::string_view limit = negative ? "9223372036854775808" : "9223372036854775807";
  if (digits.size() < 19 || (digits.size() == 19 && digits <= limit)) return;
  beyond_int64_ = true;
  if (negative || digits.size() > 20 ||
      (digits.size() == 20 && digits > std::string_view("18446744073709551615")))
    beyond_uint64_ = true;
}

void TextEvidence::add_fraction(std::string_view whole, std::string_view fraction) {
  ++fractions_;
  inexact_in_double_ |= is_rounded_by_double(whole, fraction);
  const auto scale = static_cast<std::uint32_t>(fraction.size());
  decimals_.min_scale = std::min(decimals_.min_scale, scale);
  decimals_.max_scale = std::max(decimals_.max_scale, scale);
  decimals_.trailing_zeros |= scale >= 2 && fraction.back() == '0';
  arxiv_ids_ += is_arxiv_id(whole, fraction) ? 1U : 0U;
  point_is_plain_ |= scale != 3 || whole.empty() || whole.size() > 3 || whole == "0";
  doi_prefixes_ += whole == "10" && scale >= 4 ? 1U : 0U;
  python_versions_ += is_python_version(whole, fraction) ? 1U : 0U;
  ubuntu_releases_ += is_ubuntu_release(whole, fraction) ? 1U : 0U;
}

void TextEvidence::add_comma(std::string_view text) {
  const std::size_t comma = text.find(',');
  const std::string_view fraction = text.substr(comma + 1);
  if (!all_digits(fraction) || comma == (text.front() == '-' ? 1U : 0U) || text.front() == '+')
    return add_other(text);
  ++commas_;
  const std::string_view whole = text.substr(0, comma).substr(text.front() == '-' ? 1 : 0);
  inexact_in_double_ |= is_rounded_by_double(whole, fraction);
  comma_is_plain_ |= fraction.size() != 3 || text.substr(0, comma) == "0";
}

void TextEvidence::add_other(std::string_view text) {
  // No count below can be that of all values any more, and only such a count decides.
  if (has_other_) return;
  if (parse_bool(text)) {
    ++bools_;
  } else if (is_missing_word(text)) {
    ++missing_;
  } else if (parse_infinity(text)) {
    ++infinities_;
  } else if (parse_iso_date(text)) {
    ++dates_;
  } else if (parse_iso_timestamp(text)) {
    ++timestamps_;
  } else if (parse_iso_zoned(text)) {
    ++zoned_;
    utc_ += parse_iso_utc(text) ? 1U : 0U;
  } else if (parse_iso_time(text)) {
    ++times_;
  } else if (is_digit(text.front()) && is_local_date(text)) {
    ++local_dates_;
  } else {
    has_other_ = true;
  }
}

void TextEvidence::merge(const TextEvidence& other) {
  const auto sum = [&](std::uint64_t TextEvidence::* count) { this->*count += other.*count; };
  for (const auto count :
       {&TextEvidence::texts_, &TextEvidence::missing_, &TextEvidence::integers_,
        &TextEvidence::fractions_, &TextEvidence::signed_exponents_, &TextEvidence::bare_exponents_,
        &TextEvidence::infinities_, &TextEvidence::commas_, &TextEvidence::bools_,
        &TextEvidence::dates_, &TextEvidence::timestamps_, &TextEvidence::zoned_,
        &TextEvidence::utc_, &TextEvidence::times_, &TextEvidence::local_dates_,
        &TextEvidence::arxiv_ids_, &TextEvidence::doi_prefixes_, &TextEvidence::python_versions_,
        &TextEvidence::ubuntu_releases_})
    sum(count);
  has_other_ |= other.has_other_;
  negative_ |= other.negative_;
  beyond_int64_ |= other.beyond_int64_;
  beyond_uint64_ |= other.beyond_uint64_;
  inexact_in_double_ |= other.inexact_in_double_;
  max_digits_ = std::max(max_digits_, other.max_digits_);
  decimals_.min_scale = std::min(decimals_.min_scale, other.decimals_.min_scale);
  decimals_.max_scale = std::max(decimals_.max_scale, other.decimals_.max_scale);
  decimals_.trailing_zeros |= other.decimals_.trailing_zeros;
  comma_is_plain_ |= other.comma_is_plain_;
  point_is_plain_ |= other.point_is_plain_;
  has_grouped_ |= other.has_grouped_;
}

/// Numbers, of which some have a point or a signed exponent: only beside those is 1E5 one too.
bool TextEvidence::are_numbers(std::uint64_t values) const {
  return fractions_ + signed_exponents_ > 0 &&
         integers_ + fractions_ + signed_exponents_ + bare_exponents_ + infinities_ == values;
}

/// Integers and the like of 1E5, in a column that is not called as codes are.
bool TextEvidence::are_bare_exponents(std::string_view name, std::uint64_t values) const {
  return integers_ > 0 && bare_exponents_ > 0 && !names_things(name) &&
         integers_ + bare_exponents_ + infinities_ == values;
}

bool TextEvidence::writes_exponents() const {
  return signed_exponents_ > 0 && are_numbers(texts_ - missing_);
}

bool TextEvidence::groups_by_points(bool commas) const {
  if (!commas) return has_grouped_;
  return has_grouped_ || (comma_is_plain_ && commas_ + integers_ == texts_ - missing_);
}

bool TextEvidence::trailing_zeros_matter(std::string_view name, std::uint64_t values) const {
  if (!decimals_.trailing_zeros || signed_exponents_ > 0) return false;
  if (decimals_.min_scale != decimals_.max_scale) return true;
  if (names_things(name) || arxiv_ids_ == values || doi_prefixes_ == values) return true;
  // Languages are columns of shares too, whose numbers are others.
  const std::string plain = plain_column_name(name);
  return (plain.find("python") != std::string::npos && python_versions_ == fractions_) ||
         (plain.find("ubuntu") != std::string::npos && ubuntu_releases_ == fractions_);
}

TextType TextEvidence::decide(std::string_view name, TextTable table) const {
  using Form = TextType::Form;
  TextType out;
  const std::uint64_t values = texts_ - missing_;
  if (values == 0) return out;
  const auto is = [&](Form form) {
    out.form = form;
    out.missing = missing_;
    return out;
  };
  if (bools_ == values) return is(Form::kBool);
  if (dates_ == values) return is(Form::kDate);
  if (timestamps_ == values) return is(Form::kTimestamp);
  if (utc_ == values) return is(Form::kUtc);
  if (times_ == values) return is(Form::kTime);
  if (integers_ == values) {
    if (!beyond_int64_) return is(Form::kInt64);
    if (!beyond_uint64_ && !negative_) return is(Form::kUint64);
    if (max_digits_ <= kDecimalDigits) return is(Form::kInt128);
    out.why_text = "its integers have more than 38 digits";
    return out;
  }
  out.bare_exponents = table.exponents && are_bare_exponents(name, values) && !inexact_in_double_;
  if (out.bare_exponents) return is(Form::kFloat64);
  if (are_numbers(values)) {
    if (table.decimal_commas && fractions_ > 0) {
      out.why_text = "it has points, and its decimals are said to have commas";
      return out;
    }
    if (table.points_group && fractions_ > 0 && !point_is_plain_) {
      out.why_text = "its points may group thousands, since other columns have decimal commas";
      return out;
    }
    if (inexact_in_double_) {
      out.why_text = "it has whole numbers that a float64 would round";
      return out;
    }
    if (trailing_zeros_matter(name, values)) {
      out.why_text = "trailing zeros tell its values apart (--type '" + std::string(name) +
                     "=float64' makes numbers of them)";
      return out;
    }
    return is(Form::kFloat64);
  }
  if (table.commas && commas_ > 0 && commas_ + integers_ == values && !inexact_in_double_) {
    if (comma_is_plain_ || table.decimal_commas) {
      out.decimal_comma = true;
      return is(Form::kFloat64);
    }
    out.why_text = "its commas may be decimal or group thousands";
  } else if (local_dates_ == values) {
    out.why_text = "its dates are not written as ISO 8601 has them (--date-format tells how)";
  } else if (zoned_ == values) {
    out.why_text = std::string(kOffsetsAreText);
  }
  return out;
}

namespace {

Error changed() {
  return corrupt("the file changed while it was read");
}

template <typename T>
bool parse_whole(std::string_view text, T& out) {
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), out);
  return code == std::errc() && end == text.data() + text.size();
}

bool parse_int128(std::string_view text, duck::Int128& out) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (!all_digits(text) || text.size() > kDecimalDigits) return false;
  out = 0;
  for (const char c : text) out = out * 10 + (c - '0');
  if (negative) out = -out;
  return true;
}

bool parse_float(std::string_view text, bool decimal_comma, double& out) {
  std::optional<double> value;
  const std::size_t comma = decimal_comma ? text.find(',') : std::string_view::npos;
  if (comma != std::string_view::npos) {
    std::string with_point(text);
    with_point[comma] = '.';
    value = parse_double(with_point);
  } else {
    value = parse_double(text);
    if (!value) value = parse_infinity(text);
  }
  out = value.value_or(0);
  return value.has_value();
}

template <typename T>
bool take(std::optional<T> value, std::int64_t& out) {
  out = value.value_or(0);
  return value.has_value();
}

bool convert(const TextType& type, std::string_view text, TextValue& out) {
  switch (type.form) {
    case TextType::Form::kText:
      return false;
    case TextType::Form::kBool:
      out.boolean = is_word(text, "true");
      return out.boolean || is_word(text, "false");
    case TextType::Form::kInt64:
      return parse_whole(text, out.int64);
    case TextType::Form::kUint64:
      return parse_whole(text, out.uint64);
    case TextType::Form::kInt128:
      return parse_int128(text, out.int128);
    case TextType::Form::kFloat64:
      return parse_float(text, type.decimal_comma, out.float64);
    case TextType::Form::kDate:
      return take(parse_iso_date(text), out.int64);
    case TextType::Form::kTimestamp:
      return take(parse_iso_timestamp(text), out.int64);
    case TextType::Form::kUtc:
      return take(parse_iso_utc(text), out.int64);
    case TextType::Form::kTime:
      return take(parse_iso_time(text), out.int64);
  }
  return false;
}

}  // namespace

Result<bool> read_text_value(const TextType& type, std::string_view text, TextValue& out) {
  text = trimmed(text);
  if (text.empty()) return false;
  if (convert(type, text, out)) return true;
  if (is_missing_word(text)) return false;
  return changed();
}

}  // namespace vitrine::ingest
