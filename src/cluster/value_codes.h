#pragma once
// Value codes: what the numeric fields of the engine's index hold. Every value that is no text is
// one int64, and the order of the codes is SQL's order of the values: so one type of field, ranges
// and sorting of it answer them all, exactly, where the engine's own doubles know neither NaN nor
// the infinities and its aggregations round what lies above 2^53.
//
//   integers, classes    the number itself; of uint64 less 2^63, so that the order is kept
//   truth values         0 and 1
//   floats               the bits of the float64, those of negative numbers turned; -0 is 0, every
//                        NaN is one, above infinity
//   decimals             the number without its point, where it has at most 18 digits
//   dates                days after 1970-01-01
//   times of day, moments, durations   in the column's own unit; moments in UTC
//
// Pure functions.

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "schema/column.h"
#include "schema/features.h"

namespace vitrine::cluster {

/// What a field holds of a scalar type.
enum class FieldForm {
  kNone,  ///< Nothing: its values are not compared by the engine.
  kCode,  ///< A value code, in a field of type long.
  kText,  ///< The text, in a field of type keyword.
};

FieldForm field_form(const schema::Feature& scalar);

std::int64_t code_of_float(double value);
/// The value again, but for the sign of 0 and the bits of NaN.
double float_of_code(std::int64_t code);

inline constexpr std::int64_t kNanosPerDay = 86'400'000'000'000;
std::int64_t nanos_per(schema::TimeUnit unit);

/// How many digits of a decimal stand behind its point. Requires: a decimal.
unsigned decimal_scale(const schema::Feature& decimal);

/// A date, with or without a time of day and a zone behind it.
struct WrittenMoment {
  std::int64_t days = 0;   ///< After 1970-01-01.
  std::int64_t nanos = 0;  ///< Of the day.
  bool has_time = false;
  std::optional<std::int32_t> offset = {};  ///< Seconds east of UTC, where a zone is written.
};

/// "2024-01-31[ T]12:30:00[.123456789][Z|+02:00]" or its date alone, any year; nothing for another
/// form or a day that does not exist.
std::optional<WrittenMoment> read_written_moment(std::string_view text);
/// "12:30:00[.123456789]" in nanoseconds; nothing for another form.
std::optional<std::int64_t> read_written_time(std::string_view text);

/// The code of a cell that is not null, as duck/json_cell.h writes it. Requires: field_form(scalar)
/// is kCode. Errors: internal: a cell that the type does not have.
Result<std::int64_t> code_of_cell(const schema::Feature& scalar, std::string_view json);

}  // namespace vitrine::cluster
