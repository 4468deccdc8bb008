#include "server/v1/vectors.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "base/json_writer.h"

namespace vitrine::v1 {
namespace {

constexpr std::size_t kSketchLength = 32;
constexpr double kSketchPeak = 100;

template <typename T>
double norm_of(std::span<const T> values) {
  double squared = 0;
  for (const T value : values) squared += static_cast<double>(value) * static_cast<double>(value);
  return std::sqrt(squared);
}

template <typename T>
void write_sketch(JsonWriter& json, std::span<const T> values) {
  T peak = 0;
  for (const T value : values) {
    if (std::isfinite(value)) peak = std::max(peak, std::abs(value));
  }
  const std::size_t length = std::min(kSketchLength, values.size());
  json.begin_array();
  for (std::size_t i = 0; i < length; ++i) {
    const std::size_t first = values.size() * i / length;
    const std::size_t end = values.size() * (i + 1) / length;
    double largest = 0;
    for (const T value : values.subspan(first, end - first)) {
      const double part = peak > 0 ? static_cast<double>(value) / peak : std::copysign(1.0, value);
      if (value != 0 && std::abs(part) > std::abs(largest)) largest = part;
    }
    json.value(static_cast<std::int64_t>(
        std::lround(std::clamp(largest * kSketchPeak, -kSketchPeak, kSketchPeak))));
  }
  json.end_array();
}

template <typename T>
void write_vector(JsonWriter& json, std::span<const T> values, VectorDetail detail) {
  json.member("dimension", values.size()).member("norm", norm_of(values));
  if (detail == VectorDetail::kSketch) write_sketch(json.key("sketch"), values);
}

}  // namespace

Status append_vectors_json(std::string& out, const SplitReader& split, std::uint64_t row,
                           VectorDetail detail) {
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
    json.begin_object();
    if (vectors.element() == VectorElement::kFloat32) {
      write_vector(json, vectors.floats(row), detail);
    } else {
      write_vector(json, vectors.doubles(row), detail);
    }
    if (detail == VectorDetail::kValues) {
      std::string values;
      vectors.append_json(values, row);
      json.key("values").raw(values);
    }
    json.end_object();
  }
  json.end_object();
  return {};
}

}  // namespace vitrine::v1
