#include "cluster/facet_query.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/json_parse.h"
#include "base/json_writer.h"
#include "cluster/columns.h"
#include "cluster/facet_columns.h"
#include "cluster/rank_search.h"
#include "local/facet_values.h"
#include "local/quantiles.h"
#include "profile/statistics_file.h"
#include "schema/column.h"

namespace vitrine::cluster {
namespace {

namespace json = boost::json;

/// An engine counts at most 65,535 buckets in an answer.
constexpr std::size_t kColumnsPerQuestion = 30;
constexpr std::uint64_t kPageOfValues = 10'000;

// Names of aggregations, with the column's number behind them.
constexpr char kPresent = 'p';
constexpr char kValues = 'v';
constexpr char kBins = 'h';

std::string numbered(char name, std::size_t column) {
  return name + std::to_string(column);
}

void write_range(JsonWriter& out, std::string_view field, const CodeRange& range) {
  out.begin_object().key("range").begin_object().key(field).begin_object();
  out.member("gte", range.low).member("lte", range.high);
  out.end_object().end_object().end_object();
}

/// The values of a column that were counted, most frequent first.
struct CountedValues {
  struct Value {
    std::string text = {};  ///< Of a keyword field.
    std::int64_t code = 0;  ///< Of a field of longs.
    std::uint64_t count = 0;
  };
  std::vector<Value> values = {};
  bool is_all = false;      ///< No value is missing.
  bool is_settled = false;  ///< The first of them are the most frequent, as far as was asked for.
};

const json::value* find_at(const json::value& answer, std::string_view path) {
  boost::system::error_code missing;
  return answer.find_pointer(path, missing);
}

Error odd_answer() {
  return internal_error("the engine's counts have another form than was asked for");
}

Result<std::uint64_t> count_at(const json::value& answer, const std::string& path) {
  const json::value* const count = find_at(answer, path);
  if (count == nullptr || !count->is_int64()) return odd_answer();
  return static_cast<std::uint64_t>(count->get_int64());
}

Result<CountedValues::Value> read_bucket(const json::value& bucket, const json::value* key) {
  const std::optional<std::int64_t> count = int_member(bucket, "doc_count");
  if (key == nullptr || !count) return odd_answer();
  CountedValues::Value value{.count = static_cast<std::uint64_t>(*count)};
  if (key->is_string()) {
    value.text = std::string(key->get_string());
  } else if (key->is_int64()) {
    value.code = key->get_int64();
  } else {
    return odd_answer();
  }
  return value;
}

class FacetAsker {
 public:
  FacetAsker(const search::Split& split, const search::FacetQuery& query, std::string_view wanted,
             const EngineSearch& search, const FacetLimits& limits)
      : split_(split), query_(query), wanted_(wanted), search_(search), limits_(limits) {}

  /// Errors: corrupt for statistics of another split.
  Status open();
  Result<std::vector<search::ColumnFacet>> facets(std::span<const ColumnTracks> tracks) const;

 private:
  Result<json::value> ask(std::string_view aggregations, bool with_total = false) const;
  void write_terms(JsonWriter& out, const CountedColumn& counted, std::uint64_t values,
                   std::uint64_t shard_values) const;
  void write_aggregations(JsonWriter& out, const CountedColumn& counted) const;

  Status read(const json::value& answer, const CountedColumn& counted, std::uint64_t num_wanted,
              search::ColumnFacet& facet) const;
  Result<CountedValues> read_terms(const json::value& answer, const CountedColumn& counted) const;
  Result<CountedValues> settle(CountedValues values, const CountedColumn& counted) const;
  Result<CountedValues> every_value(const CountedColumn& counted) const;
  Status show_values(CountedValues values, const CountedColumn& counted,
                     search::ColumnFacet& facet) const;
  Result<std::string> value_json(const CountedValues::Value& value,
                                 const CountedColumn& counted) const;
  Result<std::string> whole_text(const std::string& cut, const CountedColumn& counted) const;
  std::optional<std::uint64_t> known_distinct(const CountedColumn& counted) const;
  Result<std::vector<std::uint64_t>> count_ranges(const CountedColumn& counted,
                                                  std::span<const CodeRange> ranges) const;
  Result<std::map<std::uint64_t, std::int64_t>> quantile_codes(const CountedValues* values,
                                                               const CountedColumn& counted,
                                                               std::uint64_t num_rows) const;
  Status add_quantiles(const CountedValues* values, const CountedColumn& counted,
                       search::ColumnFacet& facet) const;

  const search::Split& split_;
  const search::FacetQuery& query_;
  std::string_view wanted_;
  const EngineSearch& search_;
  const FacetLimits& limits_;
  profile::SplitStatistics statistics_;
};

Status FacetAsker::open() {
  const Result<std::string> text = split_.statistics();
  if (!text) return text.error();
  Result<profile::SplitStatistics> statistics = profile::parse_statistics(*text, query_.columns);
  if (!statistics) return std::move(statistics).error();
  if (statistics->columns.size() != split_.features().size())
    return corrupt("the statistics do not belong to this snapshot; import the source again");
  statistics_ = *std::move(statistics);
  return {};
}

Result<json::value> FacetAsker::ask(std::string_view aggregations, bool with_total) const {
  std::string body;
  JsonWriter out(body);
  out.begin_object().member("size", 0).member("track_total_hits", with_total);
  out.key("query").begin_object().key("bool").begin_object().key("filter").begin_array();
  out.raw(wanted_).end_array().end_object().end_object();
  if (!aggregations.empty()) out.key("aggs").raw(aggregations);
  out.end_object();
  const Result<std::string> answer = search_(std::move(body));
  if (!answer) return answer.error();
  return parse_json(*answer);
}

void FacetAsker::write_terms(JsonWriter& out, const CountedColumn& counted, std::uint64_t values,
                             std::uint64_t shard_values) const {
  out.key(numbered(kValues, counted.column)).begin_object().key("terms").begin_object();
  out.member("field", counted.values_field).member("size", values);
  out.member("shard_size", shard_values).member("show_term_doc_count_error", true);
  out.key("order").begin_array();
  out.begin_object().member("_count", "desc").end_object();
  out.begin_object().member("_key", "asc").end_object().end_array();
  out.end_object().end_object();
}

void FacetAsker::write_aggregations(JsonWriter& out, const CountedColumn& counted) const {
  out.key(numbered(kPresent, counted.column)).begin_object().key("filter");
  if (counted.is_floats() && !counted.number_field.empty()) {
    write_range(out, counted.number_field, counted_codes(counted));
  } else {
    out.begin_object().key("term").begin_object();
    out.member(kHasField, std::to_string(counted.column)).end_object().end_object();
  }
  out.end_object();
  if (!counted.values_field.empty()) {
    const std::uint64_t values = std::max(limits_.first, query_.limit + 1);
    write_terms(out, counted, values, values * limits_.shard_factor);
  }
  if (!counted.bins) return;
  out.key(numbered(kBins, counted.column)).begin_object().key("filters").begin_object();
  out.key("filters").begin_array();
  for (const std::optional<CodeRange>& range : bin_ranges(counted)) {
    if (range) {
      write_range(out, counted.number_field, *range);
    } else {
      out.begin_object().key("match_none").begin_object().end_object().end_object();
    }
  }
  out.end_array().end_object().end_object();
}

Result<CountedValues> FacetAsker::read_terms(const json::value& answer,
                                             const CountedColumn& counted) const {
  const std::string path = "/aggregations/" + numbered(kValues, counted.column);
  const json::value* const buckets = find_at(answer, path + "/buckets");
  const Result<std::uint64_t> left = count_at(answer, path + "/sum_other_doc_count");
  const Result<std::uint64_t> error = count_at(answer, path + "/doc_count_error_upper_bound");
  if (buckets == nullptr || !buckets->is_array() || !left || !error) return odd_answer();
  CountedValues read;
  bool is_exact = true;
  std::uint64_t least = 0;  // the count of the last one that is wanted
  for (const json::value& bucket : buckets->get_array()) {
    Result<CountedValues::Value> value = read_bucket(bucket, find_member(bucket, "key"));
    if (!value) return std::move(value).error();
    const std::int64_t may_be_more = int_member(bucket, "doc_count_error_upper_bound").value_or(0);
    if (may_be_more != 0) is_exact = false;
    read.values.push_back(*std::move(value));
    if (read.values.size() <= query_.limit) least = read.values.back().count;
  }
  is_exact = is_exact && (*error == 0 || (read.values.size() > query_.limit && least > *error));
  read.is_all = is_exact && *error == 0 && *left == 0;
  const bool has_all_ties = !read.values.empty() && read.values.back().count < least;
  read.is_settled =
      read.is_all || (is_exact && (query_.limit == 0 || counted.is_by_number() || has_all_ties));
  return read;
}

/// Asks for more values until the most frequent are known, and how many there are if they are not
/// too many.
Result<CountedValues> FacetAsker::settle(CountedValues values, const CountedColumn& counted) const {
  const std::uint64_t most = limits_.enumerated + 1;
  const bool wants_number = !known_distinct(counted).has_value();
  if (values.is_settled && (values.is_all || !wants_number)) return values;
  std::string aggregations;
  JsonWriter out(aggregations);
  out.begin_object();
  write_terms(out, counted, std::max(most, query_.limit + 1),
              std::max(most, query_.limit + 1) * limits_.shard_factor);
  out.end_object();
  const Result<json::value> answer = ask(aggregations);
  if (!answer) return answer.error();
  Result<CountedValues> more = read_terms(*answer, counted);
  if (!more) return more;
  if (more->values.size() >= most) more->is_all = false;
  if (more->is_settled) return more;
  return every_value(counted);
}

/// Page by page, in the order of the engine.
Result<CountedValues> FacetAsker::every_value(const CountedColumn& counted) const {
  const std::string name = numbered(kValues, counted.column);
  CountedValues all{.is_all = true, .is_settled = true};
  std::string after;
  while (true) {
    std::string aggregations;
    JsonWriter out(aggregations);
    out.begin_object().key(name).begin_object().key("composite").begin_object();
    out.member("size", kPageOfValues).key("sources").begin_array().begin_object();
    out.key("value").begin_object().key("terms").begin_object();
    out.member("field", counted.values_field).end_object().end_object().end_object().end_array();
    if (!after.empty()) out.key("after").raw(after);
    out.end_object().end_object().end_object();
    const Result<json::value> answer = ask(aggregations);
    if (!answer) return answer.error();
    const json::value* const buckets = find_at(*answer, "/aggregations/" + name + "/buckets");
    if (buckets == nullptr || !buckets->is_array()) return odd_answer();
    for (const json::value& bucket : buckets->get_array()) {
      Result<CountedValues::Value> value = read_bucket(bucket, find_at(bucket, "/key/value"));
      if (!value) return std::move(value).error();
      all.values.push_back(*std::move(value));
    }
    const json::value* const last = find_at(*answer, "/aggregations/" + name + "/after_key");
    if (last == nullptr || buckets->get_array().empty()) return all;
    after = json_text(*last);
  }
}

/// As the statistics of all rows have it, where those are asked for.
std::optional<std::uint64_t> FacetAsker::known_distinct(const CountedColumn& counted) const {
  if (!query_.wanted.is_all()) return std::nullopt;
  const bool is_keywords = counted.values_field == keyword_field(counted.column);
  if (is_keywords || schema::form_of(counted.type) == schema::ScalarForm::kTimestamp)
    return std::nullopt;
  const profile::ColumnStatistics& column = statistics_.columns[counted.column];
  if (counted.tracks.values != store::TrackKind::kMembers) return profile::distinct_count(column);
  const auto* const list = std::get_if<profile::ListStatistics>(&column.kind);
  return list != nullptr && list->members ? std::optional(list->members->distinct) : std::nullopt;
}

/// A text that was cut, from the cells of a row that has it.
Result<std::string> FacetAsker::whole_text(const std::string& cut,
                                           const CountedColumn& counted) const {
  std::string body;
  JsonWriter out(body);
  out.begin_object().member("size", 1).key("_source").begin_array().value("cells").end_array();
  out.key("query").begin_object().key("term").begin_object();
  out.member(counted.values_field, cut).end_object().end_object().end_object();
  const Result<std::string> answer = search_(std::move(body));
  if (!answer) return answer.error();
  const Result<json::value> parsed = parse_json(*answer);
  const json::value* const cells =
      parsed ? find_at(*parsed, "/hits/hits/0/_source/cells") : nullptr;
  if (cells == nullptr || !cells->is_string()) return odd_answer();
  const Result<json::value> row = parse_json(cells->get_string());
  const std::vector<std::size_t>& columns = split_.layout().row_columns;
  const auto place = std::ranges::find(columns, counted.column) - columns.begin();
  if (!row || !row->is_array() || row->get_array().size() != columns.size()) return odd_answer();
  const json::value& cell = row->get_array()[static_cast<std::size_t>(place)];
  json::array texts;
  if (cell.is_array()) {
    texts = cell.get_array();
  } else {
    texts.push_back(cell);
  }
  for (const json::value& text : texts) {
    if (text.is_string() && field_text(text.get_string()) == cut)
      return std::string(text.get_string());
  }
  return odd_answer();
}

Result<std::string> FacetAsker::value_json(const CountedValues::Value& value,
                                           const CountedColumn& counted) const {
  if (!counted.is_text) {
    const bool is_code = counted.tracks.values == store::TrackKind::kMembers &&
                         schema::form_of(counted.type) == schema::ScalarForm::kClass;
    return local::integer_json(is_code ? schema::Feature() : counted.type,
                               track_integer(counted.type, value.code));
  }
  Result<std::string> text =
      is_cut_text(value.text) ? whole_text(value.text, counted) : Result<std::string>(value.text);
  if (!text) return text;
  std::string out;
  append_json_string(out, *text);
  return out;
}

Status FacetAsker::show_values(CountedValues counts, const CountedColumn& counted,
                               search::ColumnFacet& facet) const {
  std::vector<CountedValues::Value>& values = counts.values;
  if (counted.is_by_number()) {
    // Days and moments beyond what microseconds count are one value there.
    std::ranges::sort(values, {}, &CountedValues::Value::code);
    const auto is_same = [&](const auto& a, const auto& b) {
      return track_integer(counted.type, a.code) == track_integer(counted.type, b.code);
    };
    for (std::size_t i = values.size(); counts.is_all && i-- > 1;) {
      if (!is_same(values[i - 1], values[i])) continue;
      values[i - 1].count += values[i].count;
      values.erase(values.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }
  facet.distinct =
      counts.is_all ? std::optional<std::uint64_t>(values.size()) : known_distinct(counted);
  // By count first: only what may be shown is written as JSON.
  std::ranges::stable_sort(values, std::greater(), &CountedValues::Value::count);
  const std::size_t limit = std::min<std::uint64_t>(query_.limit, values.size());
  if (limit == 0) return {};
  std::size_t end = limit;
  while (end < values.size() && values[end].count == values[limit - 1].count) ++end;
  std::vector<search::FacetValue> shown;
  for (std::size_t i = 0; i < (counted.is_by_number() ? limit : end); ++i) {
    Result<std::string> text = value_json(values[i], counted);
    if (!text) return std::move(text).error();
    shown.push_back({*std::move(text), values[i].count});
  }
  if (!counted.is_by_number()) {
    std::ranges::sort(shown, [](const search::FacetValue& a, const search::FacetValue& b) {
      return a.count != b.count ? a.count > b.count : a.json < b.json;
    });
    shown.resize(limit);
  }
  facet.values = std::move(shown);
  return {};
}

/// How many wanted rows have a number in each of the ranges.
Result<std::vector<std::uint64_t>> FacetAsker::count_ranges(
    const CountedColumn& counted, std::span<const CodeRange> ranges) const {
  std::string aggregations;
  JsonWriter out(aggregations);
  out.begin_object().key("ranks").begin_object().key("filters").begin_object();
  out.key("filters").begin_array();
  for (const CodeRange& range : ranges) write_range(out, counted.number_field, range);
  out.end_array().end_object().end_object().end_object();
  const Result<json::value> answer = ask(aggregations);
  if (!answer) return answer.error();
  std::vector<std::uint64_t> counts;
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    const Result<std::uint64_t> one =
        count_at(*answer, "/aggregations/ranks/buckets/" + std::to_string(i) + "/doc_count");
    if (!one) return one.error();
    counts.push_back(*one);
  }
  return counts;
}

/// The codes at the ranks of all quantiles, from the values where all of them were counted.
Result<std::map<std::uint64_t, std::int64_t>> FacetAsker::quantile_codes(
    const CountedValues* values, const CountedColumn& counted, std::uint64_t num_rows) const {
  std::vector<std::uint64_t> ranks;
  for (const double share : search::kQuantiles) {
    const local::QuantilePlace place = local::quantile_place(share, num_rows);
    ranks.insert(ranks.end(), {place.below, place.above});
  }
  if (values == nullptr || !values->is_all || !counted.is_by_number()) {
    return codes_at_ranks(ranks, counted_codes(counted), [&](std::span<const CodeRange> ranges) {
      return count_ranges(counted, ranges);
    });
  }
  std::map<std::uint64_t, std::int64_t> codes;
  std::vector<CountedValues::Value> ascending = values->values;
  std::ranges::sort(ascending, {}, &CountedValues::Value::code);
  for (const std::uint64_t rank : ranks) {
    std::uint64_t below = 0;
    for (const CountedValues::Value& value : ascending) {
      if (below <= rank) codes[rank] = value.code;
      below += value.count;
    }
  }
  return codes;
}

Status FacetAsker::add_quantiles(const CountedValues* values, const CountedColumn& counted,
                                 search::ColumnFacet& facet) const {
  facet.quantiles.emplace();
  const bool is_name = schema::form_of(counted.type) == schema::ScalarForm::kClass ||
                       schema::form_of(counted.type) == schema::ScalarForm::kBool;
  const bool is_listed_number = counted.is_by_number() && !is_name && !counted.values_field.empty();
  const bool has_quantiles =
      counted.is_lengths() ? counted.bins.has_value() : counted.is_floats() || is_listed_number;
  if (!has_quantiles || counted.number_field.empty() || facet.num_rows == 0) return {};
  const Result<std::map<std::uint64_t, std::int64_t>> codes =
      quantile_codes(values, counted, facet.num_rows);
  if (!codes) return codes.error();
  if (counted.is_floats()) {
    facet.quantiles = local::float_quantiles(facet.num_rows, [&](std::uint64_t rank) {
      return track_float(counted.type, codes->at(rank));
    });
    return {};
  }
  const schema::Feature shown = counted.is_lengths() ? schema::Feature() : counted.type;
  facet.quantiles = local::integer_quantiles(shown, facet.num_rows, [&](std::uint64_t rank) {
    return counted.is_lengths() ? codes->at(rank) : track_integer(counted.type, codes->at(rank));
  });
  return {};
}

Status FacetAsker::read(const json::value& answer, const CountedColumn& counted,
                        std::uint64_t num_wanted, search::ColumnFacet& facet) const {
  const Result<std::uint64_t> present =
      count_at(answer, "/aggregations/" + numbered(kPresent, counted.column) + "/doc_count");
  if (!present) return present.error();
  facet.num_rows = *present;
  facet.missing = num_wanted - *present;
  std::optional<CountedValues> values;
  if (!counted.values_field.empty()) {
    Result<CountedValues> first = read_terms(answer, counted);
    if (!first) return std::move(first).error();
    Result<CountedValues> settled = settle(*std::move(first), counted);
    if (!settled) return std::move(settled).error();
    values = *std::move(settled);
    if (Status shown = show_values(*values, counted, facet); !shown) return shown;
  }
  if (counted.bins) {
    search::Histogram histogram{counted.bins->edges_json, {}};
    for (std::size_t i = 0; i < counted.bins->size(); ++i) {
      const Result<std::uint64_t> count =
          count_at(answer, "/aggregations/" + numbered(kBins, counted.column) + "/buckets/" +
                               std::to_string(i) + "/doc_count");
      if (!count) return count.error();
      histogram.counts.push_back(*count);
    }
    facet.histogram = std::move(histogram);
  }
  if (!query_.want_quantiles) return {};
  return add_quantiles(values ? &*values : nullptr, counted, facet);
}

Result<std::vector<search::ColumnFacet>> FacetAsker::facets(
    std::span<const ColumnTracks> tracks) const {
  std::vector<search::ColumnFacet> all;
  for (std::size_t first = 0; first < query_.columns.size(); first += kColumnsPerQuestion) {
    const std::size_t end = std::min(first + kColumnsPerQuestion, query_.columns.size());
    std::vector<CountedColumn> asked;
    std::set<std::size_t> named;
    std::string aggregations;
    JsonWriter out(aggregations);
    out.begin_object();
    for (std::size_t i = first; i < end; ++i) {
      const std::size_t column = query_.columns[i];
      asked.push_back(counted_column(column, split_.features()[column].type, tracks[column],
                                     statistics_.columns[column]));
      const bool is_counted = asked.back().tracks != ColumnTracks();
      if (is_counted && named.insert(column).second) write_aggregations(out, asked.back());
    }
    out.end_object();
    const Result<json::value> answer = ask(aggregations == "{}" ? "" : aggregations, true);
    if (!answer) return answer.error();
    const Result<std::uint64_t> num_wanted = count_at(*answer, "/hits/total/value");
    if (!num_wanted) return num_wanted.error();
    for (const CountedColumn& one : asked) {
      search::ColumnFacet& facet = all.emplace_back();
      facet.column = one.column;
      if (one.tracks == ColumnTracks()) {
        if (query_.want_quantiles) facet.quantiles.emplace();
        continue;
      }
      if (Status status = read(*answer, one, *num_wanted, facet); !status)
        return std::move(status).error();
    }
  }
  return all;
}

}  // namespace

Result<std::vector<search::ColumnFacet>> engine_facets(const search::Split& split,
                                                       std::span<const ColumnTracks> tracks,
                                                       const search::FacetQuery& query,
                                                       std::string_view wanted,
                                                       const EngineSearch& search,
                                                       const FacetLimits& limits) {
  if (query.columns.empty()) return std::vector<search::ColumnFacet>();
  if (tracks.size() != split.features().size())
    return corrupt("what is counted of the columns does not belong to this snapshot");
  FacetAsker asker(split, query, wanted, search, limits);
  if (Status status = asker.open(); !status) return std::move(status).error();
  return asker.facets(tracks);
}

}  // namespace vitrine::cluster
