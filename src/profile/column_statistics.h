#pragma once
// What is known of one column's values, as numbers: one struct for each kind of block that the
// Hub's /statistics has, with what we add to it.
//
// Numbers are at full precision; statistics_json.h writes them as we and as the Hub show them, and
// statistics_file.h keeps them. A column without a value has no figures: no bins, and nothing else
// of them means anything. Values only: copying copies.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "duck/column_view.h"

namespace vitrine::profile {

/// How many values lie in each bin: [edge, next edge), the last bin with both ends. One edge more
/// than bins; none of both where there are no values.
template <typename Value>
struct BinCounts {
  std::vector<Value> edges = {};
  std::vector<std::uint64_t> counts = {};

  bool operator==(const BinCounts&) const = default;
};

/// What sums up numbers, lengths or seconds. Value is Int128 (of the range of int64 or uint64) or
/// double (finite).
template <typename Value>
struct NumberFigures {
  std::uint64_t nulls = 0;  ///< NaN is one; what is infinite is none.
  Value min = 0;
  Value max = 0;
  double mean = 0;
  double median = 0;
  std::optional<double> deviation = {};  ///< Of the sample; none for a single value.
  BinCounts<Value> bins = {};
  /// Between the ends as the Hub rounds them, where those are others.
  std::optional<BinCounts<Value>> hub_bins = {};

  bool is_empty() const { return bins.counts.empty(); }
  bool operator==(const NumberFigures&) const = default;
};

using IntegerFigures = NumberFigures<duck::Int128>;
using FloatFigures = NumberFigures<double>;

/// A value and how often it occurred.
struct ValueCount {
  std::string value;
  std::uint64_t count = 0;

  bool operator==(const ValueCount&) const = default;
};

/// A count that `extra` has under a name: what is named here is written by statistics_json.cc and
/// read back by statistics_file.cc.
template <typename Of>
struct NamedCount {
  std::string_view name;
  std::uint64_t Of::* count;
};

struct IntegerStatistics {
  IntegerFigures numbers = {};
  std::uint64_t distinct = 0;
  std::uint64_t zeros = 0;
  std::uint64_t negatives = 0;
  /// Of integers that span few values each that occurs and how often, ascending; else none.
  std::vector<std::pair<duck::Int128, std::uint64_t>> counts = {};

  bool operator==(const IntegerStatistics&) const = default;
};
inline constexpr NamedCount<IntegerStatistics> kIntegerCounts[] = {
    {"n_distinct", &IntegerStatistics::distinct},
    {"n_zero", &IntegerStatistics::zeros},
    {"n_negative", &IntegerStatistics::negatives}};

struct FloatStatistics {
  FloatFigures numbers = {};
  std::uint64_t distinct = 0;
  std::uint64_t zeros = 0;
  std::uint64_t negatives = 0;
  std::uint64_t infinite = 0;  ///< They are in nothing else.

  bool operator==(const FloatStatistics&) const = default;
};
inline constexpr NamedCount<FloatStatistics> kFloatCounts[] = {
    {"n_distinct", &FloatStatistics::distinct},
    {"n_zero", &FloatStatistics::zeros},
    {"n_negative", &FloatStatistics::negatives},
    {"n_infinite", &FloatStatistics::infinite}};

struct BoolStatistics {
  std::uint64_t nulls = 0;
  std::uint64_t no = 0;
  std::uint64_t yes = 0;

  bool operator==(const BoolStatistics&) const = default;
};

/// Of a class: every name that its type has, in its order.
struct ClassStatistics {
  std::uint64_t nulls = 0;
  std::uint64_t unlabelled = 0;  ///< Codes that have no name.
  std::vector<ValueCount> labels = {};

  bool operator==(const ClassStatistics&) const = default;
};

/// What is counted of any texts, whatever block they have.
struct TextCounts {
  std::uint64_t distinct = 0;
  std::uint64_t empty = 0;

  bool operator==(const TextCounts&) const = default;
};
inline constexpr NamedCount<TextCounts> kTextCounts[] = {{"n_distinct", &TextCounts::distinct},
                                                         {"n_empty", &TextCounts::empty}};

/// Texts of which there are few different ones.
struct LabelStatistics {
  std::uint64_t nulls = 0;
  std::vector<ValueCount> labels = {};  ///< All of them, most frequent first.
  TextCounts texts = {};

  bool operator==(const LabelStatistics&) const = default;
};

struct TextStatistics {
  IntegerFigures lengths = {};  ///< In code points.
  TextCounts texts = {};

  bool operator==(const TextStatistics&) const = default;
};

/// The members of all lists together.
struct MemberStatistics {
  using Member = std::variant<std::string, duck::Int128>;

  std::uint64_t total = 0;
  std::uint64_t distinct = 0;
  std::vector<std::pair<Member, std::uint64_t>> most_frequent = {};

  bool operator==(const MemberStatistics&) const = default;
};

struct ListStatistics {
  IntegerFigures lengths = {};
  std::optional<MemberStatistics> members = {};  ///< Of texts and integers.

  bool operator==(const ListStatistics&) const = default;
};

struct NormFigures {
  double min = 0;
  double max = 0;
  double mean = 0;

  bool operator==(const NormFigures&) const = default;
};

struct VectorStatistics {
  IntegerFigures lengths = {};
  std::uint64_t dimension = 0;
  std::optional<NormFigures> norms =
      {};  ///< To five decimals; none where no vector could be measured.
  std::uint64_t zeros = 0;
  std::uint64_t not_finite = 0;

  bool operator==(const VectorStatistics&) const = default;
};

/// A moment, and how it is told.
struct Moment {
  duck::Int128 nanos = 0;           ///< Since 1970, UTC.
  std::int32_t offset_seconds = 0;  ///< East of UTC, of the zone in which it is told.

  bool operator==(const Moment&) const = default;
};

struct MomentFigures {
  Moment min = {};
  Moment max = {};
  Moment mean = {};    ///< In whole seconds, rounded down,
  Moment median = {};  ///< and so is this.
  std::optional<std::int64_t> deviation_micros = {};
  BinCounts<Moment> bins = {};  ///< Between whole seconds.

  bool operator==(const MomentFigures&) const = default;
};

struct DatetimeStatistics {
  std::uint64_t nulls = 0;
  std::optional<MomentFigures> moments = {};
  std::optional<TextCounts> texts = {};  ///< Of dates in texts.

  bool operator==(const DatetimeStatistics&) const = default;
};

/// Days, counted from 1970.
struct DayFigures {
  std::int64_t min = 0;
  std::int64_t max = 0;
  std::int64_t median = 0;  ///< Rounded down.
  BinCounts<std::int64_t> bins = {};

  bool operator==(const DayFigures&) const = default;
};

/// The Hub has no block for them.
struct DateStatistics {
  std::uint64_t nulls = 0;
  std::uint64_t distinct = 0;
  std::optional<DayFigures> days = {};

  bool operator==(const DateStatistics&) const = default;
};

struct ImageStatistics {
  IntegerFigures widths = {};
  IntegerFigures heights = {};
  std::uint64_t broken = 0;              ///< Files that could not be measured.
  std::vector<ValueCount> formats = {};  ///< By name.

  bool operator==(const ImageStatistics&) const = default;
};

/// Of recordings.
struct AudioStatistics {
  FloatFigures seconds = {};
  std::uint64_t broken = 0;

  bool operator==(const AudioStatistics&) const = default;
};

/// Of films.
struct VideoStatistics {
  FloatFigures seconds = {};
  std::uint64_t broken = 0;

  bool operator==(const VideoStatistics&) const = default;
};

/// What there is to say of a column; monostate: nothing. Whoever visits it handles every kind.
using Statistics = std::variant<std::monostate, IntegerStatistics, FloatStatistics, BoolStatistics,
                                ClassStatistics, LabelStatistics, TextStatistics, ListStatistics,
                                VectorStatistics, DatetimeStatistics, DateStatistics,
                                ImageStatistics, AudioStatistics, VideoStatistics>;

struct ColumnStatistics {
  std::string name;
  std::uint64_t num_rows = 0;  ///< That were looked at, null ones too.
  Statistics kind = {};

  bool operator==(const ColumnStatistics&) const = default;
};

struct SplitStatistics {
  std::uint64_t num_rows = 0;
  std::vector<ColumnStatistics> columns;  ///< In column order.

  bool operator==(const SplitStatistics&) const = default;
};

/// The Hub's name of the block: "int", "string_text", ...; "" where it has none.
std::string_view column_type(const ColumnStatistics& column);

/// Nothing where the column has no block of the Hub's.
std::optional<std::uint64_t> null_count(const ColumnStatistics& column);
/// How many different values; of lists nothing.
std::optional<std::uint64_t> distinct_count(const ColumnStatistics& column);
/// Values and how often each occurs: of classes, labels and bools.
std::vector<ValueCount> frequencies(const ColumnStatistics& column);
/// The edges of the bins in which facets count: numbers, lengths, microseconds since 1970. None
/// where there are no such bins: no condition asks for a picture's width.
std::vector<double> bin_edges(const ColumnStatistics& column);

}  // namespace vitrine::profile
