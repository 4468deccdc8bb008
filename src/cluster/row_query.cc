#include "cluster/row_query.h"

#include <utility>

#include "base/json_writer.h"

namespace vitrine::cluster {
namespace {

/// {"bool":{"filter":[...]}} and its like.
RowQuery boolean_query(std::string_view clause, const std::vector<RowQuery>& parts) {
  RowQuery out = RowQuery{RowQuery::Kind::kSome, "{\"bool\":{\"" + std::string(clause) + "\":[", 0};
  for (const RowQuery& part : parts) {
    if (out.clauses > 0) out.json += ',';
    out.json += part.json;
    out.clauses += part.clauses;
  }
  out.json += clause == "should" ? "],\"minimum_should_match\":1}}" : "]}}";
  return out;
}

}  // namespace

RowQuery all_of(std::vector<RowQuery> parts) {
  std::vector<RowQuery> some;
  for (RowQuery& part : parts) {
    if (part.kind == RowQuery::Kind::kNone) return RowQuery::none();
    if (part.kind == RowQuery::Kind::kSome) some.push_back(std::move(part));
  }
  if (some.empty()) return RowQuery::all();
  if (some.size() == 1) return std::move(some.front());
  return boolean_query("filter", some);
}

RowQuery any_of(std::vector<RowQuery> parts) {
  std::vector<RowQuery> some;
  for (RowQuery& part : parts) {
    if (part.kind == RowQuery::Kind::kAll) return RowQuery::all();
    if (part.kind == RowQuery::Kind::kSome) some.push_back(std::move(part));
  }
  if (some.empty()) return RowQuery::none();
  if (some.size() == 1) return std::move(some.front());
  return boolean_query("should", some);
}

RowQuery none_of(RowQuery query) {
  if (query.kind == RowQuery::Kind::kNone) return RowQuery::all();
  if (query.kind == RowQuery::Kind::kAll) return RowQuery::none();
  return boolean_query("must_not", {std::move(query)});
}

RowQuery term_query(std::string_view field, std::string_view text) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("term").begin_object().member(field, text).end_object().end_object();
  return RowQuery::some(std::move(out));
}

RowQuery terms_query(std::string_view field, std::span<const std::string> texts) {
  if (texts.empty()) return RowQuery::none();
  if (texts.size() == 1) return term_query(field, texts.front());
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("terms").begin_object().key(field).begin_array();
  for (const std::string& text : texts) json.value(text);
  json.end_array().end_object().end_object();
  return RowQuery::some(std::move(out));
}

RowQuery codes_query(std::string_view field, const CodeSet& codes) {
  std::vector<RowQuery> parts;
  std::vector<std::int64_t> single;
  for (const CodeRange& range : codes) {
    if (range.low == range.high) {
      single.push_back(range.low);
      continue;
    }
    std::string out;
    JsonWriter json(out);
    json.begin_object().key("range").begin_object().key(field).begin_object();
    json.member("gte", range.low).member("lte", range.high);
    json.end_object().end_object().end_object();
    parts.push_back(RowQuery::some(std::move(out)));
  }
  if (!single.empty()) {
    std::string out;
    JsonWriter json(out);
    json.begin_object().key("terms").begin_object().key(field).begin_array();
    for (const std::int64_t code : single) json.value(code);
    json.end_array().end_object().end_object();
    parts.push_back(RowQuery::some(std::move(out)));
  }
  return any_of(std::move(parts));
}

RowQuery text_range_query(std::string_view field, const TextRange& range) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("range").begin_object().key(field).begin_object();
  if (range.low) json.member(range.low->is_in ? "gte" : "gt", range.low->text);
  if (range.high) json.member(range.high->is_in ? "lte" : "lt", range.high->text);
  json.end_object().end_object().end_object();
  return RowQuery::some(std::move(out));
}

std::vector<TextRange> text_ranges(ask::Comparison comparison, const std::string& text) {
  const TextRange below{.low = {}, .high = TextBound{text, false}};
  const TextRange above{.low = TextBound{text, false}, .high = {}};
  using enum ask::Comparison;
  switch (comparison) {
    case kEqual:
      return {{.low = TextBound{text}, .high = TextBound{text}}};
    case kNotEqual:
      return {below, above};
    case kLess:
      return {below};
    case kLessEqual:
      return {{.low = {}, .high = TextBound{text}}};
    case kGreater:
      return {above};
    case kGreaterEqual:
      break;
  }
  return {{.low = TextBound{text}, .high = {}}};
}

}  // namespace vitrine::cluster
