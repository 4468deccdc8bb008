#include "atlas/principal_plane.h"

#include <algorithm>
#include <cmath>

#include "atlas/mixed_bits.h"
#include "vector/kernels.h"

namespace vitrine::atlas {
namespace {

constexpr std::uint32_t kSample = 4096;
constexpr int kIterations = 24;
// Two directions are asked for; two more make the first two converge sooner.
constexpr std::size_t kDirections = 4;

using Vector = std::vector<float>;

float dot(const Vector& a, std::span<const float> b) {
  return vector::dot_and_norm(a, b).dot;
}

void add_scaled(Vector& sum, std::span<const float> values, float scale) {
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += values[i] * scale;
}

/// Gram-Schmidt, in order; a direction that vanishes stays zero.
void make_orthonormal(std::vector<Vector>& directions) {
  for (std::size_t i = 0; i < directions.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      add_scaled(directions[i], directions[j], -dot(directions[i], directions[j]));
    }
    const float length = std::sqrt(dot(directions[i], directions[i]));
    for (float& value : directions[i]) value = length > 1e-12F ? value / length : 0;
  }
}

/// An even sample of the points, less their mean.
struct Sample {
  std::size_t dimension;
  Vector values;
  Vector mean;

  explicit Sample(const UnitRows& rows) : dimension(rows.dimension()), mean(rows.dimension()) {
    const std::uint32_t count = std::min(rows.size(), kSample);
    values.resize(count * dimension);
    for (std::uint32_t i = 0; i < count; ++i) {
      rows.read(static_cast<std::uint32_t>(std::uint64_t{i} * rows.size() / count),
                &values[i * dimension]);
      add_scaled(mean, row(i), 1.0F / static_cast<float>(count));
    }
    for (std::uint32_t i = 0; i < count; ++i) {
      for (std::size_t k = 0; k < dimension; ++k) values[i * dimension + k] -= mean[k];
    }
  }

  std::size_t size() const { return values.size() / dimension; }
  std::span<const float> row(std::size_t i) const {
    return std::span(values).subspan(i * dimension, dimension);
  }
};

std::vector<Vector> starting_directions(std::size_t dimension) {
  std::vector<Vector> directions(kDirections, Vector(dimension));
  for (std::size_t i = 0; i < kDirections; ++i) {
    for (std::size_t k = 0; k < dimension; ++k) {
      directions[i][k] = unit_float(mixed_bits(i * dimension + k)) - 0.5F;
    }
  }
  make_orthonormal(directions);
  return directions;
}

/// One step of the iteration: the directions times the sample's covariance.
void multiply(const Sample& sample, std::vector<Vector>& directions) {
  std::vector<Vector> products(kDirections, Vector(sample.dimension));
  for (std::size_t i = 0; i < sample.size(); ++i) {
    for (std::size_t j = 0; j < kDirections; ++j) {
      add_scaled(products[j], sample.row(i), dot(directions[j], sample.row(i)));
    }
  }
  directions = std::move(products);
  make_orthonormal(directions);
}

}  // namespace

Result<std::vector<Point2>> principal_plane(const UnitRows& rows, const std::stop_token& stop) {
  std::vector<Point2> points(rows.size());
  if (points.empty()) return points;
  const Sample sample(rows);
  std::vector<Vector> directions = starting_directions(rows.dimension());
  for (int i = 0; i < kIterations; ++i) {
    if (stop.stop_requested()) return cancelled("the map was stopped");
    multiply(sample, directions);
  }
  const float centre_x = dot(directions[0], sample.mean);
  const float centre_y = dot(directions[1], sample.mean);
  Vector values(rows.dimension());
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    if (i % 4096 == 0 && stop.stop_requested()) return cancelled("the map was stopped");
    rows.read(i, values.data());
    points[i] = {dot(directions[0], values) - centre_x, dot(directions[1], values) - centre_y};
  }
  return points;
}

}  // namespace vitrine::atlas
