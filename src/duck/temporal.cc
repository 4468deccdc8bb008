#include "duck/temporal.h"

#include <fmt/format.h>

#include <iterator>

namespace vitrine::duck {
namespace {

constexpr std::int64_t kSecondsPerDay = 86400;

struct Division {
  std::int64_t quotient;
  std::int64_t remainder;  ///< 0 to divisor - 1.
};

Division floor_divide(std::int64_t value, std::int64_t divisor) {
  const std::int64_t remainder = value % divisor;
  const std::int64_t borrow = remainder < 0 ? 1 : 0;
  return {value / divisor - borrow, remainder + borrow * divisor};
}

bool is_leap(std::int64_t year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

void append_clock(std::string& out, std::int64_t seconds, std::int64_t nanos,
                  fmt::string_view hours) {
  auto to = std::back_inserter(out);
  fmt::format_to(to, fmt::runtime(hours), seconds / 3600);
  fmt::format_to(to, ":{:02}:{:02}", seconds / 60 % 60, seconds % 60);
  if (nanos == 0) return;
  if (nanos % 1000 == 0) {
    fmt::format_to(to, ".{:06}", nanos / 1000);
  } else {
    fmt::format_to(to, ".{:09}", nanos);
  }
}

/// A count of `unit` as days, seconds of the day, and nanoseconds of the second.
struct Clock {
  Clock(std::int64_t value, schema::TimeUnit unit) {
    const std::int64_t per_second = units_per_second(unit);
    const Division whole = floor_divide(value, per_second);
    const Division day = floor_divide(whole.quotient, kSecondsPerDay);
    days = day.quotient;
    seconds = day.remainder;
    nanos = whole.remainder * (1'000'000'000 / per_second);
  }
  std::int64_t days;
  std::int64_t seconds;
  std::int64_t nanos;
};

}  // namespace

std::int64_t units_per_second(schema::TimeUnit unit) {
  switch (unit) {
    case schema::TimeUnit::kSecond:
      return 1;
    case schema::TimeUnit::kMilli:
      return 1'000;
    case schema::TimeUnit::kMicro:
      return 1'000'000;
    case schema::TimeUnit::kNano:
      break;
  }
  return 1'000'000'000;
}

schema::TimeUnit cell_unit(CellType cell) {
  if (cell == CellType::kTimestampS) return schema::TimeUnit::kSecond;
  if (cell == CellType::kTimestampMs) return schema::TimeUnit::kMilli;
  if (cell == CellType::kTimestampNs || cell == CellType::kTimeNs) return schema::TimeUnit::kNano;
  return schema::TimeUnit::kMicro;
}

CivilDate civil_from_days(std::int64_t days) {
  const Division era = floor_divide(days + 719468, 146097);
  const std::int64_t day_of_era = era.remainder;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t shifted_month = (5 * day_of_year + 2) / 153;  // 0 is March.
  const std::int64_t month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  return {year_of_era + era.quotient * 400 + (month <= 2 ? 1 : 0), static_cast<unsigned>(month),
          static_cast<unsigned>(day_of_year - (153 * shifted_month + 2) / 5 + 1)};
}

std::int64_t days_from_civil(const CivilDate& date) {
  const Division era = floor_divide(date.year - (date.month <= 2 ? 1 : 0), 400);
  const std::int64_t shifted_month = date.month > 2 ? date.month - 3 : date.month + 9;
  const std::int64_t day_of_year = (153 * shifted_month + 2) / 5 + date.day - 1;
  const std::int64_t day_of_era =
      era.remainder * 365 + era.remainder / 4 - era.remainder / 100 + day_of_year;
  return era.quotient * 146097 + day_of_era - 719468;
}

unsigned days_in_month(std::int64_t year, unsigned month) {
  if (month == 2) return is_leap(year) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

void append_date(std::string& out, std::int64_t days) {
  const CivilDate date = civil_from_days(days);
  fmt::format_to(std::back_inserter(out), "{}{:04}-{:02}-{:02}", date.year < 0 ? "-" : "",
                 date.year < 0 ? -date.year : date.year, date.month, date.day);
}

void append_time(std::string& out, std::int64_t value, schema::TimeUnit unit) {
  const Clock clock(value, unit);
  append_clock(out, clock.days * kSecondsPerDay + clock.seconds, clock.nanos, "{:02}");
}

void append_timestamp(std::string& out, std::int64_t value, char separator, schema::TimeUnit unit) {
  const Clock clock(value, unit);
  append_date(out, clock.days);
  out += separator;
  append_clock(out, clock.seconds, clock.nanos, "{:02}");
}

void append_duration(std::string& out, std::int64_t value, schema::TimeUnit unit) {
  const Clock clock(value, unit);
  if (clock.days != 0) {
    const bool one = clock.days == 1 || clock.days == -1;
    fmt::format_to(std::back_inserter(out), "{} day{}, ", clock.days, one ? "" : "s");
  }
  append_clock(out, clock.seconds, clock.nanos, "{}");
}

}  // namespace vitrine::duck
