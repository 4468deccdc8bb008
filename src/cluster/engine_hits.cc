#include "cluster/engine_hits.h"

#include "base/base64.h"
#include "base/json_parse.h"

namespace vitrine::cluster {

namespace json = boost::json;

namespace {

const json::value* member_at(const json::value& value, std::string_view first,
                             std::string_view second) {
  const json::value* outer = find_member(value, first);
  return outer == nullptr ? nullptr : find_member(*outer, second);
}

Error odd_answer() {
  return unavailable("the engine's answer to a search is not as it should be");
}

bool read_binaries(const json::value& item, const std::vector<std::string>& names, EngineHit& hit) {
  const json::value* fields = find_member(item, "fields");
  for (const std::string& name : names) {
    std::string& bytes = hit.binaries.emplace_back();
    const json::value* values = fields == nullptr ? nullptr : find_member(*fields, name);
    if (values == nullptr) continue;
    if (!values->is_array() || values->get_array().empty() ||
        !values->get_array().front().is_string())
      return false;
    std::optional<std::string> decoded = decode_base64(values->get_array().front().get_string());
    if (!decoded) return false;
    bytes = *std::move(decoded);
  }
  return true;
}

bool read_hit(const json::value& item, const std::vector<std::string>& binaries, EngineHit& hit) {
  const json::value* sort = find_member(item, "sort");
  if (sort == nullptr || !sort->is_array() || sort->get_array().empty()) return false;
  const json::value& row = sort->get_array().back();
  if (!row.is_int64() || row.get_int64() < 0) return false;
  hit.row = static_cast<std::uint64_t>(row.get_int64());
  const json::value* score = find_member(item, "_score");
  if (score != nullptr && score->is_number()) hit.score = score->to_number<float>();
  hit.is_named = find_member(item, "matched_queries") != nullptr;
  const json::value* source = find_member(item, "_source");
  if (source != nullptr) hit.cells = std::string(string_member(*source, "cells").value_or(""));
  return read_binaries(item, binaries, hit);
}

}  // namespace

Result<EngineHits> read_hits(std::string_view answer, const std::vector<std::string>& binaries) {
  const Result<json::value> value = parse_json(answer);
  if (!value) return odd_answer();
  const json::value* hits = find_member(*value, "hits");
  if (hits == nullptr) return odd_answer();
  EngineHits read;
  const json::value* total = member_at(*hits, "total", "value");
  if (total != nullptr && total->is_int64() && total->get_int64() >= 0)
    read.total = static_cast<std::uint64_t>(total->get_int64());
  const json::value* best = find_member(*hits, "max_score");
  if (best != nullptr && best->is_number()) read.best_score = best->to_number<double>();
  const json::value* items = find_member(*hits, "hits");
  if (items == nullptr || !items->is_array()) return odd_answer();
  for (const json::value& item : items->get_array()) {
    if (!read_hit(item, binaries, read.hits.emplace_back())) return odd_answer();
  }
  return read;
}

Result<std::vector<std::string_view>> array_elements(std::string_view array) {
  std::vector<std::string_view> elements;
  if (array.size() < 2 || array.front() != '[' || array.back() != ']')
    return corrupt("the cells of a row in the engine are no list");
  std::size_t begin = 1;
  int depth = 0;
  bool in_text = false;
  for (std::size_t i = 1; i + 1 < array.size(); ++i) {
    const char c = array[i];
    if (in_text) {
      if (c == '\\') {
        ++i;
      } else if (c == '"') {
        in_text = false;
      }
    } else if (c == '"') {
      in_text = true;
    } else if (c == '[' || c == '{') {
      ++depth;
    } else if (c == ']' || c == '}') {
      --depth;
    } else if (c == ',' && depth == 0) {
      elements.push_back(array.substr(begin, i - begin));
      begin = i + 1;
    }
  }
  if (array.size() > 2) elements.push_back(array.substr(begin, array.size() - 1 - begin));
  return elements;
}

}  // namespace vitrine::cluster
