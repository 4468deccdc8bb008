#pragma once
// Dates, times and durations as text, in the forms that the Hub's API uses: ISO 8601 with a
// fraction of six digits where there is one, and Python's str() of a timedelta; of nine digits
// where nanoseconds are left. Proleptic Gregorian calendar, any year (years before 0 and after 9999
// keep their sign and digits).

#include <cstdint>
#include <string>

#include "duck/column_view.h"
#include "schema/column.h"

namespace vitrine::duck {

/// A point in time that is broken into its parts.
struct CivilDate {
  std::int64_t year = 1970;
  unsigned month = 1;
  unsigned day = 1;
};

/// What a cell counts. Requires: a time of day or a timestamp.
schema::TimeUnit cell_unit(CellType cell);
/// 1, 1,000, 1,000,000 or 1,000,000,000.
std::int64_t units_per_second(schema::TimeUnit unit);

/// Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", 2013: civil_from_days and
/// days_from_civil. Days are counted from 1970-01-01.
CivilDate civil_from_days(std::int64_t days);
/// Requires: a day that its month has.
std::int64_t days_from_civil(const CivilDate& date);
unsigned days_in_month(std::int64_t year, unsigned month);

/// "1999-12-31".
void append_date(std::string& out, std::int64_t days);
/// "23:59:59" or "23:59:59.000001".
void append_time(std::string& out, std::int64_t value,
                 schema::TimeUnit unit = schema::TimeUnit::kMicro);
/// "1999-12-31T23:59:59[.ffffff]", `separator` between date and time.
void append_timestamp(std::string& out, std::int64_t value, char separator = 'T',
                      schema::TimeUnit unit = schema::TimeUnit::kMicro);
/// "11 days, 4:57:32.322450", "-1 day, 23:59:59", "0:00:00".
void append_duration(std::string& out, std::int64_t value,
                     schema::TimeUnit unit = schema::TimeUnit::kMicro);

}  // namespace vitrine::duck
