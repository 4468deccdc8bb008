#include "endpoint/endpoint_answer.h"

#include <algorithm>
#include <cmath>

#include "base/json_parse.h"
#include "base/json_writer.h"
#include "base/utf8.h"

namespace vitrine::endpoint {
namespace {

/// Where in `values` the vector of `item` goes. Errors: corrupt.
Status take_item(const boost::json::value& item, EndpointVectors& all, std::vector<bool>& seen) {
  const std::int64_t index = int_member(item, "index").value_or(-1);
  if (index < 0 || static_cast<std::size_t>(index) >= seen.size())
    return corrupt("answers with a vector of no text that was sent");
  const auto place = static_cast<std::size_t>(index);
  if (seen[place]) return corrupt("answers a text twice");
  seen[place] = true;
  const boost::json::value* vector = find_member(item, "embedding");
  if (vector == nullptr || !vector->is_array() || vector->get_array().empty())
    return corrupt("answers without the vector of a text");
  const boost::json::array& values = vector->get_array();
  if (all.dimension == 0) {
    if (values.size() > kMaxEndpointDimension)
      return corrupt("answers with vectors of more than 65,536 values");
    all.dimension = values.size();
    all.values.resize(all.dimension * seen.size());
  }
  if (values.size() != all.dimension) return corrupt("answers with vectors of different lengths");
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!values[i].is_number()) return corrupt("answers with a vector of what are no numbers");
    const auto value = static_cast<float>(values[i].to_number<double>());
    if (!std::isfinite(value)) return corrupt("answers with a vector whose values are not finite");
    all.values[place * all.dimension + i] = value;
  }
  return {};
}

}  // namespace

std::string endpoint_question(std::string_view model, std::span<const std::string_view> texts) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  if (!model.empty()) json.member("model", model);
  json.key("input").begin_array();
  for (const std::string_view text : texts) json.value(text);
  json.end_array().member("encoding_format", "float").end_object();
  return out;
}

Result<EndpointVectors> parse_endpoint_answer(std::string_view body, std::size_t num_texts) {
  const Result<boost::json::value> json = parse_json(body);
  if (!json) return corrupt("answers with what is no whole JSON");
  const boost::json::value* data = find_member(*json, "data");
  if (data == nullptr || !data->is_array())
    return corrupt("answers without embeddings; is its address that of /v1/embeddings?");
  EndpointVectors all;
  std::vector<bool> seen(num_texts);
  for (const boost::json::value& item : data->get_array()) {
    if (Status taken = take_item(item, all, seen); !taken) return std::move(taken).error();
  }
  if (std::ranges::find(seen, false) != seen.end())
    return corrupt("answers with fewer vectors than texts were sent");
  return all;
}

std::string endpoint_complaint(std::string_view body) {
  constexpr std::size_t kMostBytes = 200;
  const Result<boost::json::value> json = parse_json(body);
  if (!json || !json->is_object()) return {};
  // {"error": {"message": "..."}}, as OpenAI has it, or {"error": "..."}, as TEI.
  const boost::json::value* error = find_member(*json, "error");
  if (error == nullptr) return {};
  const std::string_view said = error->is_string() ? std::string_view(error->get_string())
                                                   : string_member(*error, "message").value_or("");
  std::string line(utf8_prefix(said, kMostBytes));
  std::ranges::replace_if(line, [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
  return line;
}

}  // namespace vitrine::endpoint
