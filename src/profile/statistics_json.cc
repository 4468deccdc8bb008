#include "profile/statistics_json.h"

#include <algorithm>

#include "base/json_writer.h"
#include "base/overloaded.h"
#include "duck/temporal.h"
#include "duck/time_zone.h"
#include "profile/rounding.h"

namespace vitrine::profile {
namespace {

constexpr duck::Int128 kNanosOfSecond = 1'000'000'000;
constexpr std::int64_t kMicrosOfSecond = 1'000'000;

void write_value(JsonWriter& json, double value, Precision precision) {
  json.value(precision == Precision::kHub ? round_to_five(value) : value + 0.0);
}

void write_value(JsonWriter& json, duck::Int128 value, Precision /*precision*/) {
  if (value < 0) {
    json.value(static_cast<std::int64_t>(value));
  } else {
    json.value(static_cast<std::uint64_t>(value));
  }
}

/// Nanoseconds where there are any.
void write_value(JsonWriter& json, const Moment& moment, Precision precision) {
  const duck::Int128 rest = (moment.nanos % kNanosOfSecond + kNanosOfSecond) % kNanosOfSecond;
  const auto second =
      static_cast<std::int64_t>((moment.nanos - rest) / kNanosOfSecond) + moment.offset_seconds;
  const auto nanos = static_cast<std::int64_t>(rest);
  std::string text;
  if (nanos % 1000 == 0) {
    duck::append_timestamp(text, second * kMicrosOfSecond + nanos / 1000, ' ');
  } else {
    duck::append_timestamp(text, second * static_cast<std::int64_t>(kNanosOfSecond) + nanos, ' ',
                           schema::TimeUnit::kNano);
  }
  if (moment.offset_seconds != 0)
    duck::append_offset(text, moment.offset_seconds, precision == Precision::kFull);
  json.value(text);
}

/// Of days.
void write_value(JsonWriter& json, std::int64_t days, Precision /*precision*/) {
  std::string text;
  duck::append_date(text, days);
  json.value(text);
}

template <typename Value>
void write_edges(JsonWriter& json, const BinCounts<Value>& bins, Precision precision) {
  json.begin_array();
  for (const Value& edge : bins.edges) write_value(json, edge, precision);
  json.end_array();
}

template <typename Value>
void write_histogram(JsonWriter& json, const BinCounts<Value>& bins, Precision precision) {
  json.begin_object().key("hist").begin_array();
  for (const std::uint64_t count : bins.counts) json.value(count);
  write_edges(json.end_array().key("bin_edges"), bins, precision);
  json.end_object();
}

void write_counts(JsonWriter& json, const std::vector<ValueCount>& counts) {
  json.begin_object();
  for (const ValueCount& one : counts) json.member(one.value, one.count);
  json.end_object();
}

/// The figures of one column, one after the other.
class FigureList {
 public:
  FigureList(std::uint64_t num_rows, Precision precision)
      : num_rows_(num_rows), precision_(precision) {}

  /// `write` is given a writer for the figure's value.
  template <typename Write>
    requires std::invocable<Write, JsonWriter&>
  void add(std::string_view name, Write write) {
    Figure& figure = figures_.emplace_back(name);
    JsonWriter json(figure.json);
    write(json);
  }
  void add(std::string_view name, std::uint64_t count) {
    add(name, [&](JsonWriter& json) { json.value(count); });
  }
  template <typename Value>
  void add_value(std::string_view name, const Value& value) {
    add(name, [&](JsonWriter& json) { write_value(json, value, precision_); });
  }
  void add_nulls(std::uint64_t nulls) {
    add("nan_count", nulls);
    add_proportion("nan_proportion", nulls);
  }
  void add_proportion(std::string_view name, std::uint64_t part) {
    add(name, [&](JsonWriter& json) { json.value(proportion(part, num_rows_)); });
  }
  void add_null(std::string_view name) {
    add(name, [](JsonWriter& json) { json.null(); });
  }
  template <typename Value>
  void add_histogram(const BinCounts<Value>& bins) {
    add("histogram", [&](JsonWriter& json) { write_histogram(json, bins, precision_); });
  }
  void add_labels(std::uint64_t unlabelled, const std::vector<ValueCount>& labels) {
    add("no_label_count", unlabelled);
    add_proportion("no_label_proportion", unlabelled);
    add("n_unique", labels.size());
    add("frequencies", [&](JsonWriter& json) { write_counts(json, labels); });
  }
  template <typename Value>
  void add_numbers(const NumberFigures<Value>& numbers);
  void add_moments(const DatetimeStatistics& statistics);
  void add_days(const DateStatistics& statistics);

  std::vector<Figure> take() && { return std::move(figures_); }

 private:
  std::uint64_t num_rows_;
  Precision precision_;
  std::vector<Figure> figures_;
};

template <typename Value>
void FigureList::add_numbers(const NumberFigures<Value>& numbers) {
  add_nulls(numbers.nulls);
  if (numbers.is_empty()) {
    for (const char* name : {"min", "max", "mean", "median", "std", "histogram"}) add_null(name);
    return;
  }
  add_value("min", numbers.min);
  add_value("max", numbers.max);
  add_value("mean", numbers.mean);
  add_value("median", numbers.median);
  if (numbers.deviation) {
    add_value("std", *numbers.deviation);
  } else {
    add_null("std");
  }
  const bool is_rounded = precision_ == Precision::kHub && numbers.hub_bins;
  add_histogram(is_rounded ? *numbers.hub_bins : numbers.bins);
}

void FigureList::add_moments(const DatetimeStatistics& statistics) {
  add_nulls(statistics.nulls);
  if (!statistics.moments) {
    for (const char* name : {"min", "max", "mean", "median", "std", "histogram"}) add_null(name);
    return;
  }
  const MomentFigures& moments = *statistics.moments;
  const bool is_hub = precision_ == Precision::kHub;
  // The Hub cuts its ends to seconds, as the bins have them.
  add_value("min", is_hub ? moments.bins.edges.front() : moments.min);
  add_value("max", is_hub ? moments.bins.edges.back() : moments.max);
  add_value("mean", moments.mean);
  add_value("median", moments.median);
  add("std", [&](JsonWriter& json) {
    if (!moments.deviation_micros) {
      json.null();
      return;
    }
    std::string duration;
    duck::append_duration(duration, *moments.deviation_micros);
    json.value(duration);
  });
  add_histogram(moments.bins);
}

void FigureList::add_days(const DateStatistics& statistics) {
  add_nulls(statistics.nulls);
  if (!statistics.days) {
    for (const char* name : {"min", "max", "median", "histogram"}) add_null(name);
    return;
  }
  add_value("min", statistics.days->min);
  add_value("max", statistics.days->max);
  add_value("median", statistics.days->median);
  add_histogram(statistics.days->bins);
}

void write_object(JsonWriter& json, const std::vector<Figure>& figures) {
  json.begin_object();
  for (const Figure& figure : figures) json.key(figure.name).raw(figure.json);
  json.end_object();
}

// What we add, each into an open object.

template <typename Of, std::size_t kNames>
void write_counts(JsonWriter& json, const Of& of, const NamedCount<Of> (&names)[kNames]) {
  for (const auto& [name, count] : names) json.member(name, of.*count);
}

void write_own(JsonWriter& json, const IntegerStatistics& of) {
  write_counts(json, of, kIntegerCounts);
  if (of.counts.empty()) return;
  json.key("counts").begin_array();
  for (const auto& [value, count] : of.counts) {
    write_value(json.begin_array(), value, Precision::kFull);
    json.value(count).end_array();
  }
  json.end_array();
}

void write_own(JsonWriter& json, const TextCounts& of) {
  write_counts(json, of, kTextCounts);
}

void write_own(JsonWriter& json, const MemberStatistics& of) {
  json.key("members").begin_object().member("total", of.total);
  json.member("n_distinct", of.distinct).key("most_frequent").begin_array();
  for (const auto& [member, count] : of.most_frequent) {
    json.begin_array();
    if (const auto* text = std::get_if<std::string>(&member)) {
      json.value(*text);
    } else {
      write_value(json, std::get<duck::Int128>(member), Precision::kFull);
    }
    json.value(count).end_array();
  }
  json.end_array().end_object();
}

void write_own(JsonWriter& json, const VectorStatistics& of) {
  json.key("vector").begin_object().member("dimension", of.dimension);
  if (of.norms) {
    json.member("norm_min", of.norms->min).member("norm_max", of.norms->max);
    json.member("norm_mean", of.norms->mean);
  } else {
    json.key("norm_min").null().key("norm_max").null().key("norm_mean").null();
  }
  json.member("n_zero", of.zeros).member("n_not_finite", of.not_finite).end_object();
}

void write_own(JsonWriter& json, const DateStatistics& of, std::uint64_t num_rows) {
  FigureList days(num_rows, Precision::kFull);
  days.add_days(of);
  write_object(json.member("n_distinct", of.distinct).key("date"), std::move(days).take());
}

void write_own(JsonWriter& json, const ImageStatistics& of, std::uint64_t num_rows) {
  write_counts(json.member("n_broken", of.broken).key("formats"), of.formats);
  FigureList heights(num_rows, Precision::kFull);
  heights.add_numbers(of.heights);
  write_object(json.key("height"), std::move(heights).take());
}

}  // namespace

std::vector<Figure> figures_of(const ColumnStatistics& column, Precision precision) {
  FigureList list(column.num_rows, precision);
  std::visit(
      Overloaded{
          [](std::monostate) {}, [&](const IntegerStatistics& of) { list.add_numbers(of.numbers); },
          [&](const FloatStatistics& of) { list.add_numbers(of.numbers); },
          [&](const BoolStatistics& of) {
            list.add_nulls(of.nulls);
            list.add("frequencies",
                     [&](JsonWriter& json) { write_counts(json, frequencies(column)); });
          },
          [&](const ClassStatistics& of) {
            list.add_nulls(of.nulls);
            list.add_labels(of.unlabelled, of.labels);
          },
          [&](const LabelStatistics& of) {
            list.add_nulls(of.nulls);
            list.add_labels(0, of.labels);
          },
          [&](const TextStatistics& of) { list.add_numbers(of.lengths); },
          [&](const ListStatistics& of) { list.add_numbers(of.lengths); },
          [&](const VectorStatistics& of) { list.add_numbers(of.lengths); },
          [&](const DatetimeStatistics& of) { list.add_moments(of); }, [](const DateStatistics&) {},
          [&](const ImageStatistics& of) { list.add_numbers(of.widths); },
          [&](const AudioStatistics& of) { list.add_numbers(of.seconds); },
          [&](const VideoStatistics& of) { list.add_numbers(of.seconds); }},
      column.kind);
  return std::move(list).take();
}

void append_block(std::string& out, const ColumnStatistics& column, Precision precision) {
  JsonWriter json(out);
  if (column_type(column).empty()) {
    json.null();
  } else {
    write_object(json, figures_of(column, precision));
  }
}

void append_extra(std::string& out, const ColumnStatistics& column) {
  JsonWriter json(out);
  json.begin_object();
  std::visit(
      Overloaded{[](std::monostate) {}, [&](const IntegerStatistics& of) { write_own(json, of); },
                 [&](const FloatStatistics& of) { write_counts(json, of, kFloatCounts); },
                 [](const BoolStatistics&) {}, [](const ClassStatistics&) {},
                 [&](const LabelStatistics& of) { write_own(json, of.texts); },
                 [&](const TextStatistics& of) { write_own(json, of.texts); },
                 [&](const ListStatistics& of) {
                   if (of.members) write_own(json, *of.members);
                 },
                 [&](const VectorStatistics& of) { write_own(json, of); },
                 [&](const DatetimeStatistics& of) {
                   if (of.texts) write_own(json, *of.texts);
                 },
                 [&](const DateStatistics& of) { write_own(json, of, column.num_rows); },
                 [&](const ImageStatistics& of) { write_own(json, of, column.num_rows); },
                 [&](const AudioStatistics& of) { json.member("n_broken", of.broken); },
                 [&](const VideoStatistics& of) { json.member("n_broken", of.broken); }},
      column.kind);
  json.end_object();
}

std::string bin_edges_json(const ColumnStatistics& column) {
  std::string out;
  JsonWriter json(out);
  const auto write = [&](const auto& bins) { write_edges(json, bins, Precision::kFull); };
  std::visit(Overloaded{[&](const IntegerStatistics& of) { write(of.numbers.bins); },
                        [&](const FloatStatistics& of) { write(of.numbers.bins); },
                        [&](const TextStatistics& of) { write(of.lengths.bins); },
                        [&](const ListStatistics& of) { write(of.lengths.bins); },
                        [&](const VectorStatistics& of) { write(of.lengths.bins); },
                        [&](const DatetimeStatistics& of) {
                          write(of.moments ? of.moments->bins : BinCounts<Moment>());
                        },
                        [&](const auto&) { write(BinCounts<double>()); }},
             column.kind);
  return out;
}

void append_hub_statistics(std::string& out, const SplitStatistics& statistics) {
  std::vector<const ColumnStatistics*> columns;
  for (const ColumnStatistics& column : statistics.columns) {
    if (!column_type(column).empty()) columns.push_back(&column);
  }
  std::ranges::stable_sort(columns, {}, &ColumnStatistics::name);
  JsonWriter json(out);
  json.begin_array();
  for (const ColumnStatistics* column : columns) {
    json.begin_object().member("column_name", column->name);
    json.member("column_type", column_type(*column)).key("column_statistics");
    write_object(json, figures_of(*column, Precision::kHub));
    json.end_object();
  }
  json.end_array();
}

}  // namespace vitrine::profile
