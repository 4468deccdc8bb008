#include "profile/statistics_file.h"

#include <algorithm>
#include <functional>
#include <optional>

#include "base/json_parse.h"
#include "base/json_writer.h"
#include "duck/temporal.h"
#include "duck/time_zone.h"
#include "profile/json_cursor.h"
#include "profile/rounding.h"
#include "profile/statistics_json.h"

namespace vitrine::profile {
namespace {

constexpr int kVersion = 2;
constexpr std::string_view kStatisticsKey = ",\"statistics\":";
constexpr std::string_view kHubKey = "\"hub\":";
/// Of a block that no rounding changes.
constexpr std::string_view kSameBlock = "null";
constexpr std::string_view kExtraKey = "\"extra\":";

constexpr std::int64_t kSecondsOfDay = 86'400;
constexpr duck::Int128 kNanosOfSecond = 1'000'000'000;
/// No day that 32 bits count has more.
constexpr std::size_t kMostYearDigits = 7;

/// Takes the next line off the front of `text`.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

/// `line` without `tail`, which must be there.
std::optional<std::string_view> without(std::string_view line, std::string_view tail) {
  if (!line.ends_with(tail)) return std::nullopt;
  line.remove_suffix(tail.size());
  return line;
}

/// Takes digits off the front, no fewer than `least`, no more than `most`.
std::optional<std::int64_t> take_digits(std::string_view& text, std::size_t least,
                                        std::size_t most) {
  std::int64_t number = 0;
  std::size_t count = 0;
  while (count < most && count < text.size() && text[count] >= '0' && text[count] <= '9')
    number = number * 10 + (text[count++] - '0');
  if (count < least) return std::nullopt;
  text.remove_prefix(count);
  return number;
}

bool take_char(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

/// The days since 1970 of "2024-02-29", off the front of `text`.
std::optional<std::int64_t> take_date(std::string_view& text) {
  const bool is_negative = take_char(text, '-');
  const auto year = take_digits(text, 4, kMostYearDigits);
  if (!year || !take_char(text, '-')) return std::nullopt;
  const auto month = take_digits(text, 2, 2);
  if (!month || *month < 1 || *month > 12 || !take_char(text, '-')) return std::nullopt;
  const auto day = take_digits(text, 2, 2);
  const duck::CivilDate date{is_negative ? -*year : *year, static_cast<unsigned>(*month),
                             static_cast<unsigned>(day.value_or(0))};
  if (!day || *day < 1 || *day > duck::days_in_month(date.year, date.month)) return std::nullopt;
  return duck::days_from_civil(date);
}

/// Nanoseconds of ".5" and the like, at most nine digits; 0 without a point.
std::optional<std::int64_t> take_fraction(std::string_view& text) {
  if (!take_char(text, '.')) return 0;
  const std::size_t before = text.size();
  std::optional<std::int64_t> nanos = take_digits(text, 1, 9);
  if (!nanos) return nanos;
  for (std::size_t digits = before - text.size(); digits < 9; ++digits) *nanos *= 10;
  return nanos;
}

/// Nanoseconds of "4:57:32.322450", off the front of `text`.
std::optional<duck::Int128> take_clock(std::string_view& text) {
  const auto hours = take_digits(text, 1, 2);
  if (!hours || !take_char(text, ':')) return std::nullopt;
  const auto minutes = take_digits(text, 2, 2);
  if (!minutes || !take_char(text, ':')) return std::nullopt;
  const auto seconds = take_digits(text, 2, 2);
  const auto nanos = take_fraction(text);
  if (!seconds || !nanos) return std::nullopt;
  return duck::Int128{*hours * 3600 + *minutes * 60 + *seconds} * kNanosOfSecond + *nanos;
}

/// "+02:00", "-00:53:28"; 0 for nothing.
std::optional<std::int32_t> offset_of(std::string_view text) {
  if (text.empty()) return 0;
  const bool is_west = text.front() == '-';
  std::int32_t more = 0;
  if (text.size() == 9 && text[6] == ':') {
    std::string_view digits = text.substr(7);
    const auto seconds = take_digits(digits, 2, 2);
    if (!seconds) return std::nullopt;
    more = static_cast<std::int32_t>(is_west ? -*seconds : *seconds);
    text = text.substr(0, 6);
  }
  const std::optional<std::int32_t> offset = duck::read_offset(text);
  return offset ? std::optional(*offset + more) : offset;
}

/// Nanoseconds that are written as such must fit in 64 bits, wherever they are told.
bool is_writable(const Moment& moment) {
  const duck::Int128 told = moment.nanos + moment.offset_seconds * kNanosOfSecond;
  const duck::Int128 units = moment.nanos % 1000 == 0 ? told / 1000 : told;
  return units >= INT64_MIN && units <= INT64_MAX;
}

// What has the form of our blocks, each off a cursor; false for what has another.

bool read(JsonCursor& in, double& value) {
  return in.read(value);
}
bool read(JsonCursor& in, duck::Int128& value) {
  return in.read(value);
}

bool read(JsonCursor& in, std::int64_t& days) {
  std::string text;
  if (!in.read(text)) return false;
  std::string_view rest = text;
  const std::optional<std::int64_t> date = take_date(rest);
  days = date.value_or(0);
  return date && rest.empty();
}

bool read(JsonCursor& in, Moment& moment) {
  std::string text;
  if (!in.read(text)) return false;
  std::string_view rest = text;
  const std::optional<std::int64_t> days = take_date(rest);
  if (!days || !take_char(rest, ' ')) return false;
  const std::optional<duck::Int128> clock = take_clock(rest);
  const std::optional<std::int32_t> offset = offset_of(rest);
  if (!clock || !offset) return false;
  const duck::Int128 seconds = duck::Int128{*days} * kSecondsOfDay - *offset;
  moment = {seconds * kNanosOfSecond + *clock, *offset};
  return is_writable(moment);
}

/// "11 days, 4:57:32.322450" in microseconds.
bool read_duration(JsonCursor& in, std::int64_t& micros) {
  std::string text;
  if (!in.read(text)) return false;
  std::string_view rest = text;
  std::int64_t days = 0;
  if (const std::size_t comma = rest.find(" day"); comma != std::string_view::npos) {
    const auto count = take_digits(rest, 1, 9);
    if (!count || !rest.starts_with(" day")) return false;
    days = *count;
    rest.remove_prefix(std::min(rest.size(), rest.find(", ") + 2));
  }
  const std::optional<duck::Int128> clock = take_clock(rest);
  if (!clock || !rest.empty()) return false;
  micros =
      static_cast<std::int64_t>(duck::Int128{days} * kSecondsOfDay * 1'000'000 + *clock / 1000);
  return days < 100'000'000;
}

bool read(JsonCursor& in, std::vector<ValueCount>& counts) {
  return in.members([&](std::string_view value) {
    ValueCount& one = counts.emplace_back(std::string(value));
    return in.read(one.count);
  });
}

template <typename Value>
bool read(JsonCursor& in, BinCounts<Value>& bins) {
  const bool is_read = in.members([&](std::string_view name) {
    if (name == "hist") return in.items([&] { return in.read(bins.counts.emplace_back()); });
    if (name == "bin_edges") return in.items([&] { return read(in, bins.edges.emplace_back()); });
    return in.skip();
  });
  return is_read && !bins.counts.empty() && bins.edges.size() == bins.counts.size() + 1;
}

/// A pair [value, count].
template <typename Read>
bool read_pair(JsonCursor& in, std::uint64_t& count, Read read_value) {
  return in.take("[") && read_value() && in.take(",") && in.read(count) && in.take("]");
}

template <typename Value>
bool read(JsonCursor& in, NumberFigures<Value>& figures) {
  return in.members([&](std::string_view name) {
    if (in.take_null()) return true;
    if (name == "nan_count") return in.read(figures.nulls);
    if (name == "min") return in.read(figures.min);
    if (name == "max") return in.read(figures.max);
    if (name == "mean") return in.read(figures.mean);
    if (name == "median") return in.read(figures.median);
    if (name == "std") return in.read(figures.deviation.emplace());
    if (name == "histogram") return read(in, figures.bins);
    return in.skip();
  });
}

bool read(JsonCursor& in, DatetimeStatistics& of) {
  MomentFigures moments;
  const bool is_read = in.members([&](std::string_view name) {
    if (in.take_null()) return true;
    if (name == "nan_count") return in.read(of.nulls);
    if (name == "min") return read(in, moments.min);
    if (name == "max") return read(in, moments.max);
    if (name == "mean") return read(in, moments.mean);
    if (name == "median") return read(in, moments.median);
    if (name == "std") return read_duration(in, moments.deviation_micros.emplace());
    if (name == "histogram") return read(in, moments.bins);
    return in.skip();
  });
  if (!moments.bins.counts.empty()) of.moments = std::move(moments);
  return is_read;
}

bool read_days(JsonCursor& in, DateStatistics& of) {
  DayFigures days;
  const bool is_read = in.members([&](std::string_view name) {
    if (in.take_null()) return true;
    if (name == "nan_count") return in.read(of.nulls);
    if (name == "min") return read(in, days.min);
    if (name == "max") return read(in, days.max);
    if (name == "median") return read(in, days.median);
    if (name == "histogram") return read(in, days.bins);
    return in.skip();
  });
  if (!days.bins.counts.empty()) of.days = std::move(days);
  return is_read;
}

/// Of bools, classes and labels.
bool read_frequencies(JsonCursor& in, std::uint64_t& nulls, std::uint64_t& unlabelled,
                      std::vector<ValueCount>& counts) {
  return in.members([&](std::string_view name) {
    if (name == "nan_count") return in.read(nulls);
    if (name == "no_label_count") return in.read(unlabelled);
    if (name == "frequencies") return read(in, counts);
    return in.skip();
  });
}

bool read(JsonCursor& in, MemberStatistics& of) {
  return in.members([&](std::string_view name) {
    if (name == "total") return in.read(of.total);
    if (name == "n_distinct") return in.read(of.distinct);
    if (name != "most_frequent") return in.skip();
    return in.items([&] {
      auto& [member, count] = of.most_frequent.emplace_back();
      return read_pair(in, count, [&] {
        return in.is_string() ? in.read(member.emplace<std::string>())
                              : in.read(member.emplace<duck::Int128>());
      });
    });
  });
}

bool read_vector(JsonCursor& in, VectorStatistics& of) {
  NormFigures norms;
  bool has_norms = false;
  const bool is_read = in.members([&](std::string_view name) {
    if (in.take_null()) return true;
    has_norms = has_norms || name.starts_with("norm_");
    if (name == "dimension") return in.read(of.dimension);
    if (name == "norm_min") return in.read(norms.min);
    if (name == "norm_max") return in.read(norms.max);
    if (name == "norm_mean") return in.read(norms.mean);
    if (name == "n_zero") return in.read(of.zeros);
    if (name == "n_not_finite") return in.read(of.not_finite);
    return in.skip();
  });
  if (has_norms) of.norms = norms;
  return is_read;
}

/// What we add, whichever kind of column it is of.
struct Extra {
  using NameAndCount = std::pair<std::string, std::uint64_t>;
  std::vector<NameAndCount> named = {};  ///< What begins with "n_".
  std::vector<std::pair<duck::Int128, std::uint64_t>> counts = {};
  std::optional<MemberStatistics> members = {};
  std::optional<VectorStatistics> vector = {};
  std::optional<DateStatistics> date = {};
  std::vector<ValueCount> formats = {};
  IntegerFigures heights = {};

  std::optional<std::uint64_t> count(std::string_view name) const {
    const auto found = std::ranges::find(named, name, &NameAndCount::first);
    return found == named.end() ? std::nullopt : std::optional(found->second);
  }
  template <typename Of, std::size_t kNames>
  void take(Of& of, const NamedCount<Of> (&names)[kNames]) const {
    for (const auto& [name, place] : names) of.*place = count(name).value_or(0);
  }
  TextCounts texts() const {
    TextCounts texts;
    take(texts, kTextCounts);
    return texts;
  }
};

bool read(JsonCursor& in, Extra& extra) {
  return in.members([&](std::string_view name) {
    if (name.starts_with("n_")) return in.read(extra.named.emplace_back(name, 0).second);
    if (name == "counts") {
      return in.items([&] {
        auto& [value, count] = extra.counts.emplace_back();
        return read_pair(in, count, [&] { return in.read(value); });
      });
    }
    if (name == "members") return read(in, extra.members.emplace());
    if (name == "vector") return read_vector(in, extra.vector.emplace());
    if (name == "date") return read_days(in, extra.date.emplace());
    if (name == "formats") return read(in, extra.formats);
    if (name == "height") return read(in, extra.heights);
    return in.skip();
  });
}

/// The texts of one column.
struct Blocks {
  std::string_view statistics;
  std::string_view hub;
  std::string_view extra;
};

template <typename Block>
bool read_all(std::string_view text, Block& block) {
  JsonCursor in(text);
  return read(in, block) && in.at_end();
}

/// Numbers of which the Hub has other bins, where rounding moves the ends.
bool read_numbers(const Blocks& blocks, FloatFigures& figures) {
  if (!read_all(blocks.statistics, figures)) return false;
  if (blocks.hub == kSameBlock || figures.is_empty()) return true;
  FloatFigures rounded;
  if (!read_all(blocks.hub, rounded) || rounded.is_empty()) return false;
  if (round_to_five(figures.min) != figures.min || round_to_five(figures.max) != figures.max)
    figures.hub_bins = std::move(rounded.bins);
  return true;
}

std::optional<Statistics> integers(const Blocks& blocks, Extra& extra) {
  IntegerStatistics of;
  extra.take(of, kIntegerCounts);
  of.counts = std::move(extra.counts);
  if (!read_all(blocks.statistics, of.numbers)) return std::nullopt;
  return of;
}

std::optional<Statistics> floats(const Blocks& blocks, Extra& extra) {
  FloatStatistics of;
  extra.take(of, kFloatCounts);
  if (!read_numbers(blocks, of.numbers)) return std::nullopt;
  return of;
}

std::optional<Statistics> bools(const Blocks& blocks, Extra& /*extra*/) {
  BoolStatistics of;
  std::uint64_t unlabelled = 0;
  std::vector<ValueCount> counts;
  JsonCursor in(blocks.statistics);
  if (!read_frequencies(in, of.nulls, unlabelled, counts) || !in.at_end()) return std::nullopt;
  for (const ValueCount& one : counts) (one.value == "True" ? of.yes : of.no) = one.count;
  return of;
}

std::optional<Statistics> classes(const Blocks& blocks, Extra& /*extra*/) {
  ClassStatistics of;
  JsonCursor in(blocks.statistics);
  if (!read_frequencies(in, of.nulls, of.unlabelled, of.labels) || !in.at_end())
    return std::nullopt;
  return of;
}

std::optional<Statistics> labels(const Blocks& blocks, Extra& extra) {
  LabelStatistics of{.texts = extra.texts()};
  std::uint64_t unlabelled = 0;
  JsonCursor in(blocks.statistics);
  if (!read_frequencies(in, of.nulls, unlabelled, of.labels) || !in.at_end()) return std::nullopt;
  return of;
}

std::optional<Statistics> texts(const Blocks& blocks, Extra& extra) {
  TextStatistics of{.texts = extra.texts()};
  if (!read_all(blocks.statistics, of.lengths)) return std::nullopt;
  return of;
}

std::optional<Statistics> lists(const Blocks& blocks, Extra& extra) {
  IntegerFigures lengths;
  if (!read_all(blocks.statistics, lengths)) return std::nullopt;
  if (!extra.vector) return ListStatistics{std::move(lengths), std::move(extra.members)};
  extra.vector->lengths = std::move(lengths);
  return *std::move(extra.vector);
}

std::optional<Statistics> datetimes(const Blocks& blocks, Extra& extra) {
  DatetimeStatistics of;
  if (!read_all(blocks.statistics, of)) return std::nullopt;
  if (extra.count("n_empty")) of.texts = extra.texts();
  return of;
}

std::optional<Statistics> images(const Blocks& blocks, Extra& extra) {
  ImageStatistics of{.heights = std::move(extra.heights),
                     .broken = extra.count("n_broken").value_or(0)};
  of.formats = std::move(extra.formats);
  if (!read_all(blocks.statistics, of.widths)) return std::nullopt;
  return of;
}

template <typename Kind>
std::optional<Statistics> durations(const Blocks& blocks, Extra& extra) {
  Kind of{.broken = extra.count("n_broken").value_or(0)};
  if (!read_numbers(blocks, of.seconds)) return std::nullopt;
  return of;
}

/// Of a column without a block of the Hub's.
std::optional<Statistics> dates(const Blocks& blocks, Extra& extra) {
  if (blocks.statistics != "null") return std::nullopt;
  if (!extra.date) return Statistics();
  extra.date->distinct = extra.count("n_distinct").value_or(0);
  return *std::move(extra.date);
}

struct KindReader {
  std::string_view column_type;
  std::optional<Statistics> (*read)(const Blocks& blocks, Extra& extra);
};

constexpr auto kKindReaders = std::to_array<KindReader>({
    {"", &dates},
    {"int", &integers},
    {"float", &floats},
    {"bool", &bools},
    {"class_label", &classes},
    {"string_label", &labels},
    {"string_text", &texts},
    {"list", &lists},
    {"datetime", &datetimes},
    {"image", &images},
    {"audio", &durations<AudioStatistics>},
    {"video", &durations<VideoStatistics>},
});

std::optional<Statistics> read_kind(std::string_view column_type, const Blocks& blocks) {
  const auto* const found = std::ranges::find(kKindReaders, column_type, &KindReader::column_type);
  Extra extra;
  if (found == kKindReaders.end() || !read_all(blocks.extra, extra)) return std::nullopt;
  return found->read(blocks, extra);
}

/// The six lines of one column; `text` starts with them.
std::optional<ColumnStatistics> take_column(std::string_view& text, std::uint64_t num_rows,
                                            bool is_wanted) {
  const auto head = without(take_line(text), kStatisticsKey);
  const auto statistics = without(take_line(text), ",");
  const std::string_view hub_key = take_line(text);
  const auto hub = without(take_line(text), ",");
  const std::string_view extra_key = take_line(text);
  std::string_view last = take_line(text);
  if (last.ends_with(',')) last.remove_suffix(1);
  const auto extra = without(last, "}");
  if (!head || !statistics || hub_key != kHubKey || !hub || extra_key != kExtraKey || !extra)
    return std::nullopt;
  ColumnStatistics column{.name = {}, .num_rows = num_rows};
  if (!is_wanted) return column;
  std::string type;
  const std::string closed = std::string(*head) + "}";
  JsonCursor in(closed);
  const bool is_read = in.members([&](std::string_view name) {
    if (name == "name") return in.read(column.name);
    if (name == "column_type") return in.read(type);
    return in.skip();
  });
  if (!is_read || !in.at_end()) return std::nullopt;
  std::optional<Statistics> kind = read_kind(type, {*statistics, *hub, *extra});
  if (!kind) return std::nullopt;
  column.kind = *std::move(kind);
  return column;
}

Result<SplitStatistics> read_statistics(std::string_view text,
                                        const std::function<bool(std::size_t)>& is_wanted) {
  const Result<boost::json::value> header = parse_json(std::string(take_line(text)) + "]}");
  if (!header) return corrupt("statistics: the first line is no header");
  if (int_member(*header, "version") != kVersion) {
    return corrupt("statistics: written by another version");
  }
  const auto rows = int_member(*header, "num_rows");
  if (!rows || *rows < 0) return corrupt("statistics: no number of rows");
  SplitStatistics statistics;
  statistics.num_rows = static_cast<std::uint64_t>(*rows);
  while (text != "]}\n") {
    std::optional<ColumnStatistics> column =
        take_column(text, statistics.num_rows, is_wanted(statistics.columns.size()));
    if (!column) {
      return corrupt("statistics: column " + std::to_string(statistics.columns.size()) +
                     " is damaged");
    }
    statistics.columns.push_back(*std::move(column));
  }
  return statistics;
}

}  // namespace

std::string format_statistics(const SplitStatistics& statistics) {
  std::string out;
  JsonWriter(out)
      .begin_object()
      .member("version", kVersion)
      .member("num_rows", statistics.num_rows);
  out += ",\"columns\":[\n";
  for (const ColumnStatistics& column : statistics.columns) {
    JsonWriter json(out);
    json.begin_object().member("name", column.name).member("column_type", column_type(column));
    json.key("edges").begin_array();
    for (const double edge : bin_edges(column)) json.value(edge);
    json.end_array();
    std::string block;
    append_block(block, column, Precision::kFull);
    std::string hub;
    append_block(hub, column, Precision::kHub);
    // No block holds a line feed, because strings escape it.
    out.append(kStatisticsKey).append("\n").append(block).append(",\n");
    out.append(kHubKey).append("\n").append(hub == block ? kSameBlock : hub).append(",\n");
    out.append(kExtraKey).append("\n");
    append_extra(out, column);
    out += &column == &statistics.columns.back() ? "}\n" : "},\n";
  }
  out += "]}\n";
  return out;
}

std::string statistics_form() {
  constexpr auto one_of_each = []<std::size_t... kKind>(std::index_sequence<kKind...>) {
    SplitStatistics all;
    (all.columns.push_back({.name = "", .kind = std::variant_alternative_t<kKind, Statistics>()}),
     ...);
    return all;
  };
  return format_statistics(
      one_of_each(std::make_index_sequence<std::variant_size_v<Statistics>>()));
}

Result<SplitStatistics> parse_statistics(std::string_view text) {
  return read_statistics(text, [](std::size_t) { return true; });
}

Result<SplitStatistics> parse_statistics(std::string_view text,
                                         std::span<const std::size_t> columns) {
  return read_statistics(text, [&](std::size_t column) {
    return std::ranges::find(columns, column) != columns.end();
  });
}

}  // namespace vitrine::profile
