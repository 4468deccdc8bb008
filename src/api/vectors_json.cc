#include "api/vectors_json.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <string_view>
#include <vector>

#include "base/json_writer.h"

namespace vitrine::api {
namespace {

constexpr std::size_t kSketchLength = 32;
constexpr double kSketchPeak = 100;

double norm_of(std::span<const double> values) {
  double squared = 0;
  for (const double value : values) squared += value * value;
  return std::sqrt(squared);
}

void write_sketch(JsonWriter& json, std::span<const double> values) {
  double peak = 0;
  for (const double value : values) {
    if (std::isfinite(value)) peak = std::max(peak, std::abs(value));
  }
  const std::size_t length = std::min(kSketchLength, values.size());
  json.begin_array();
  for (std::size_t i = 0; i < length; ++i) {
    const std::size_t first = values.size() * i / length;
    const std::size_t end = values.size() * (i + 1) / length;
    double largest = 0;
    for (const double value : values.subspan(first, end - first)) {
      const double part = peak > 0 ? value / peak : std::copysign(1.0, value);
      if (value != 0 && std::abs(part) > std::abs(largest)) largest = part;
    }
    json.value(static_cast<std::int64_t>(
        std::lround(std::clamp(largest * kSketchPeak, -kSketchPeak, kSketchPeak))));
  }
  json.end_array();
}

/// The values as the cell has them.
Status append_values(JsonWriter& json, const search::Split& split, std::uint64_t row,
                     std::size_t column) {
  return split.visit_cells(std::span(&row, 1), std::span(&column, 1),
                           [&](std::size_t, std::span<const std::string_view> cells) {
                             json.key("values").raw(cells[0]);
                             return true;
                           });
}

}  // namespace

Status append_vectors_json(std::string& out, const search::Split& split, std::uint64_t row,
                           VectorDetail detail) {
  JsonWriter json(out);
  json.begin_object();
  for (const std::size_t column : split.layout().vector_columns) {
    const Result<std::vector<std::vector<double>>> found =
        split.vectors(column, std::span(&row, 1));
    if (!found) return found.error();
    const std::vector<double>& values = found->front();
    json.key(split.features()[column].name);
    if (values.empty()) {
      json.null();
      continue;
    }
    json.begin_object().member("dimension", values.size()).member("norm", norm_of(values));
    if (detail == VectorDetail::kSketch) write_sketch(json.key("sketch"), values);
    if (detail == VectorDetail::kValues) {
      if (Status status = append_values(json, split, row, column); !status) return status;
    }
    json.end_object();
  }
  json.end_object();
  return {};
}

}  // namespace vitrine::api
