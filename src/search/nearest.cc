#include "search/nearest.h"

namespace vitrine {
namespace {

AnyVectorMatrix matrix_of(const VectorFile& file) {
  if (file.element() == VectorElement::kFloat32) {
    return VectorMatrix<float>{file.all_floats(), file.dimension(), file.num_rows(),
                               file.present()};
  }
  return VectorMatrix<double>{file.all_doubles(), file.dimension(), file.num_rows(),
                              file.present()};
}

}  // namespace

Result<Neighbours> nearest_rows(const SplitReader& split, const NearestQuery& query,
                                const std::stop_token& stop) {
  const Result<const VectorFile*> found = split.vectors(query.column);
  if (!found) return found.error();
  VectorQuery asked{query.vector, query.limit};
  if (query.wanted != nullptr) asked.allowed = query.wanted->words();
  return exact_search(matrix_of(**found), asked, stop);
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
