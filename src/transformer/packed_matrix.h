#pragma once
// PackedMatrix: the matrix of a linear layer, laid out for the product with rows of floats.
//
// 32 columns of outputs stand together as a panel: for each input the 32 weights, which a product
// reads from front to back. 32 floats are two vectors of AVX-512, four of AVX2, so that one layout
// serves all instruction sets. Columns behind the last are zero.

#include <cstddef>
#include <span>

#include "base/result.h"
#include "vector/huge_bytes.h"

namespace vitrine::transformer {

inline constexpr std::size_t kPanelColumns = 32;

/// Rounded up to whole panels: the stride of rows of so many values.
constexpr std::size_t padded(std::size_t columns) {
  return (columns + kPanelColumns - 1) / kPanelColumns * kPanelColumns;
}

/// What a product reads; the memory is another's.
struct PanelView {
  std::size_t inputs = 0;
  std::size_t outputs = 0;
  const float* panels = nullptr;  ///< padded(outputs) * inputs.
  const float* bias = nullptr;    ///< padded(outputs); null: zeros.
};

/// Movable.
class PackedMatrix {
 public:
  PackedMatrix() = default;
  /// Zeros. Errors: io when there is no memory.
  static Result<PackedMatrix> make(std::size_t inputs, std::size_t outputs);

  /// Puts rows of weights (one output's each, row-major, as PyTorch keeps them) and their biases at
  /// outputs `first` and following, times `scale`. Requires: biases.size() rows of `inputs`.
  void set_outputs(std::size_t first, std::span<const float> weights, std::span<const float> biases,
                   float scale = 1);

  PanelView view() const;

 private:
  std::size_t inputs_ = 0;
  std::size_t outputs_ = 0;
  vector::HugeBytes memory_;  ///< The panels, then the biases.
};

}  // namespace vitrine::transformer
