#pragma once
// Clouds: vectors in a few separate bunches, for tests that must know what a map should show.

#include <cstdint>
#include <random>
#include <vector>

#include "vector/vector_query.h"

namespace vitrine::atlas {

struct Clouds {
  std::uint32_t dimension;
  std::vector<float> values;
  std::vector<std::uint32_t> cloud_of;  ///< Of each row: row % num_clouds.

  /// Each cloud lies around a direction of its own, `spread` from it along every axis.
  Clouds(std::uint32_t num_rows, std::uint32_t num_clouds, std::uint32_t num_values,
         float spread = 0.05F)
      : dimension(num_values), values(std::size_t{num_rows} * num_values), cloud_of(num_rows) {
    std::mt19937 random(5);
    std::normal_distribution<float> normal;
    std::vector<float> centres(std::size_t{num_clouds} * dimension);
    for (float& value : centres) value = normal(random);
    for (std::uint32_t row = 0; row < num_rows; ++row) {
      cloud_of[row] = row % num_clouds;
      for (std::uint32_t k = 0; k < dimension; ++k) {
        values[row * dimension + k] =
            centres[cloud_of[row] * dimension + k] + spread * normal(random);
      }
    }
  }

  vector::VectorMatrix<float> matrix() const { return {values, dimension, cloud_of.size(), {}}; }
};

}  // namespace vitrine::atlas
