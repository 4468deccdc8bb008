#include "profile/number_block.h"

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "duck/temporal.h"

namespace vitrine {
namespace {

constexpr int kBins = 10;
constexpr double kFiveDecimals = 1e5;

void write_number(JsonWriter& json, double value) {
  json.value(value);
}
void write_number(JsonWriter& json, Int128 value) {
  write_integer(json, value);
}

double shown(double value, Precision precision) {
  return precision == Precision::kHub ? round_to_five(value) : value + 0.0;
}
Int128 shown(Int128 value, Precision /*precision*/) {
  return value;
}

/// Writes moments as a zone tells them.
class MomentText {
 public:
  MomentText(const TimeZone* zone, bool is_hub) : zone_(zone), is_hub_(is_hub) {}

  /// Whole seconds are shown; the fraction is cut, not rounded.
  std::string of_seconds(std::int64_t base_micros, double seconds) const {
    const auto micros = base_micros + std::llround(seconds * 1e6);
    return text((micros - (micros % kSecond + kSecond) % kSecond) / kSecond, 0);
  }
  std::string of_nanos(Int128 nanos) const {
    const Int128 rest = (nanos % kNanos + kNanos) % kNanos;
    return text(static_cast<std::int64_t>((nanos - rest) / kNanos),
                static_cast<std::int64_t>(rest));
  }

 private:
  static constexpr std::int64_t kSecond = 1'000'000;
  static constexpr std::int64_t kNanos = 1'000'000'000;

  std::string text(std::int64_t second, std::int64_t nanos) const {
    std::string out;
    const std::int32_t offset = zone_ == nullptr ? 0 : zone_->offset_at(second);
    if (nanos % 1000 == 0) {
      append_timestamp(out, (second + offset) * kSecond + nanos / 1000, ' ');
    } else {
      append_timestamp(out, (second + offset) * kNanos + nanos, ' ', TimeUnit::kNano);
    }
    if (offset != 0) append_offset(out, offset, !is_hub_);
    return out;
  }

  const TimeZone* zone_;
  bool is_hub_;
};

void write_empty(JsonWriter& json) {
  for (const char* key : {"min", "max", "mean", "median", "std", "histogram"}) json.key(key).null();
}

template <typename Value, typename Write>
void write_histogram(JsonWriter& json, const Bins<Value>& bins, Write write_edge) {
  json.key("histogram").begin_object().key("hist").begin_array();
  for (const std::uint64_t count : bins.counts()) json.value(count);
  json.end_array().key("bin_edges").begin_array();
  for (const Value edge : bins.edges()) write_edge(edge);
  json.end_array().end_object();
}

}  // namespace

double round_to_five(double value) {
  // From 2^52 / 1e5 on a double has no five decimals to round.
  if (!(std::abs(value) < 4.5e10)) return value;
  return std::nearbyint(value * kFiveDecimals) / kFiveDecimals + 0.0;
}

double proportion(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return 0;
  return round_to_five(static_cast<double>(part) / static_cast<double>(whole));
}

template <>
Bins<Int128>::Bins(Int128 min, Int128 max) {
  step_ = (max - min + 1 + kBins - 1) / kBins;
  if (min == max) {
    edges_.push_back(min);
  } else {
    for (Int128 edge = min; edge < max; edge += step_) edges_.push_back(edge);
  }
  edges_.push_back(max);
  counts_.resize(edges_.size() - 1);
}

template <>
std::size_t Bins<Int128>::index(Int128 value) const {
  const auto i = static_cast<std::size_t>((value - edges_.front()) / step_);
  return std::min(i, counts_.size() - 1);
}

template <>
Bins<double>::Bins(double min, double max) {
  const double low = min + 0.0;  // Never -0.
  const double high = max + 0.0;
  // Divided before subtracting: the width of all doubles is no double.
  step_ = high / kBins - low / kBins;
  if (std::isfinite(high - low)) step_ = (high - low) / kBins;
  edges_.push_back(low);
  if (step_ > 0) {
    for (int i = 1; i < kBins; ++i) {
      const double edge = low + i * step_;
      const long double wide = low + static_cast<long double>(i) * step_;
      edges_.push_back(std::isfinite(edge) ? edge : static_cast<double>(wide));
    }
  }
  edges_.push_back(high);
  counts_.resize(edges_.size() - 1);
}

template <>
std::size_t Bins<double>::index(double value) const {
  if (counts_.size() == 1 || value <= edges_.front()) return 0;
  const auto last = counts_.size() - 1;
  const double guess = value / step_ - edges_.front() / step_;
  auto i = guess < static_cast<double>(last) ? static_cast<std::size_t>(guess) : last;
  // The guess may be one off at an edge; the edges decide.
  while (i > 0 && value < edges_[i]) --i;
  while (i < last && value >= edges_[i + 1]) ++i;
  return i;
}

IntegerBlock summarise_counts(const CountedValues& values, std::uint64_t rows) {
  IntegerBlock block;
  block.rows = rows;
  std::uint64_t present = 0;
  long double sum = 0;
  for (const auto& [value, count] : values) {
    present += count;
    sum += static_cast<long double>(value) * static_cast<long double>(count);
  }
  block.nulls = rows - present;
  if (present == 0) return block;
  block.min = values.front().first;
  block.max = values.back().first;
  block.bins = Bins<Int128>(block.min, block.max);
  const long double mean = sum / static_cast<long double>(present);
  block.mean = static_cast<double>(mean);
  long double squares = 0;
  std::uint64_t before = 0;
  const std::uint64_t low_rank = (present - 1) / 2;
  const std::uint64_t high_rank = present / 2;
  for (const auto& [value, count] : values) {
    const long double distance = static_cast<long double>(value) - mean;
    squares += distance * distance * static_cast<long double>(count);
    block.bins.add(value, count);
    for (const std::uint64_t rank : {low_rank, high_rank}) {
      if (before <= rank && rank < before + count) block.median += static_cast<double>(value) / 2;
    }
    before += count;
  }
  if (present > 1) {
    block.std = static_cast<double>(std::sqrt(squares / static_cast<long double>(present - 1)));
  }
  return block;
}

void write_nulls(JsonWriter& json, std::uint64_t nulls, std::uint64_t rows) {
  json.member("nan_count", nulls).member("nan_proportion", proportion(nulls, rows));
}

void write_integer(JsonWriter& json, Int128 value) {
  if (value < 0) {
    json.value(static_cast<std::int64_t>(value));
  } else {
    json.value(static_cast<std::uint64_t>(value));
  }
}

template <typename Value>
std::string number_block_json(const NumberBlock<Value>& block, Precision precision) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  write_nulls(json, block.nulls - block.infinite, block.rows);
  if (block.nulls == block.rows) {
    write_empty(json);
    json.end_object();
    return out;
  }
  write_number(json.key("min"), shown(block.min, precision));
  write_number(json.key("max"), shown(block.max, precision));
  json.member("mean", shown(block.mean, precision));
  json.member("median", shown(block.median, precision)).key("std");
  if (block.std) {
    json.value(shown(*block.std, precision));
  } else {
    json.null();
  }
  const bool rounded = precision == Precision::kHub && !block.hub_bins.edges().empty();
  write_histogram(json, rounded ? block.hub_bins : block.bins,
                  [&](Value edge) { write_number(json, shown(edge, precision)); });
  json.end_object();
  return out;
}

template std::string number_block_json(const NumberBlock<Int128>&, Precision);
template std::string number_block_json(const NumberBlock<double>&, Precision);

template <typename Value>
std::vector<double> edges_of(const NumberBlock<Value>& block) {
  std::vector<double> edges;
  for (const Value edge : block.bins.edges()) edges.push_back(static_cast<double>(edge));
  return edges;
}

template std::vector<double> edges_of(const NumberBlock<Int128>&);
template std::vector<double> edges_of(const NumberBlock<double>&);

std::string datetime_block_json(const IntegerBlock& block, std::int64_t base_micros,
                                const MomentRange* range, const TimeZone* zone) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  write_nulls(json, block.nulls, block.rows);
  if (block.nulls == block.rows) {
    write_empty(json);
    json.end_object();
    return out;
  }
  const MomentText moment(zone, range == nullptr);
  const auto write = [&](double seconds) { json.value(moment.of_seconds(base_micros, seconds)); };
  if (range != nullptr) {
    json.member("min", moment.of_nanos(range->first_nanos));
    json.member("max", moment.of_nanos(range->last_nanos));
  } else {
    write((json.key("min"), static_cast<double>(block.min)));
    write((json.key("max"), static_cast<double>(block.max)));
  }
  write((json.key("mean"), round_to_five(block.mean)));
  write((json.key("median"), round_to_five(block.median)));
  json.key("std");
  if (block.std) {
    std::string duration;
    append_duration(duration, std::llround(round_to_five(*block.std) * 1e6));
    json.value(duration);
  } else {
    json.null();
  }
  write_histogram(json, block.bins, [&](Int128 edge) { write(static_cast<double>(edge)); });
  json.end_object();
  return out;
}

std::string date_block_json(const IntegerBlock& block) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  write_nulls(json, block.nulls, block.rows);
  if (block.nulls == block.rows) {
    for (const char* key : {"min", "max", "median", "histogram"}) json.key(key).null();
    json.end_object();
    return out;
  }
  const auto write = [&](Int128 days) {
    std::string date;
    append_date(date, static_cast<std::int64_t>(days));
    json.value(date);
  };
  write((json.key("min"), block.min));
  write((json.key("max"), block.max));
  write((json.key("median"), static_cast<Int128>(std::floor(block.median))));
  write_histogram(json, block.bins, write);
  json.end_object();
  return out;
}

}  // namespace vitrine
