#include "ingest/iso8601.h"

#include <algorithm>
#include <chrono>

namespace vitrine::ingest {
namespace {

constexpr std::int64_t kMicrosPerSecond = 1'000'000;
constexpr std::int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;

/// The number in `count` digits at `at`; -1 if they are not all digits.
int digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return -1;
  int value = 0;
  for (const char c : text.substr(at, count)) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

/// "+02:00", "-0530", "+02", "Z" as seconds east of Greenwich.
std::optional<std::int64_t> parse_offset(std::string_view text) {
  if (text == "Z") return 0;
  if (text.size() < 3 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const int hours = digits(text, 1, 2);
  int minutes = 0;
  if (text.size() == 5) {
    minutes = digits(text, 3, 2);
  } else if (text.size() == 6 && text[3] == ':') {
    minutes = digits(text, 4, 2);
  } else if (text.size() != 3) {
    return std::nullopt;
  }
  if (hours < 0 || hours > 15 || minutes < 0 || minutes > 59) return std::nullopt;
  const std::int64_t seconds = hours * 3600 + minutes * 60;
  return text[0] == '-' ? -seconds : seconds;
}

}  // namespace

std::optional<std::int32_t> parse_iso_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const int year = digits(text, 0, 4);
  const int month = digits(text, 5, 2);
  const int day = digits(text, 8, 2);
  if (year < 1 || month < 1 || day < 1) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return static_cast<std::int32_t>(std::chrono::sys_days(date).time_since_epoch().count());
}

std::optional<std::int64_t> parse_iso_time(std::string_view text) {
  if (text.size() < 8 || text.size() > 15 || text[2] != ':' || text[5] != ':') return std::nullopt;
  const int hour = digits(text, 0, 2);
  const int minute = digits(text, 3, 2);
  const int second = digits(text, 6, 2);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
    return std::nullopt;
  std::int64_t micros = 0;
  if (text.size() > 8) {
    const std::size_t count = text.size() - 9;
    micros = text[8] == '.' && count > 0 ? digits(text, 9, count) : -1;
    if (micros < 0) return std::nullopt;
    for (std::size_t i = count; i < 6; ++i) micros *= 10;
  }
  return (std::int64_t{hour} * 3600 + minute * 60 + second) * kMicrosPerSecond + micros;
}

std::optional<std::int64_t> parse_iso_timestamp(std::string_view text) {
  if (text.size() < 19 || (text[10] != 'T' && text[10] != ' ')) return std::nullopt;
  const std::optional<std::int32_t> date = parse_iso_date(text.substr(0, 10));
  if (!date) return std::nullopt;
  const std::optional<std::int64_t> time = parse_iso_time(text.substr(11));
  if (!time) return std::nullopt;
  return *date * kMicrosPerDay + *time;
}

std::optional<std::int64_t> parse_iso_zoned(std::string_view text) {
  if (text.size() < 20) return std::nullopt;
  const std::size_t zone = text.find_first_of("Z+-", 19);
  if (zone == std::string_view::npos) return std::nullopt;
  const std::optional<std::int64_t> local = parse_iso_timestamp(text.substr(0, zone));
  const std::optional<std::int64_t> offset = parse_offset(text.substr(zone));
  if (!local || !offset) return std::nullopt;
  return *local - *offset * kMicrosPerSecond;
}

std::optional<std::int64_t> parse_iso_utc(std::string_view text) {
  const bool is_utc = text.ends_with('Z') || text.ends_with("+00:00") || text.ends_with("+0000") ||
                      text.ends_with("+00");
  return is_utc ? parse_iso_zoned(text) : std::nullopt;
}

}  // namespace vitrine::ingest
