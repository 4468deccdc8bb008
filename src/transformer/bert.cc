#include "transformer/bert.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "transformer/kernels.h"

namespace vitrine::transformer {
namespace {

/// Queries whose scores are held at once.
constexpr std::size_t kScoreRows = 96;

float* room(std::vector<float>& memory, std::size_t size) {
  if (memory.size() < size) memory.resize(size);
  return memory.data();
}

}  // namespace

Result<Bert> Bert::make(Safetensors weights, const BertShape& shape) {
  Bert bert(std::move(weights), shape);
  if (Status loaded = bert.load(); !loaded) return std::move(loaded).error();
  return bert;
}

Status Bert::load() {
  constexpr std::string_view kWords = "embeddings.word_embeddings.weight";
  if (!weights_.has(kWords) && weights_.has("bert." + std::string(kWords))) prefix_ = "bert.";
  const std::array<std::uint64_t, 2> size = {shape_.vocabulary, shape_.hidden};
  const Result<FloatTensor> words = weights_.floats(prefix_ + std::string(kWords), size);
  if (!words) return words.error();
  words_ = *words;
  Result<std::vector<float>> positions =
      tensor("embeddings.position_embeddings.weight", {shape_.positions, shape_.hidden});
  if (!positions) return std::move(positions).error();
  const Result<std::vector<float>> types =
      tensor("embeddings.token_type_embeddings.weight", {shape_.types, shape_.hidden});
  if (!types) return types.error();
  positions_ = *std::move(positions);
  for (std::size_t i = 0; i < positions_.size(); ++i) positions_[i] += (*types)[i % shape_.hidden];
  Result<Norm> after = norm("embeddings.LayerNorm");
  if (!after) return std::move(after).error();
  after_embedding_ = *std::move(after);
  for (std::size_t number = 0; number < shape_.layers; ++number) {
    Result<Layer> made = layer(number);
    if (!made) return std::move(made).error();
    layers_.push_back(*std::move(made));
  }
  if (!is_intact()) return corrupt("a part of the weights cannot be read any more");
  return {};
}

Result<std::vector<float>> Bert::tensor(const std::string& name,
                                        std::initializer_list<std::uint64_t> lengths) const {
  const Result<FloatTensor> found =
      weights_.floats(prefix_ + name, std::span(lengths.begin(), lengths.size()));
  if (!found) return found.error();
  return found->values();
}

Result<Bert::Norm> Bert::norm(const std::string& name) const {
  // Weights that came from TensorFlow have the older names.
  const bool is_older = weights_.has(prefix_ + name + ".gamma");
  Result<std::vector<float>> scale =
      tensor(name + (is_older ? ".gamma" : ".weight"), {shape_.hidden});
  if (!scale) return std::move(scale).error();
  Result<std::vector<float>> shift = tensor(name + (is_older ? ".beta" : ".bias"), {shape_.hidden});
  if (!shift) return std::move(shift).error();
  scale->resize(padded(shape_.hidden));
  shift->resize(padded(shape_.hidden));
  return Norm{*std::move(scale), *std::move(shift)};
}

Status Bert::set_linear(const std::string& name, PackedMatrix& matrix, std::size_t first,
                        std::size_t inputs, std::size_t outputs, float scale) const {
  const Result<std::vector<float>> weights = tensor(name + ".weight", {outputs, inputs});
  if (!weights) return weights.error();
  const Result<std::vector<float>> biases = tensor(name + ".bias", {outputs});
  if (!biases) return biases.error();
  matrix.set_outputs(first, *weights, *biases, scale);
  return {};
}

Result<PackedMatrix> Bert::linear(const std::string& name, std::size_t inputs,
                                  std::size_t outputs) const {
  Result<PackedMatrix> matrix = PackedMatrix::make(inputs, outputs);
  if (!matrix) return matrix;
  if (Status set = set_linear(name, *matrix, 0, inputs, outputs, 1); !set)
    return std::move(set).error();
  return matrix;
}

Result<PackedMatrix> Bert::projection(const std::string& attention) const {
  const std::size_t hidden = shape_.hidden;
  const float scale = 1 / std::sqrt(static_cast<float>(hidden / shape_.heads));
  Result<PackedMatrix> matrix = PackedMatrix::make(hidden, 3 * hidden);
  if (!matrix) return matrix;
  Status set = set_linear(attention + "query", *matrix, 0, hidden, hidden, scale);
  if (set) set = set_linear(attention + "key", *matrix, hidden, hidden, hidden, 1);
  if (set) set = set_linear(attention + "value", *matrix, 2 * hidden, hidden, hidden, 1);
  if (!set) return std::move(set).error();
  return matrix;
}

Result<Bert::Layer> Bert::layer(std::size_t number) const {
  const std::string name = "encoder.layer." + std::to_string(number) + ".";
  Result<PackedMatrix> project = projection(name + "attention.self.");
  if (!project) return std::move(project).error();
  Result<PackedMatrix> attended =
      linear(name + "attention.output.dense", shape_.hidden, shape_.hidden);
  if (!attended) return std::move(attended).error();
  Result<PackedMatrix> widen =
      linear(name + "intermediate.dense", shape_.hidden, shape_.intermediate);
  if (!widen) return std::move(widen).error();
  Result<PackedMatrix> narrow = linear(name + "output.dense", shape_.intermediate, shape_.hidden);
  if (!narrow) return std::move(narrow).error();
  Result<Norm> after_attention = norm(name + "attention.output.LayerNorm");
  if (!after_attention) return std::move(after_attention).error();
  Result<Norm> after_narrow = norm(name + "output.LayerNorm");
  if (!after_narrow) return std::move(after_narrow).error();
  return Layer{*std::move(project), *std::move(attended),        *std::move(widen),
               *std::move(narrow),  *std::move(after_attention), *std::move(after_narrow)};
}

void Bert::embed(std::span<const encoder::TokenId> tokens, std::span<const std::size_t> lengths,
                 float* states) const {
  const std::size_t hidden = shape_.hidden;
  const std::size_t stride = padded(hidden);
  std::size_t token = 0;
  for (const std::size_t length : lengths) {
    for (std::size_t position = 0; position < length; ++position, ++token) {
      float* const row = states + token * stride;
      words_.read(std::size_t{tokens[token]} * hidden, {row, hidden});
      const float* const added = positions_.data() + position * hidden;
      for (std::size_t i = 0; i < hidden; ++i) row[i] += added[i];
      std::fill(row + hidden, row + stride, 0.0F);
    }
  }
  add_and_normalise(states, nullptr, tokens.size(), hidden, after_embedding_.scale.data(),
                    after_embedding_.shift.data(), shape_.epsilon);
}

/// One head of one text: its keys and values become panels, and its queries meet them.
void Bert::attend_head(std::size_t first, std::size_t length, std::size_t head,
                       BertMemory& memory) const {
  const std::size_t hidden = shape_.hidden;
  const std::size_t size = hidden / shape_.heads;
  const std::size_t stride = padded(3 * hidden);
  const float* const queries = memory.projected.data() + first * stride + head * size;
  float* const keys = room(memory.panels, padded(length) * size + padded(size) * length);
  float* const values = keys + padded(length) * size;
  std::fill(keys, values + padded(size) * length, 0.0F);
  for (std::size_t row = 0; row < length; ++row) {
    const float* const key = queries + row * stride + hidden;
    float* const column = keys + row / kPanelColumns * kPanelColumns * size + row % kPanelColumns;
    for (std::size_t i = 0; i < size; ++i) column[i * kPanelColumns] = key[i];
    const float* const value = key + hidden;
    for (std::size_t i = 0; i < size; ++i) {
      values[i / kPanelColumns * kPanelColumns * length + row * kPanelColumns + i % kPanelColumns] =
          value[i];
    }
  }
  const PanelView by_key = {size, length, keys, nullptr};
  const PanelView by_value = {length, size, values, nullptr};
  float* const scores = room(memory.scores, kScoreRows * padded(length));
  float* const out = room(memory.head, kScoreRows * padded(size));
  for (std::size_t row = 0; row < length; row += kScoreRows) {
    const std::size_t count = std::min(kScoreRows, length - row);
    multiply({queries + row * stride, stride}, count, by_key, {scores, padded(length)},
             memory.scratch);
    for (std::size_t i = 0; i < count; ++i) softmax(scores + i * padded(length), length);
    multiply({scores, padded(length)}, count, by_value, {out, padded(size)}, memory.scratch);
    for (std::size_t i = 0; i < count; ++i) {
      std::copy_n(out + i * padded(size), size,
                  memory.context.data() + (first + row + i) * padded(hidden) + head * size);
    }
  }
}

void Bert::attend(std::size_t first, std::size_t length, BertMemory& memory) const {
  for (std::size_t head = 0; head < shape_.heads; ++head) attend_head(first, length, head, memory);
}

void Bert::run(std::span<const encoder::TokenId> tokens, std::span<const std::size_t> lengths,
               BertMemory& memory) const {
  const std::size_t count = tokens.size();
  const std::size_t hidden = shape_.hidden;
  const std::size_t stride = padded(hidden);
  float* const states = room(memory.states, count * stride);
  float* const projected = room(memory.projected, count * padded(3 * hidden));
  float* const context = room(memory.context, count * stride);
  float* const between = room(memory.between, count * padded(shape_.intermediate));
  embed(tokens, lengths, states);
  for (const Layer& layer : layers_) {
    multiply({states, stride}, count, layer.project.view(), {projected, padded(3 * hidden)},
             memory.scratch);
    std::size_t first = 0;
    for (const std::size_t length : lengths) {
      attend(first, length, memory);
      first += length;
    }
    // What attention gives is done with: its memory takes the layer's two sums.
    multiply({context, stride}, count, layer.attended.view(), {projected, stride}, memory.scratch);
    add_and_normalise(states, projected, count, hidden, layer.after_attention.scale.data(),
                      layer.after_attention.shift.data(), shape_.epsilon);
    multiply({states, stride}, count, layer.widen.view(), {between, padded(shape_.intermediate)},
             memory.scratch);
    activate(between, count * padded(shape_.intermediate), shape_.activation);
    multiply({between, padded(shape_.intermediate)}, count, layer.narrow.view(),
             {projected, stride}, memory.scratch);
    add_and_normalise(states, projected, count, hidden, layer.after_narrow.scale.data(),
                      layer.after_narrow.shift.data(), shape_.epsilon);
  }
}

}  // namespace vitrine::transformer
