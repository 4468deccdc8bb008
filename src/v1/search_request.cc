#include "v1/search_request.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "api/chosen_columns.h"
#include "api/number_parameter.h"
#include "ask/lenient_grammar.h"
#include "base/ascii.h"
#include "search/row_json.h"
#include "v1/body_parameters.h"

namespace vitrine::v1 {
namespace {

using http::Parameters;
using http::Request;
using http::Response;

constexpr std::uint64_t kFacetValues = 10;
constexpr std::uint64_t kMostFacetValues = 1000;
constexpr std::size_t kMostVectorValues = 8192;

Response invalid(std::string_view parameter, const std::string& why) {
  return invalid_parameter(parameter, invalid_argument(why));
}

/// Calls `take` with each item of "a, b" until it returns false. Returns whether it never did.
template <typename Take>
bool for_each_item(std::string_view list, Take take) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    if (!take(ascii_trim(list.substr(0, end)))) return false;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return true;
}

Outcome<std::vector<std::uint64_t>> read_rows(const Parameters& parameters, std::string_view name,
                                              const Split& split) {
  std::vector<std::uint64_t> rows;
  const auto text = parameters.given(name);
  if (!text) return rows;
  std::string wrong;
  for_each_item(*text, [&](std::string_view item) {
    std::uint64_t row = 0;
    const auto [end, error] = std::from_chars(item.data(), item.data() + item.size(), row);
    if (error != std::errc() || end != item.data() + item.size()) {
      wrong = "must be row numbers, from 0, with commas between";
    } else if (row >= split.num_rows()) {
      wrong = "there is no row " + std::string(item) + ": the split has " +
              std::to_string(split.num_rows()) + " rows, counted from 0";
    } else if (rows.size() == kMaxExamples) {
      wrong = "at most " + std::to_string(kMaxExamples) + " rows can be given";
    } else if (std::ranges::find(rows, row) == rows.end()) {
      rows.push_back(row);
    }
    return wrong.empty();
  });
  if (!wrong.empty()) return invalid(name, wrong);
  return rows;
}

Outcome<std::vector<float>> read_vector(const Parameters& parameters) {
  std::vector<float> vector;
  const auto text = parameters.given("vector");
  if (!text) return vector;
  const bool fine = for_each_item(*text, [&](std::string_view item) {
    float value = 0;
    const auto [end, error] = std::from_chars(item.data(), item.data() + item.size(), value);
    vector.push_back(value);
    return error == std::errc() && end == item.data() + item.size() && std::isfinite(value) &&
           vector.size() <= kMostVectorValues;
  });
  if (!fine) return invalid("vector", "must be finite numbers with commas between");
  return vector;
}

Outcome<bool> read_flag(const Parameters& parameters, std::string_view name, bool fallback) {
  const auto text = parameters.given(name);
  if (!text) return fallback;
  if (*text == "1" || *text == "true") return true;
  if (*text == "0" || *text == "false") return false;
  return invalid(name, "must be 1 or 0");
}

/// Reads one request piece by piece; the first refusal ends it.
class Reader {
 public:
  Reader(const Request& request, SearchRequest& asked) : request_(request), asked_(asked) {}

  std::optional<Response> read(SearchLimits limits) {
    using Step = std::optional<Response> (Reader::*)();
    if (std::optional<Response> refusal = read_format(limits)) return refusal;
    if (std::optional<Response> refusal = read_page(limits)) return refusal;
    for (const Step step : {&Reader::read_columns, &Reader::read_words, &Reader::read_condition,
                            &Reader::read_examples}) {
      if (std::optional<Response> refusal = (this->*step)()) return refusal;
    }
    return std::nullopt;
  }

 private:
  const Parameters& parameters() const { return request_.query; }
  const Split& split() const { return *asked_.target.split; }

  /// Puts the outcome's value into `place`.
  template <typename T>
  static std::optional<Response> take(Outcome<T> outcome, T& place) {
    if (!outcome) return std::move(outcome).refusal();
    place = *std::move(outcome);
    return std::nullopt;
  }

  std::optional<Response> read_format(SearchLimits limits) {
    const std::string_view format = parameters().given("format").value_or("json");
    asked_.as_parquet = format == "parquet" && limits.largest_file > 0;
    if (asked_.as_parquet || format == "json") return std::nullopt;
    return invalid("format", limits.largest_file > 0 ? "must be json or parquet" : "must be json");
  }

  std::optional<Response> read_page(SearchLimits limits) {
    if (auto refusal = take(number_parameter(request_, "offset", 0), asked_.query.offset))
      return refusal;
    if (auto refusal =
            take(number_parameter(request_, "facet_limit", kFacetValues, kMostFacetValues),
                 asked_.facet_limit)) {
      return refusal;
    }
    const std::uint64_t largest = asked_.as_parquet ? limits.largest_file : limits.largest;
    return take(number_parameter(request_, "limit", limits.usual, largest), asked_.query.limit);
  }

  std::optional<Response> read_columns() {
    const Features& features = split().features();
    asked_.columns = asked_.as_parquet ? all_columns(features) : columns_without_vectors(features);
    if (const auto names = parameters().given("columns")) {
      Result<std::vector<std::size_t>> columns = chosen_columns(*names, features);
      if (!columns) return http::error_response(columns.error());
      asked_.columns = *std::move(columns);
    }
    if (const auto names = parameters().given("facets")) {
      Result<std::vector<std::size_t>> columns = parse_columns(*names, features);
      if (!columns) return invalid_parameter("facets", columns.error());
      for (const std::size_t column : *columns) {
        if (std::ranges::find(asked_.facets, column) == asked_.facets.end())
          asked_.facets.push_back(column);
      }
    }
    return std::nullopt;
  }

  std::optional<Response> read_words() {
    asked_.query.text = parameters().given("q").value_or("");
    if (const auto name = parameters().given("mode")) {
      const std::optional<SearchMode> mode = parse_search_mode(*name);
      if (!mode) return invalid("mode", "must be hybrid, keyword or semantic");
      asked_.query.mode = *mode;
    }
    if (auto refusal = take(read_flag(parameters(), "highlights", true), asked_.highlights))
      return refusal;
    if (const auto detail = parameters().given("vectors")) {
      if (*detail != "sketch") return invalid("vectors", "must be sketch");
      asked_.vectors = true;
    }
    if (const auto form = parameters().given("media")) {
      if (*form != "address") return invalid("media", "must be address");
      asked_.media_by_address = true;
    }
    return take(read_flag(parameters(), "typing", false), asked_.query.unfinished);
  }

  std::optional<Response> read_condition() {
    if (const auto where = parameters().given("where")) {
      Result<ask::Predicate> condition = ask::parse_where(*where, split().features());
      if (!condition) return invalid_parameter("where", condition.error());
      asked_.query.condition = *std::move(condition);
    }
    if (const auto sort = parameters().given("sort")) {
      Result<ask::Order> keys = ask::parse_sort(*sort, split().features());
      if (!keys) return invalid_parameter("sort", keys.error());
      asked_.query.sort = *std::move(keys);
    }
    return std::nullopt;
  }

  std::optional<Response> read_examples() {
    if (auto refusal = take(read_rows(parameters(), "like", split()), asked_.query.like))
      return refusal;
    if (auto refusal = take(read_rows(parameters(), "dislike", split()), asked_.query.dislike))
      return refusal;
    if (auto refusal = take(read_vector(parameters()), asked_.query.vector)) return refusal;
    const auto name = parameters().given("column");
    if (!name) return std::nullopt;
    const std::optional<std::size_t> column = find_column(split().features(), *name);
    const std::vector<std::size_t>& vectors = split().layout().vector_columns;
    if (!column || std::ranges::find(vectors, *column) == vectors.end())
      return invalid("column", "\"" + std::string(*name) + "\" is no column of vectors");
    asked_.query.column = column;
    return std::nullopt;
  }

  const Request& request_;
  SearchRequest& asked_;
};

}  // namespace

Response invalid_parameter(std::string_view parameter, const Error& error) {
  if (error.code() != ErrorCode::kInvalidArgument && error.code() != ErrorCode::kTooLarge) {
    return http::error_response(error);
  }
  return http::error_response(422, "InvalidParameter",
                              "Parameter '" + std::string(parameter) + "': " + error.message());
}

Outcome<SearchRequest> read_search(const Context& context, const Request& request,
                                   SearchLimits limits) {
  Outcome<Parameters> parameters = all_parameters(request);
  if (!parameters) return std::move(parameters).refusal();
  Request merged = request;
  merged.query = *std::move(parameters);
  Outcome<SplitTarget> target = find_split(context, merged);
  if (!target) return std::move(target).refusal();
  SearchRequest asked;
  asked.target = *std::move(target);
  if (std::optional<Response> refusal = Reader(merged, asked).read(limits))
    return *std::move(refusal);
  return asked;
}

}  // namespace vitrine::v1
