#include "server/v1/rows.h"

#include <cmath>

#include "base/json_writer.h"
#include "search/row_json.h"
#include "server/v1/target.h"

namespace vitrine::v1 {
namespace {

using http::Request;
using http::Response;

double norm_of(const VectorFile& vectors, std::uint64_t row) {
  double squared = 0;
  const auto add = [&](const auto& values) {
    for (const auto value : values)
      squared += static_cast<double>(value) * static_cast<double>(value);
  };
  if (vectors.element() == VectorElement::kFloat32) {
    add(vectors.floats(row));
  } else {
    add(vectors.doubles(row));
  }
  return std::sqrt(squared);
}

/// {"embedding":{"dimension":768,"norm":1.0,"values":[...]}}; null where the row has no vector.
Result<std::string> vectors_json(const SplitReader& split, std::uint64_t row, bool with_values) {
  std::string out;
  JsonWriter json(out);
  json.begin_object();
  for (const std::size_t column : split.layout().vector_columns) {
    const Result<const VectorFile*> file = split.vectors(column);
    if (!file) return file.error();
    const VectorFile& vectors = **file;
    json.key(split.features()[column].name);
    if (vectors.is_null(row)) {
      json.null();
      continue;
    }
    json.begin_object().member("dimension", vectors.dimension());
    json.member("norm", norm_of(vectors, row));
    if (with_values) {
      std::string values;
      vectors.append_json(values, row);
      json.key("values").raw(values);
    }
    json.end_object();
  }
  json.end_object();
  return out;
}

}  // namespace

Response row(Context& context, const Request& request) {
  Outcome<SplitTarget> found = find_split(context, request);
  if (!found) return std::move(found).refusal();
  const SplitReader& split = *found->split;
  Outcome<std::uint64_t> index = find_row(split, request);
  if (!index) return std::move(index).refusal();
  const bool with_values = request.query.given("vectors").value_or("1") != "0";
  const Result<std::string> vectors = vectors_json(split, *index, with_values);
  if (!vectors) return http::error_response(vectors.error());
  std::string body;
  JsonWriter json(body);
  json.begin_object().member("row_idx", *index).member("num_rows", split.num_rows()).key("row");
  const std::uint64_t rows[] = {*index};
  const Status status = visit_rows(split, rows, columns_without_vectors(split.features()),
                                   [&](std::size_t, std::string_view object) {
                                     json.raw(object);
                                     return true;
                                   });
  if (!status) return http::error_response(status.error());
  json.key("vectors").raw(*vectors).end_object();
  return reply(*found->dataset, std::move(body));
}

}  // namespace vitrine::v1
