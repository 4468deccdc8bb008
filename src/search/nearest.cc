#include "search/nearest.h"

#include "vector/exact_search.h"
#include "vector/similarity.h"

namespace vitrine {
namespace {

constexpr std::uint64_t kIndexDepth = 128;

}  // namespace

Result<Neighbours> nearest_rows(const SplitReader& split, const NearestQuery& query,
                                const std::stop_token& stop) {
  const Result<const VectorFile*> found = split.vectors(query.column);
  if (!found) return found.error();
  if (Status status = check_vector(split, query.column, query.vector); !status)
    return status.error();
  VectorQuery asked{.vector = query.vector, .limit = query.limit, .accuracy = query.accuracy};
  if (query.wanted != nullptr) asked.allowed = query.wanted->words();
  const Result<const VectorIndex*> index = split.vector_index(query.column);
  if (!index) return index.error();
  return *index != nullptr ? (*index)->search(asked, stop)
                           : exact_search(matrix_of(**found), asked, stop);
}

Result<Neighbours> nearest_in_order(const SplitReader& split, NearestQuery query,
                                    const std::stop_token& stop) {
  const std::uint64_t depth = query.limit;
  query.limit = kIndexDepth;
  query.accuracy = Accuracy::recall(0.999);
  Result<Neighbours> first = nearest_rows(split, query, stop);
  if (!first || depth <= first->nearest.size()) {
    if (first) first->nearest.resize(depth);
    return first;
  }
  query.limit = depth;
  query.accuracy = Accuracy::exact();
  const Result<Neighbours> exact = nearest_rows(split, query, stop);
  if (!exact) return exact;
  RowSet ranked(split.num_rows());
  for (const Neighbour& one : first->nearest) ranked.insert(one.row);
  for (const Neighbour& one : exact->nearest) {
    if (!ranked.contains(one.row) && first->nearest.size() < depth) first->nearest.push_back(one);
  }
  return first;
}

Result<std::vector<std::optional<float>>> similarities(const SplitReader& split, std::size_t column,
                                                       std::span<const float> vector,
                                                       std::span<const std::uint64_t> rows) {
  const Result<const VectorFile*> found = split.vectors(column);
  if (!found) return found.error();
  const VectorFile& file = **found;
  if (Status status = check_vector(split, column, vector); !status) return status.error();
  std::vector<std::optional<float>> all(rows.size());
  SimilarityTo query(vector, Metric::kCosine);
  if (!query.is_comparable()) return all;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (file.is_null(rows[i])) continue;
    all[i] = file.element() == VectorElement::kFloat32 ? query.of(file.floats(rows[i]))
                                                       : query.of(file.doubles(rows[i]));
  }
  return all;
}

Status check_vector(const SplitReader& split, std::size_t column, std::span<const float> vector) {
  const std::uint32_t dimension = *split.features()[column].type.length;
  if (vector.size() == dimension) return {};
  return invalid_argument("the vector has " + std::to_string(vector.size()) +
                          " values, but those of column \"" + split.features()[column].name +
                          "\" have " + std::to_string(dimension));
}

std::vector<float> vector_at(const VectorFile& file, std::uint64_t row) {
  if (file.is_null(row)) return {};
  if (file.element() == VectorElement::kFloat32) {
    const std::span<const float> values = file.floats(row);
    return {values.begin(), values.end()};
  }
  std::vector<float> vector;
  vector.reserve(file.dimension());
  for (const double value : file.doubles(row)) vector.push_back(static_cast<float>(value));
  return vector;
}

}  // namespace vitrine
