#include "transformer/packed_matrix.h"

#include <cassert>

namespace vitrine::transformer {

Result<PackedMatrix> PackedMatrix::make(std::size_t inputs, std::size_t outputs) {
  PackedMatrix matrix;
  matrix.inputs_ = inputs;
  matrix.outputs_ = outputs;
  Result<vector::HugeBytes> memory =
      vector::HugeBytes::allocate(padded(outputs) * (inputs + 1) * sizeof(float));
  if (!memory) return std::move(memory).error();
  matrix.memory_ = *std::move(memory);
  return matrix;
}

void PackedMatrix::set_outputs(std::size_t first, std::span<const float> weights,
                               std::span<const float> biases, float scale) {
  assert(weights.size() == biases.size() * inputs_ && first + biases.size() <= outputs_);
  auto* const panels = reinterpret_cast<float*>(memory_.bytes().data());
  float* const all_biases = panels + padded(outputs_) * inputs_;
  for (std::size_t i = 0; i < biases.size(); ++i) {
    const std::size_t output = first + i;
    all_biases[output] = biases[i] * scale;
    float* const column =
        panels + output / kPanelColumns * kPanelColumns * inputs_ + output % kPanelColumns;
    for (std::size_t k = 0; k < inputs_; ++k)
      column[k * kPanelColumns] = weights[i * inputs_ + k] * scale;
  }
}

PanelView PackedMatrix::view() const {
  const auto* const panels = reinterpret_cast<const float*>(memory_.bytes().data());
  return {inputs_, outputs_, panels, panels + padded(outputs_) * inputs_};
}

}  // namespace vitrine::transformer
