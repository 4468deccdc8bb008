#pragma once
// TimeZone: how far a zone is from UTC at a moment.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vitrine::duck {

class TimeZone {
 public:
  virtual ~TimeZone() = default;

  /// "UTC", "+02:00", "-0330", "+02" or a name of the IANA's database ("Europe/Berlin"), as Arrow
  /// names zones; null for what is none. What is returned lives as long as the process. Thread
  /// safe. Cost: a look-up in a table of names; the first time of a name some microseconds.
  static const TimeZone* find(std::string_view name);

  /// Seconds east of UTC, `utc_seconds` after 1970. Source: the IANA's database as ICU has it.
  virtual std::int32_t offset_at(std::int64_t utc_seconds) const = 0;
};

/// A moment, in microseconds after 1970, as the zone of that name tells it:
/// "2024-01-01T00:00:00+02:00"; with Z in UTC, where there is no such zone, and where 64 bits do
/// not hold the time there.
void append_moment(std::string& out, std::int64_t micros, std::string_view zone_name);

/// "+02:00", "-03:30", "+00:53:28"; "+0200" without `separator`.
void append_offset(std::string& out, std::int32_t seconds, bool separator = true);

/// How far east "+02:00", "-0330" or "+02" is, in seconds; nothing for what is no such text, or
/// beyond a day.
std::optional<std::int32_t> read_offset(std::string_view text);

}  // namespace vitrine::duck
