#include "v1/search.h"

#include <chrono>
#include <optional>

#include "base/json_writer.h"
#include "search/facets.h"
#include "search/highlights.h"
#include "search/row_json.h"
#include "v1/embedded_media.h"
#include "v1/search_request.h"
#include "v1/vectors.h"

namespace vitrine::v1 {
namespace {

using http::Request;
using http::Response;
using Clock = std::chrono::steady_clock;

constexpr SearchLimits kSearchLimits = {100, 10'000, 200'000};
constexpr SearchLimits kSimilarLimits = {10, 100};
constexpr SearchLimits kNoRows = {0, 0};

double milliseconds_since(Clock::time_point start) {
  const std::chrono::duration<double, std::milli> duration = Clock::now() - start;
  return static_cast<double>(static_cast<std::int64_t>(duration.count() * 1000)) / 1000;
}

void write_leg(JsonWriter& json, const LegScore& leg) {
  json.begin_object().key("rank");
  if (leg.rank > 0) {
    json.value(leg.rank);
  } else {
    json.null();
  }
  json.member("score", static_cast<double>(leg.score));
}

void write_words(JsonWriter& json, const TextExplanation& words,
                 const std::vector<TextField>& fields) {
  json.key("words").begin_array();
  for (const TermScore& term : words.terms) {
    json.begin_object().member("term", term.term).member("score", term.score);
    json.member("idf", static_cast<double>(term.idf)).key("fields").begin_object();
    for (const FieldFrequency& field : term.fields)
      json.member(fields[field.field].name, field.count);
    json.end_object().end_object();
  }
  json.end_array().key("pairs").begin_array();
  for (const PairScore& pair : words.pairs) {
    json.begin_object().key("terms").begin_array().value(pair.first).value(pair.second);
    json.end_array().member("score", pair.score).member("count", pair.count).end_object();
  }
  json.end_array();
}

/// {"terms": ["reward"], "keyword": {"rank": 1, "score": 12.3, ...}, "semantic": {...},
/// "examples": {"score": 0.8}, "nearest_like": {...}}
void append_reason(std::string& out, const Reason& reason, const TextExplanation& words,
                   const std::vector<TextField>& fields) {
  JsonWriter json(out);
  json.begin_object().key("terms").begin_array();
  for (const TermScore& term : words.terms) json.value(term.term);
  json.end_array();
  if (reason.keyword) {
    write_leg(json.key("keyword"), *reason.keyword);
    write_words(json, words, fields);
    json.end_object();
  }
  if (reason.semantic) {
    write_leg(json.key("semantic"), *reason.semantic);
    json.end_object();
  }
  if (reason.examples)
    json.key("examples")
        .begin_object()
        .member("score", static_cast<double>(*reason.examples))
        .end_object();
  if (reason.nearest_like) {
    json.key("nearest_like").begin_object().member("row_idx", *reason.nearest_like);
    json.member("similarity", static_cast<double>(reason.similarity_to_like)).end_object();
  }
  json.end_object();
}

/// The array of hits. Errors: too_large above the largest page.
Result<std::string> hits_json(const Context& context, const SearchRequest& asked,
                              const Hits& hits) {
  const Split& split = *asked.target.split;
  std::optional<RowHighlights> highlights;
  if (asked.highlights && !asked.query.text.empty() && split.text_fields()) {
    Result<RowHighlights> made =
        RowHighlights::create(split, asked.query.text, hits.corrections, asked.columns);
    if (!made) return std::move(made).error();
    highlights.emplace(*std::move(made));
  }
  const Result<std::vector<TextExplanation>> words = explain_words(split, asked.query, hits);
  if (!words) return words.error();
  const std::vector<TextField> fields = split.text_fields().value_or({});
  const std::vector<std::string> keys = column_keys(split.features(), asked.columns);
  MediaAddresses addresses(asked.target, asked.columns);
  Status vectors;
  std::string rows = "[";
  const auto append_hit = [&](std::size_t position, std::span<const std::string_view> cells) {
    if (asked.media_by_address) cells = addresses.replace(hits.rows[position], cells);
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
    if (asked.vectors) {
      rows += ",\"vectors\":";
      vectors = append_vectors_json(rows, split, hits.rows[position], VectorDetail::kSketch);
      if (!vectors) return false;
    }
    rows += ",\"highlights\":";
    if (highlights) {
      highlights->append_json(rows, cells);
    } else {
      rows += "{}";
    }
    rows += ",\"why\":";
    if (hits.reasons.empty()) {
      rows += "null";
    } else {
      append_reason(rows, hits.reasons[position], (*words)[position], fields);
    }
    rows += '}';
    return rows.size() <= context.max_page_bytes;
  };
  if (Status status = split.visit_cells(hits.rows, asked.columns, append_hit); !status)
    return status.error();
  if (!vectors) return vectors.error();
  if (rows.size() > context.max_page_bytes) {
    return too_large("The rows asked for take more than " + std::to_string(context.max_page_bytes) +
                     " bytes; ask for fewer rows or columns.");
  }
  rows += ']';
  return rows;
}

Result<std::string> facets_json(const SearchRequest& asked, const Hits& hits,
                                const std::stop_token& stop) {
  const Split& split = *asked.target.split;
  const Result<std::vector<ColumnFacet>> facets = split.facets(
      {asked.facets, asked.facet_limit, hits.matched ? &*hits.matched : nullptr}, stop);
  if (!facets) return facets.error();
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  for (const ColumnFacet& facet : *facets) {
    std::string one;
    append_facet_json(one, facet);
    json.key(split.features()[facet.column].name).raw(one);
  }
  json.end_object();
  return out;
}

/// What the parameter at fault was, as far as an error of the query tells.
Response query_error(const Query& query, const Error& error) {
  if (!query.vector.empty()) return invalid_parameter("vector", error);
  return invalid_parameter(query.condition ? "where" : "sort", error);
}

/// The rows alone, in their order, as a file of their own.
Response answer_parquet(Context& context, const SearchRequest& asked, const Hits& hits,
                        const std::stop_token& stop) {
  const Split& split = *asked.target.split;
  Result<std::string> file =
      split.write(RowFileFormat::kParquet, hits.rows, asked.columns, context.max_page_bytes, stop);
  if (!file) return http::error_response(file.error());
  Response response = Response::owned_bytes(*std::move(file), "application/vnd.apache.parquet");
  response.headers.set(
      "Content-Disposition",
      "attachment; filename=\"" + split.snapshot().manifest().dataset.name + ".parquet\"");
  response.headers.set("X-Revision", split.snapshot().manifest().snapshot_id);
  response.headers.set("X-Num-Rows-Total", std::to_string(hits.total));
  return response;
}

Response answer(Context& context, SearchRequest& asked, const std::stop_token& stop) {
  const Split& split = *asked.target.split;
  asked.query.want_matched = !asked.as_parquet && !asked.facets.empty();
  const Result<Hits> hits = run_query(split, asked.query, stop);
  if (!hits) return query_error(asked.query, hits.error());
  if (asked.as_parquet) return answer_parquet(context, asked, *hits, stop);
  const Result<std::string> rows = hits_json(context, asked, *hits);
  if (!rows) return http::error_response(rows.error());
  const Result<std::string> facets = facets_json(asked, *hits, stop);
  if (!facets) return http::error_response(facets.error());
  std::string body;
  JsonWriter json(body);
  json.begin_object().member("total", hits->total).member("num_rows", split.num_rows());
  json.member("mode", search_mode_name(hits->mode)).member("near", hits->near);
  json.member("took_ms", milliseconds_since(asked.started));
  json.key("corrections").begin_array();
  for (const TextCorrection& correction : hits->corrections) {
    json.begin_object().member("word", correction.word).member("term", correction.term);
    json.end_object();
  }
  json.end_array().key("facets").raw(*facets).key("hits").raw(*rows).end_object();
  return reply(*asked.target.dataset, std::move(body));
}

}  // namespace

Response search(Context& context, const Request& request) {
  Outcome<SearchRequest> asked = read_search(context, request, kSearchLimits);
  if (!asked) return std::move(asked).refusal();
  return answer(context, *asked, request.stop);
}

Response facets(Context& context, const Request& request) {
  Outcome<SearchRequest> asked = read_search(context, request, kNoRows);
  if (!asked) return std::move(asked).refusal();
  if (asked->facets.empty())
    asked->facets = columns_without_vectors(asked->target.split->features());
  return answer(context, *asked, request.stop);
}

Response recommend(Context& context, const Request& request) {
  Outcome<SearchRequest> asked = read_search(context, request, kSimilarLimits);
  if (!asked) return std::move(asked).refusal();
  if (asked->query.like.empty() && asked->query.vector.empty()) {
    return http::error_response(422, "MissingRequiredParameter",
                                "Parameter 'like' is required: the numbers of rows to start from");
  }
  asked->query.text.clear();
  asked->query.mode = SearchMode::kHybrid;
  return answer(context, *asked, request.stop);
}

Response similar(Context& context, const Request& request) {
  Outcome<SearchRequest> asked = read_search(context, request, kSimilarLimits);
  if (!asked) return std::move(asked).refusal();
  Outcome<std::uint64_t> row = find_row(*asked->target.split, request);
  if (!row) return std::move(row).refusal();
  asked->query.text.clear();
  asked->query.vector.clear();
  asked->query.mode = SearchMode::kHybrid;
  asked->query.like = {*row};
  asked->query.dislike.clear();
  return answer(context, *asked, request.stop);
}

}  // namespace vitrine::v1
