#pragma once
// The arithmetic of a transformer in float32: products of matrices, and what is done to each row.
//
// Rows are padded to whole panels (packed_matrix.h), their padding zero unless said otherwise.
// Compiled for every instruction set and chosen at run time. Thread safe.

#include <cstddef>
#include <vector>

#include "transformer/packed_matrix.h"

namespace vitrine::transformer {

/// Rows of floats somewhere: row r begins at data + r * stride.
struct ConstRows {
  const float* data;
  std::size_t stride;
};
struct Rows {
  float* data;
  std::size_t stride;
};

/// out[r] = in[r] * matrix + bias for rows 0 ... num_rows - 1, each padded(outputs) values wide.
/// `scratch` is memory that is used again. Cost: 2 * num_rows * inputs * padded(outputs)
/// operations, 24 multiply-adds for 14 loads.
void multiply(ConstRows in, std::size_t num_rows, const PanelView& matrix, Rows out,
              std::vector<float>& scratch);

/// x[r] = normalised(x[r] + added[r]) * scale + shift, over the first `size` values of each row;
/// `added` may be null. Requires: scale and shift padded with zeros, strides == padded(size).
/// Source: Ba et al., Layer Normalization (2016).
void add_and_normalise(float* x, const float* added, std::size_t num_rows, std::size_t size,
                       const float* scale, const float* shift, float epsilon);

enum class Activation { kGelu, kGeluTanh, kRelu };
/// Each value its activation. Requires: `size` a multiple of kPanelColumns.
/// Source: Hendrycks and Gimpel, GELUs (2016); kGelu by the error function, as Abramowitz and
/// Stegun 7.1.26 approximate it (1.5e-7), kGeluTanh by the paper's own approximation.
void activate(float* x, std::size_t size, Activation activation);

/// The softmax of a row's first `size` values; those behind, up to padded(size), become zeros.
void softmax(float* row, std::size_t size);

}  // namespace vitrine::transformer
