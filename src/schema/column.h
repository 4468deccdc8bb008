#pragma once
// Column: what a column is, answered once for everybody.
//
// The Hub's vocabulary has more than thirty names for scalars, of which several mean one thing to a
// reader ("string", "large_string", "string_view"). A kind is that one thing. Whoever wants to know
// whether a column can be counted, has a length, is a vector or stands for a time asks here, and
// handles every kind: switches over kinds have no `default:`. Rooms that compare, count, code or
// profile single values ask for their form, which many kinds may share.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/features.h"
#include "schema/roles.h"

namespace vitrine::schema {

enum class ColumnKind : std::uint8_t {
  kNull,       ///< No value can be but null.
  kBool,       //
  kInteger,    ///< Of 8 to 64 bits, signed or not.
  kFloat,      ///< Of 16 to 64 bits.
  kDecimal,    ///< Exact, of up to 38 digits.
  kText,       //
  kBinary,     //
  kDate,       ///< Whole days.
  kTime,       ///< Of day.
  kTimestamp,  //
  kDuration,   ///< A count of units, signed.
  kClass,      ///< Codes of named classes.
  kJson,       ///< Any JSON value, stored as text.
  kList,       ///< Of anything; short or uneven lists of numbers too.
  kVector,     ///< A point for nearest neighbours and maps: Feature::is_vector().
  kStruct,     //
  kOther,      ///< Images, audio, translations, ...: stored and shown untouched.
};

inline constexpr std::size_t kColumnKinds = static_cast<std::size_t>(ColumnKind::kOther) + 1;

/// "null", "bool", ..., as `/columns` sends them.
std::string_view kind_name(ColumnKind kind);

/// A type that nobody knows is kOther.
ColumnKind kind_of(const Feature& feature);

/// What a single value is, whatever kind its column is called: how it is compared, counted and
/// profiled.
enum class ScalarForm : std::uint8_t {
  kNone,  ///< No scalar, or one that nothing is known of.
  kBool,
  kInteger,
  kFloat,
  kDecimal,
  kText,
  kBinary,
  kDate,
  kTime,
  kTimestamp,
  kDuration,
  kClass,
};

ScalarForm form_of(const Feature& feature);

enum class TimeUnit : std::uint8_t { kSecond, kMilli, kMicro, kNano };

/// Of times, timestamps and durations: what their numbers count.
std::optional<TimeUnit> unit_of(const Feature& feature);

/// Of timestamps: the zone that its type names ("Europe/Berlin"), else empty. Lives as the feature.
std::string_view zone_of(const Feature& feature);

/// `value` in microseconds, rounded down, so that what lies before 1970 keeps its order and its
/// second; nothing where 64 bits do not hold it.
std::optional<std::int64_t> to_micros(std::int64_t value, TimeUnit unit);

/// Whether the values themselves can be counted one by one as facets: texts, bools, classes,
/// integers that int64 holds.
bool is_countable(const Feature& feature);

/// Whether conditions and histograms know `.length` of it: texts and lists.
bool has_length(const Feature& feature);

/// One column of a split.
struct Column {
  std::string name;
  Feature type;
  ColumnKind kind = ColumnKind::kNull;
  ScalarForm form = ScalarForm::kNone;
  Role role = Role::kNone;
  bool is_text = false;       ///< Of that form.
  bool is_countable = false;  ///< It, or its members.
  bool has_length = false;
  std::optional<std::uint32_t> dimension = {};  ///< kVector.
  std::optional<TimeUnit> unit = {};            ///< kTime, kTimestamp, kDuration.
};

/// The columns of these features, in their order.
std::vector<Column> make_columns(const Features& features);

}  // namespace vitrine::schema
