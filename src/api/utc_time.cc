#include "api/utc_time.h"

#include <chrono>

namespace vitrine::api {

std::string utc_time(std::int64_t seconds) {
  const std::chrono::sys_seconds time{std::chrono::seconds(seconds)};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  std::string out = std::to_string(static_cast<int>(date.year()));
  const auto append = [&](char separator, auto number) {
    out += separator;
    if (number < 10) out += '0';
    out += std::to_string(number);
  };
  append('-', static_cast<unsigned>(date.month()));
  append('-', static_cast<unsigned>(date.day()));
  append('T', clock.hours().count());
  append(':', clock.minutes().count());
  append(':', clock.seconds().count());
  return out + 'Z';
}

}  // namespace vitrine::api
