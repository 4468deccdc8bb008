#include "search/nearest.h"

namespace vitrine {
namespace {

template <typename Float>
VectorMatrix<Float> matrix_of(const VectorFile& file, std::span<const Float> values) {
  return {values, file.dimension(), file.num_rows(), file.present()};
}

}  // namespace

Result<Neighbours> nearest_rows(const SplitReader& split, const NearestQuery& query,
                                const std::stop_token& stop) {
  const Result<const VectorFile*> found = split.vectors(query.column);
  if (!found) return found.error();
  const VectorFile& file = **found;
  CosineQuery cosine{query.vector, query.limit};
  if (query.wanted != nullptr) cosine.allowed = query.wanted->words();
  return file.element() == VectorElement::kFloat32
             ? nearest_by_cosine(matrix_of(file, file.all_floats()), cosine, stop)
             : nearest_by_cosine(matrix_of(file, file.all_doubles()), cosine, stop);
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
