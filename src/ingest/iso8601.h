#pragma once
// Dates and times as ISO 8601 writes them, and in no other form: what may become a date without
// being asked. Pure functions.
//
//   date       2024-01-05                      years 0001 to 9999
//   time       10:00:00  10:00:00.123456       seconds are needed: 10:30 may be a score
//   timestamp  2024-01-05T10:00:00.123456      ' ' for 'T' allowed; at most six decimals
//   zoned      the same with Z, +02:00, +0200 or +02 behind it
//
// Hours end at 23, seconds at 59: 24:00:00 and leap seconds would be another text when written
// back.

#include <cstdint>
#include <optional>
#include <string_view>

namespace vitrine::ingest {

/// Of a column of times with offsets other than UTC.
inline constexpr std::string_view kOffsetsAreText =
    "its times have offsets from UTC, which moments would not keep (--type "
    "'COLUMN=timestamp[us, tz=UTC]' makes moments of them)";

/// Days since 1970-01-01.
std::optional<std::int32_t> parse_iso_date(std::string_view text);
/// Microseconds since midnight.
std::optional<std::int64_t> parse_iso_time(std::string_view text);
/// Microseconds since 1970, in whatever zone the writer meant.
std::optional<std::int64_t> parse_iso_timestamp(std::string_view text);
/// Microseconds since 1970, UTC.
std::optional<std::int64_t> parse_iso_zoned(std::string_view text);
/// The same, only where the text itself is in UTC: behind it stands Z, +00:00, +0000 or +00. Of
/// another offset the moment alone would not tell how the text was.
std::optional<std::int64_t> parse_iso_utc(std::string_view text);

}  // namespace vitrine::ingest
