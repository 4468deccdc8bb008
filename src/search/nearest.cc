#include "search/nearest.h"

#include "vector/exact_search.h"

namespace vitrine {

Result<Neighbours> nearest_rows(const SplitReader& split, const NearestQuery& query,
                                const std::stop_token& stop) {
  const Result<const VectorFile*> found = split.vectors(query.column);
  if (!found) return found.error();
  VectorQuery asked{.vector = query.vector, .limit = query.limit, .accuracy = query.accuracy};
  if (query.wanted != nullptr) asked.allowed = query.wanted->words();
  const Result<const VectorIndex*> index = split.vector_index(query.column);
  if (!index) return index.error();
  return *index != nullptr ? (*index)->search(asked, stop)
                           : exact_search(matrix_of(**found), asked, stop);
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
