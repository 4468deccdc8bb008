#pragma once
// NumberBlock: the summary of a column of numbers (or lengths, or seconds) as the Hub's statistics
// have it: nulls, range, mean, median, standard deviation and a histogram of at most ten bins.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json_writer.h"
#include "duck/column_view.h"
#include "duck/time_zone.h"

namespace vitrine {

/// `value` to five decimals, halves to even, as numpy rounds. Numbers too large to have five
/// decimals stay as they are. Never -0.
double round_to_five(double value);

/// part / whole to five decimals; 0 for an empty whole.
double proportion(std::uint64_t part, std::uint64_t whole);

/// How numbers are written: as the Hub rounds them, to five decimals, or as they are, so that 1e-7
/// is not 0.
enum class Precision { kHub, kFull };

/// The bins of a histogram. Value is Int128 or double.
template <typename Value>
class Bins {
 public:
  Bins() = default;
  /// Integers: steps of ceil((max - min + 1) / 10) from min, the last edge being max; so at most
  /// ten bins. Floats: ten equal steps. One bin where min == max.
  /// Requires: min <= max, both finite.
  Bins(Value min, Value max);

  /// Bins are [edge, next edge), the last one holds both ends; what rounding pushed outside goes to
  /// the outer bin.
  void add(Value value, std::uint64_t count = 1) { counts_[index(value)] += count; }

  const std::vector<std::uint64_t>& counts() const { return counts_; }
  /// One more than counts.
  const std::vector<Value>& edges() const { return edges_; }

 private:
  std::size_t index(Value value) const;

  std::vector<Value> edges_;
  std::vector<std::uint64_t> counts_;
  Value step_ = 0;
};

template <typename Value>
struct NumberBlock {
  std::uint64_t rows = 0;
  std::uint64_t nulls = 0;  ///< NaN is one, and so is what is infinite.
  std::uint64_t infinite =
      0;  ///< Of the nulls, those that are infinite: they have a name of their own.
  /// The rest means something only where nulls < rows.
  Value min = 0;
  Value max = 0;
  double mean = 0;
  double median = 0;
  std::optional<double> std;  ///< Of the sample; none for a single value.
  Bins<Value> bins;
  Bins<Value> hub_bins;  ///< Between the rounded ends, where those are others; else none.
};

using IntegerBlock = NumberBlock<Int128>;
using FloatBlock = NumberBlock<double>;

/// How often each value occurs, ascending by value, each value once.
using CountedValues = std::vector<std::pair<std::uint64_t, std::uint64_t>>;
/// The block of integers that were counted. `rows` includes the null ones.
IntegerBlock summarise_counts(const CountedValues& values, std::uint64_t rows);

/// "nan_count" and "nan_proportion", into an open object.
void write_nulls(JsonWriter& json, std::uint64_t nulls, std::uint64_t rows);

/// The block as a JSON object. An empty column has nulls where there is nothing to say.
template <typename Value>
std::string number_block_json(const NumberBlock<Value>& block, Precision precision);

/// The edges of the histogram; none for an empty column.
template <typename Value>
std::vector<double> edges_of(const NumberBlock<Value>& block);

/// The first and the last moment of a column, in nanoseconds since 1970.
struct MomentRange {
  Int128 first_nanos = 0;
  Int128 last_nanos = 0;
};

/// The block of seconds after `base_micros`, written as dates: "YYYY-MM-DD HH:MM:SS", the standard
/// deviation as Python prints a timedelta. With a `range`, least and greatest are its ends with all
/// their digits; else they are cut to seconds too, as the Hub has them. With a `zone` moments are
/// told there, and how far it is from UTC behind them ("+02:00", for the Hub "+0200") but where
/// that is nothing.
std::string datetime_block_json(const IntegerBlock& block, std::int64_t base_micros,
                                const MomentRange* range, const TimeZone* zone);

/// The block of days since 1970, written as "YYYY-MM-DD"; the mean and the deviation are left out.
std::string date_block_json(const IntegerBlock& block);

/// An integer of the range of int64 and uint64.
void write_integer(JsonWriter& json, Int128 value);

}  // namespace vitrine
