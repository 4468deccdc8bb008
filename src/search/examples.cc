#include "search/examples.h"

#include <algorithm>
#include <cmath>

#include "base/json_parse.h"
#include "base/utf8.h"
#include "schema/roles.h"
#include "search/row_json.h"
#include "search/split.h"

namespace vitrine::search {
namespace {

/// Read from the start of each text: the first sentences of an abstract say what it is about.
constexpr std::size_t kExampleBytes = 600;

/// 1 / length, or 0 for a vector without a direction.
float scale_of(std::span<const float> vector) {
  double squares = 0;
  for (const float value : vector) squares += static_cast<double>(value) * value;
  return std::isfinite(squares) && squares > 0 ? static_cast<float>(1 / std::sqrt(squares)) : 0;
}

}  // namespace

void add_direction(std::vector<float>& into, std::span<const float> other, float weight) {
  const float scale = scale_of(other) * weight;
  if (scale == 0) return;
  if (into.empty()) into.resize(other.size());
  for (std::size_t i = 0; i < into.size(); ++i) into[i] += scale * other[i];
}

Result<std::vector<std::vector<float>>> float_vectors(const Split& split, std::size_t column,
                                                      std::span<const std::uint64_t> rows) {
  const Result<std::vector<std::vector<double>>> exact = split.vectors(column, rows);
  if (!exact) return exact.error();
  std::vector<std::vector<float>> all(exact->size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (const double value : (*exact)[i]) all[i].push_back(static_cast<float>(value));
  }
  return all;
}

Result<std::vector<float>> mean_vector(const Split& split, std::size_t column,
                                       std::span<const Example> examples) {
  std::vector<float> mean;
  std::vector<std::uint64_t> rows;
  float weights = 0;
  for (const Example& example : examples) {
    rows.push_back(example.row);
    weights += example.weight;
  }
  if (weights <= 0) return mean;
  const Result<std::vector<std::vector<float>>> vectors = float_vectors(split, column, rows);
  if (!vectors) return vectors.error();
  for (std::size_t i = 0; i < examples.size(); ++i)
    add_direction(mean, (*vectors)[i], examples[i].weight / weights);
  return mean;
}

Result<std::string> words_of_rows(const Split& split, std::span<const std::uint64_t> rows) {
  const std::vector<schema::Role> roles = schema::infer_roles(split.features());
  std::vector<std::size_t> columns;
  for (const std::size_t column : split.layout().text_columns) {
    const schema::Role role = roles[column];
    if (role == schema::Role::kTitle || role == schema::Role::kSummary ||
        role == schema::Role::kAbstract)
      columns.push_back(column);
  }
  if (columns.empty() && !split.layout().text_columns.empty())
    columns.push_back(split.layout().text_columns.front());
  std::string words;
  const Status status =
      split.visit_cells(rows, columns, [&](std::size_t, std::span<const std::string_view> cells) {
        for (const std::string_view cell : cells) {
          const Result<boost::json::value> value = parse_json(cell);
          if (!value || !value->is_string()) continue;
          words += utf8_prefix(std::string_view(value->get_string()), kExampleBytes);
          words += '\n';
        }
        return true;
      });
  if (!status) return status.error();
  return words;
}

std::vector<Example> equal_examples(std::span<const std::uint64_t> rows) {
  std::vector<Example> all;
  for (const std::uint64_t row : rows) all.push_back({row});
  return all;
}

Result<bool> subtract_dislikes(const Split& split, std::size_t column,
                               std::span<const std::uint64_t> dislike, float weight,
                               std::vector<float>& vector) {
  const Result<std::vector<float>> against = mean_vector(split, column, equal_examples(dislike));
  if (!against) return against.error();
  if (against->empty()) return false;
  vector.resize(against->size());
  // Not add_direction(): a mean that points nowhere in particular is short, and should say little.
  for (std::size_t i = 0; i < vector.size(); ++i) vector[i] -= weight * (*against)[i];
  return true;
}

}  // namespace vitrine::search
