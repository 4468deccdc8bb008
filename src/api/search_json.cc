#include "api/search_json.h"

#include <optional>

#include "api/media_addresses.h"
#include "api/vectors_json.h"
#include "base/json_writer.h"
#include "search/highlights.h"
#include "search/row_json.h"

namespace vitrine::api {
namespace {

using Clock = std::chrono::steady_clock;

double milliseconds_since(Clock::time_point start) {
  const std::chrono::duration<double, std::milli> duration = Clock::now() - start;
  return static_cast<double>(static_cast<std::int64_t>(duration.count() * 1000)) / 1000;
}

void write_leg(JsonWriter& json, const search::LegScore& leg) {
  json.begin_object().key("rank");
  if (leg.rank > 0) {
    json.value(leg.rank);
  } else {
    json.null();
  }
  json.member("score", static_cast<double>(leg.score));
}

void write_words(JsonWriter& json, const text::TextExplanation& words,
                 const std::vector<text::TextField>& fields) {
  json.key("words").begin_array();
  for (const text::TermScore& term : words.terms) {
    json.begin_object().member("term", term.term).member("score", term.score);
    json.member("idf", static_cast<double>(term.idf)).key("fields").begin_object();
    for (const text::FieldFrequency& field : term.fields)
      json.member(fields[field.field].name, field.count);
    json.end_object().end_object();
  }
  json.end_array().key("pairs").begin_array();
  for (const text::PairScore& pair : words.pairs) {
    json.begin_object().key("terms").begin_array().value(pair.first).value(pair.second);
    json.end_array().member("score", pair.score).member("count", pair.count).end_object();
  }
  json.end_array();
}

/// {"terms": ["reward"], "keyword": {"rank": 1, "score": 12.3, ...}, "semantic": {...},
/// "examples": {"score": 0.8}, "nearest_like": {...}}
void append_reason(std::string& out, const search::Reason& reason,
                   const text::TextExplanation& words, const std::vector<text::TextField>& fields) {
  JsonWriter json(out);
  json.begin_object().key("terms").begin_array();
  for (const text::TermScore& term : words.terms) json.value(term.term);
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

/// Writes one hit after the other.
class HitWriter {
 public:
  static Result<HitWriter> create(const engine::SearchAnswer& answer,
                                  const SearchJsonOptions& options) {
    const search::Split& split = answer.split();
    const search::Query& query = answer.request.query;
    HitWriter writer(answer, options);
    if (options.media_by_address) writer.addresses_.emplace(split, answer.request.columns);
    Result<std::vector<text::TextField>> fields = split.text_fields();
    if (!fields) return writer;
    writer.fields_ = *std::move(fields);
    if (!options.highlights || query.text.empty()) return writer;
    Result<search::RowHighlights> made = search::RowHighlights::create(
        split, query.text, answer.hits.corrections, answer.request.columns);
    if (!made) return std::move(made).error();
    writer.highlights_.emplace(*std::move(made));
    return writer;
  }

  Status append(std::string& out, const engine::HitView& hit) {
    const std::span<const std::string_view> cells =
        addresses_ ? addresses_->replace(hit.row, hit.cells) : hit.cells;
    out += "{\"row_idx\":";
    append_json_number(out, hit.row);
    out += ",\"score\":";
    if (hit.score) {
      append_json_number(out, *hit.score);
    } else {
      out += "null";
    }
    out += ",\"row\":";
    search::append_object(out, keys_, cells);
    if (with_vectors_) {
      out += ",\"vectors\":";
      Status status = append_vectors_json(out, answer_->split(), hit.row, VectorDetail::kSketch);
      if (!status) return status;
    }
    out += ",\"highlights\":";
    if (highlights_) {
      highlights_->append_json(out, cells);
    } else {
      out += "{}";
    }
    append_why(out, hit.position);
    out += '}';
    return {};
  }

 private:
  HitWriter(const engine::SearchAnswer& answer, const SearchJsonOptions& options)
      : answer_(&answer),
        with_vectors_(options.vectors),
        keys_(search::column_keys(answer.split().features(), answer.request.columns)) {}

  void append_why(std::string& out, std::size_t position) const {
    static const text::TextExplanation kNoWords;
    out += ",\"why\":";
    if (answer_->hits.reasons.empty()) {
      out += "null";
      return;
    }
    const bool explained = position < answer_->words.size();
    append_reason(out, answer_->hits.reasons[position],
                  explained ? answer_->words[position] : kNoWords, fields_);
  }

  const engine::SearchAnswer* answer_;
  bool with_vectors_;
  std::vector<std::string> keys_;
  std::vector<text::TextField> fields_;
  std::optional<search::RowHighlights> highlights_;
  std::optional<MediaAddresses> addresses_;
};

/// Everything before the hits.
std::string head_json(const engine::SearchAnswer& answer, const SearchJsonOptions& options) {
  const search::Hits& hits = answer.hits;
  std::string head;
  JsonWriter json(head);
  json.begin_object().member("total", hits.total).member("num_rows", answer.split().num_rows());
  json.member("mode", search::search_mode_name(hits.mode)).member("near", hits.near);
  json.member("meaning", search::meaning_name(hits.meaning)).key("meaning_model");
  if (hits.meaning_model.empty()) {
    json.null();
  } else {
    json.value(hits.meaning_model);
  }
  json.key("meaning_off");
  if (hits.meaning_off.empty()) {
    json.null();
  } else {
    json.value(hits.meaning_off);
  }
  json.member("took_ms", milliseconds_since(options.started));
  json.key("corrections").raw(corrections_json(hits)).key("facets").raw(facets_json(answer));
  json.key("hits").begin_array();
  return head;
}

}  // namespace

std::string facets_json(const engine::SearchAnswer& answer) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  for (const search::ColumnFacet& facet : answer.facets) {
    std::string one;
    search::append_facet_json(one, facet);
    json.key(answer.split().features()[facet.column].name).raw(one);
  }
  json.end_object();
  return out;
}

std::string corrections_json(const search::Hits& hits) {
  std::string out;
  JsonWriter json(out);
  json.begin_array();
  for (const text::TextCorrection& correction : hits.corrections) {
    json.begin_object().member("word", correction.word).member("term", correction.term);
    json.end_object();
  }
  json.end_array();
  return out;
}

Result<RowList> search_list(std::shared_ptr<const engine::SearchAnswer> answer,
                            const SearchJsonOptions& options) {
  Result<HitWriter> made = HitWriter::create(*answer, options);
  if (!made) return std::move(made).error();
  const auto writer = std::make_shared<HitWriter>(*std::move(made));
  RowList list{head_json(*answer, options), "]}", {}};
  list.write = [answer = std::move(answer), writer](std::size_t first, std::string& out,
                                                    const std::function<bool()>& go_on) -> Status {
    Status written;
    Status read = engine::visit_hits(*answer, first, [&](const engine::HitView& hit) {
      if (hit.position > 0) out += ',';
      written = writer->append(out, hit);
      return written && go_on();
    });
    return read ? std::move(written) : std::move(read);
  };
  return list;
}

Result<std::string> search_json(const engine::SearchAnswer& answer,
                                const SearchJsonOptions& options) {
  // Only for as long as this call: the answer is not the list's to keep.
  const std::shared_ptr<const engine::SearchAnswer> borrowed(
      std::shared_ptr<const engine::SearchAnswer>(), &answer);
  const Result<RowList> list = search_list(borrowed, options);
  if (!list) return list.error();
  return row_list_text(*list, options.max_bytes);
}

}  // namespace vitrine::api
