#include "server/v1/search.h"

#include <algorithm>
#include <chrono>
#include <optional>

#include "base/json_writer.h"
#include "search/filter/hub_grammar.h"
#include "search/filter/lenient_grammar.h"
#include "search/query.h"
#include "search/row_json.h"
#include "search/similar.h"
#include "server/chosen_columns.h"
#include "server/number_parameter.h"
#include "server/v1/target.h"
#include "text/query_terms.h"

namespace vitrine::v1 {
namespace {

using http::Request;
using http::Response;
using Clock = std::chrono::steady_clock;

struct Limits {
  std::uint64_t usual;
  std::uint64_t largest;
};
constexpr Limits kSearchLimits = {100, 10'000};
constexpr Limits kSimilarLimits = {10, 100};

/// What /search and /similar have in common.
struct HitsRequest {
  SplitTarget target;
  Clock::time_point started = Clock::now();
  std::uint64_t offset = 0;
  std::uint64_t limit = 0;
  std::vector<std::size_t> columns;
  std::string condition;
};

Response invalid(std::string_view parameter, const Error& error) {
  if (error.code() != ErrorCode::kInvalidArgument && error.code() != ErrorCode::kTooLarge) {
    return http::error_response(error);
  }
  return http::error_response(422, "InvalidParameter",
                              "Parameter '" + std::string(parameter) + "': " + error.message());
}

Outcome<HitsRequest> read_request(const Context& context, const Request& request, Limits limits) {
  Outcome<std::uint64_t> offset = number_parameter(request, "offset", 0);
  if (!offset) return std::move(offset).refusal();
  Outcome<std::uint64_t> limit = number_parameter(request, "limit", limits.usual, limits.largest);
  if (!limit) return std::move(limit).refusal();
  Outcome<SplitTarget> target = find_split(context, request);
  if (!target) return std::move(target).refusal();

  HitsRequest asked;
  asked.target = *std::move(target);
  asked.offset = *offset;
  asked.limit = *limit;
  const Features& features = asked.target.split->features();
  Result<std::vector<std::size_t>> columns = columns_without_vectors(features);
  if (const auto names = request.query.given("columns")) {
    columns = chosen_columns(*names, features);
    if (!columns) return http::error_response(columns.error());
  }
  asked.columns = *std::move(columns);
  if (const auto where = request.query.given("where")) {
    Result<std::string> condition = where_to_sql(*where, features);
    if (!condition) return invalid("where", condition.error());
    asked.condition = *std::move(condition);
  }
  return asked;
}

double milliseconds_since(Clock::time_point start) {
  const std::chrono::duration<double, std::milli> duration = Clock::now() - start;
  return static_cast<double>(static_cast<std::int64_t>(duration.count() * 1000)) / 1000;
}

/// `why` is the JSON that every hit shows under that name.
Response answer_hits(const Context& context, const HitsRequest& asked, const Hits& hits,
                     std::string_view why) {
  const SplitReader& split = *asked.target.split;
  const std::vector<std::string> keys = column_keys(split.features(), asked.columns);
  std::string rows = "[";
  const Status status =
      visit_cells(split, hits.rows, asked.columns,
                  [&](std::size_t position, std::span<const std::string_view> cells) {
                    rows += position == 0 ? "{\"row_idx\":" : ",{\"row_idx\":";
                    append_json_number(rows, hits.rows[position]);
                    rows += ",\"score\":";
                    if (hits.scores.empty()) {
                      rows += "null";
                    } else {
                      append_json_number(rows, static_cast<double>(hits.scores[position]));
                    }
                    rows += ",\"row\":";
                    append_object(rows, keys, cells);
                    rows += ",\"highlights\":{},\"why\":";
                    rows += why;
                    rows += '}';
                    return rows.size() <= context.max_page_bytes;
                  });
  if (!status) return http::error_response(status.error());
  if (rows.size() > context.max_page_bytes) {
    return http::error_response(too_large("The rows asked for take more than " +
                                          std::to_string(context.max_page_bytes) +
                                          " bytes; ask for fewer rows or columns."));
  }
  rows += ']';
  std::string body;
  JsonWriter json(body);
  json.begin_object().member("total", hits.total).member("num_rows", split.num_rows());
  json.member("took_ms", milliseconds_since(asked.started)).key("hits").raw(rows).end_object();
  return reply(*asked.target.dataset, std::move(body));
}

/// {"terms":["reward","model"]}: what the index was asked for.
std::string why_of(const SplitReader& split, std::string_view text) {
  std::string why;
  JsonWriter json(why);
  json.begin_object().key("terms").begin_array();
  const Result<const TextIndex*> index = split.text();
  if (index) {
    const Result<std::vector<QueryTerm>> terms = query_terms(text, (*index)->language());
    if (terms) {
      for (const QueryTerm& term : *terms) json.value(term.term);
    }
  }
  json.end_array().end_object();
  return why;
}

/// The vector column that is meant, by default the first.
Result<std::size_t> vector_column(const SplitReader& split, std::optional<std::string_view> name) {
  const std::vector<std::size_t>& vectors = split.layout().vector_columns;
  if (vectors.empty()) return unsupported("No column of this split holds vectors.");
  if (!name) return vectors.front();
  const std::optional<std::size_t> column = find_column(split.features(), *name);
  if (!column || std::ranges::find(vectors, *column) == vectors.end()) {
    return invalid_argument("\"" + std::string(*name) + "\" is no column of vectors");
  }
  return *column;
}

}  // namespace

Response search(Context& context, const Request& request) {
  if (const auto mode = request.query.given("mode"); mode && *mode != "keyword") {
    return http::error_response(422, "InvalidParameter", "Parameter 'mode' must be keyword");
  }
  Outcome<HitsRequest> asked = read_request(context, request, kSearchLimits);
  if (!asked) return std::move(asked).refusal();
  const SplitReader& split = *asked->target.split;
  Query query;
  query.text = request.query.given("q").value_or("");
  query.condition = asked->condition;
  query.offset = asked->offset;
  query.limit = asked->limit;
  if (const auto sort = request.query.given("sort")) {
    Result<std::string> keys = sort_to_sql(*sort, split.features());
    if (!keys) return invalid("sort", keys.error());
    query.sort = *std::move(keys);
  }
  const Result<Hits> hits = run_query(split, context.sql, query, request.stop);
  if (!hits) return invalid(query.condition.empty() ? "sort" : "where", hits.error());
  return answer_hits(context, *asked, *hits,
                     query.text.empty() ? "null" : why_of(split, query.text));
}

Response similar(Context& context, const Request& request) {
  Outcome<HitsRequest> asked = read_request(context, request, kSimilarLimits);
  if (!asked) return std::move(asked).refusal();
  const SplitReader& split = *asked->target.split;
  Outcome<std::uint64_t> row = find_row(split, request);
  if (!row) return std::move(row).refusal();
  const Result<std::size_t> column = vector_column(split, request.query.given("column"));
  if (!column) return invalid("column", column.error());
  const SimilarQuery query{*row, *column, asked->condition, asked->offset, asked->limit};
  const Result<Hits> hits = run_similar(split, context.sql, query, request.stop);
  if (!hits) return invalid("where", hits.error());
  std::string why;
  JsonWriter(why).begin_object().member("column", split.features()[*column].name).end_object();
  return answer_hits(context, *asked, *hits, why);
}

}  // namespace vitrine::v1
