#include "profile/datetime_layout.h"

#include <algorithm>
#include <array>

#include "duck/temporal.h"

namespace vitrine::profile {
namespace {

/// strptime's letters: %f a fraction of one to six digits, %z "Z", "+hhmm" or "+hh:mm".
constexpr auto kFormats = std::to_array<std::string_view>({
    "%Y-%m-%dT%H:%M:%S%z",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%dT%H:%M:%S.%f",
    "%Y-%m-%dT%H:%M:%S.%f%z",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d %H:%M:%S%z",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M:%S.%f",
    "%Y-%m-%d %H:%M:%S.%f%z",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d",
    "%d-%m-%Y %H:%M:%S%z",
    "%d-%m-%Y %H:%M:%S",
    "%d-%m-%Y %H:%M",
    "%d-%m-%Y",
    "%m-%d-%Y %H:%M:%S%z",
    "%m-%d-%Y %H:%M:%S",
    "%m-%d-%Y %H:%M",
    "%m-%d-%Y",
    "%Y/%m/%d %H:%M:%S%z",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d",
    "%d/%m/%Y %H:%M:%S%z",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y",
    "%m/%d/%Y %H:%M:%S%z",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y",
    "%B %d, %Y",
    "%d %B %Y",
    "%m-%Y",
    "%Y-%m",
    "%m/%Y",
    "%Y/%m",
    "%Y",
});

constexpr std::array<std::string_view, 12> kMonths = {
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};

struct Moment {
  std::int64_t year = 1900;
  std::int64_t month = 1;
  std::int64_t day = 1;
  std::int64_t hour = 0;
  std::int64_t minute = 0;
  std::int64_t second = 0;
  std::int64_t micros = 0;
  std::int64_t offset_seconds = 0;
};

/// Reads from the front of a text; each reader says whether it could.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }

  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool number(std::size_t min_digits, std::size_t max_digits, std::int64_t& out) {
    std::size_t n = 0;
    out = 0;
    while (n < max_digits && n < rest_.size() && rest_[n] >= '0' && rest_[n] <= '9') {
      out = out * 10 + (rest_[n++] - '0');
    }
    rest_.remove_prefix(n);
    return n >= min_digits;
  }

  bool fraction(std::int64_t& micros) {
    const std::size_t before = rest_.size();
    if (!number(1, 6, micros)) return false;
    for (std::size_t digits = before - rest_.size(); digits < 6; ++digits) micros *= 10;
    return true;
  }

  bool zone(std::int64_t& seconds) {
    if (take('Z')) return true;
    const bool minus = !rest_.empty() && rest_.front() == '-';
    if (!minus && !take('+')) return false;
    if (minus) take('-');
    std::int64_t hours = 0;
    std::int64_t minutes = 0;
    if (!number(2, 2, hours)) return false;
    take(':');
    if (!number(2, 2, minutes) || hours > 23 || minutes > 59) return false;
    seconds = (hours * 60 + minutes) * (minus ? -60 : 60);
    return true;
  }

  bool month_name(std::int64_t& month) {
    for (std::size_t i = 0; i < kMonths.size(); ++i) {
      const std::string_view name = kMonths[i];
      const auto same = [](char a, char b) { return (a | 0x20) == b; };
      if (rest_.size() < name.size() ||
          !std::ranges::equal(rest_.substr(0, name.size()), name, same)) {
        continue;
      }
      month = static_cast<std::int64_t>(i) + 1;
      rest_.remove_prefix(name.size());
      return true;
    }
    return false;
  }

 private:
  std::string_view rest_;
};

bool read_field(Cursor& cursor, char letter, Moment& moment) {
  switch (letter) {
    case 'Y':
      return cursor.number(4, 4, moment.year);
    case 'm':
      return cursor.number(1, 2, moment.month);
    case 'd':
      return cursor.number(1, 2, moment.day);
    case 'H':
      return cursor.number(1, 2, moment.hour);
    case 'M':
      return cursor.number(1, 2, moment.minute);
    case 'S':
      return cursor.number(1, 2, moment.second);
    case 'f':
      return cursor.fraction(moment.micros);
    case 'z':
      return cursor.zone(moment.offset_seconds);
    default:
      return cursor.month_name(moment.month);
  }
}

bool is_possible(const Moment& m) {
  return m.year >= 1 && m.month >= 1 && m.month <= 12 && m.day >= 1 && m.hour <= 23 &&
         m.minute <= 59 && m.second <= 59 &&
         m.day <= duck::days_in_month(m.year, static_cast<unsigned>(m.month));
}

std::optional<Moment> read_as(std::string_view format, std::string_view text) {
  Cursor cursor(text);
  Moment moment;
  for (std::size_t i = 0; i < format.size(); ++i) {
    const bool read =
        format[i] == '%' ? read_field(cursor, format[++i], moment) : cursor.take(format[i]);
    if (!read) return std::nullopt;
  }
  if (!cursor.at_end() || !is_possible(moment)) return std::nullopt;
  return moment;
}

std::int64_t micros_of(const Moment& moment) {
  const std::int64_t days = duck::days_from_civil(
      {moment.year, static_cast<unsigned>(moment.month), static_cast<unsigned>(moment.day)});
  const std::int64_t seconds = days * 86400 + moment.hour * 3600 + moment.minute * 60 +
                               moment.second - moment.offset_seconds;
  return seconds * 1000000 + moment.micros;
}

}  // namespace

DatetimeLayouts::DatetimeLayouts() : formats_(kFormats.begin(), kFormats.end()) {}

void DatetimeLayouts::see(std::string_view text) {
  if (formats_.empty()) return;
  std::erase_if(formats_, [&](std::string_view format) { return !read_as(format, text); });
}

std::optional<std::int64_t> DatetimeLayouts::parse(std::string_view text) const {
  const std::optional<Moment> moment = read_as(formats_.front(), text);
  if (!moment) return std::nullopt;
  return micros_of(*moment);
}

std::optional<std::int32_t> DatetimeLayouts::offset(std::string_view text) const {
  const std::optional<Moment> moment = read_as(formats_.front(), text);
  if (!moment) return std::nullopt;
  return static_cast<std::int32_t>(moment->offset_seconds);
}

}  // namespace vitrine::profile
