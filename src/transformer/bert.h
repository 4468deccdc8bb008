#pragma once
// Bert: the encoder of BERT, forward, in float32.
//
// Tokens of several texts stand one behind the other, without padding: linear layers see rows,
// whose text does not matter, and attention stays inside a text. The queries' scale is part of
// their weights, the first token type part of the positions.
//
// Source: Vaswani et al., Attention Is All You Need (2017); Devlin et al., BERT (2019); the names
// of tensors are those of transformers' BertModel. Immutable and thread safe; movable.

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "encoder/word_pieces.h"
#include "transformer/model_settings.h"
#include "transformer/packed_matrix.h"
#include "transformer/safetensors.h"

namespace vitrine::transformer {

/// What a run needs beside the model, used again by the next: one per thread.
struct BertMemory {
  std::vector<float> states;  ///< Of each token the last layer's row, padded(hidden) apart.
  std::vector<float> projected;
  std::vector<float> context;
  std::vector<float> between;
  std::vector<float> scores;
  std::vector<float> panels;
  std::vector<float> head;
  std::vector<float> scratch;
};

class Bert {
 public:
  /// Copies the linear layers out of the weights, and keeps the file for the tokens' vectors.
  /// Errors: corrupt for tensors that are missing or of another shape; unsupported for other
  /// types; io. Cost: 0.1 s for 10 million weights.
  static Result<Bert> make(Safetensors weights, const BertShape& shape);

  const BertShape& shape() const { return shape_; }
  /// Whether the weights that were read were the file's.
  bool is_intact() const { return weights_.is_intact(); }

  /// Fills memory.states for texts of `lengths` tokens, which stand in `tokens` one behind the
  /// other. Requires: tokens < shape().vocabulary, lengths of 1 to shape().positions. Cost: 2
  /// operations for each token and weight, and the square of a length for attention.
  void run(std::span<const encoder::TokenId> tokens, std::span<const std::size_t> lengths,
           BertMemory& memory) const;

 private:
  struct Norm {
    std::vector<float> scale;  ///< Padded with zeros.
    std::vector<float> shift;
  };
  struct Layer {
    PackedMatrix project;  ///< Queries, keys and values, side by side.
    PackedMatrix attended;
    PackedMatrix widen;
    PackedMatrix narrow;
    Norm after_attention;
    Norm after_narrow;
  };

  Bert(Safetensors weights, const BertShape& shape) : weights_(std::move(weights)), shape_(shape) {}
  Status load();
  Result<std::vector<float>> tensor(const std::string& name,
                                    std::initializer_list<std::uint64_t> lengths) const;
  Result<Norm> norm(const std::string& name) const;
  Result<PackedMatrix> linear(const std::string& name, std::size_t inputs,
                              std::size_t outputs) const;
  Status set_linear(const std::string& name, PackedMatrix& matrix, std::size_t first,
                    std::size_t inputs, std::size_t outputs, float scale) const;
  Result<PackedMatrix> projection(const std::string& attention) const;
  Result<Layer> layer(std::size_t number) const;

  void embed(std::span<const encoder::TokenId> tokens, std::span<const std::size_t> lengths,
             float* states) const;
  void attend(std::size_t first, std::size_t length, BertMemory& memory) const;
  void attend_head(std::size_t first, std::size_t length, std::size_t head,
                   BertMemory& memory) const;

  Safetensors weights_;
  BertShape shape_;
  std::string prefix_;            ///< Of the tensors' names: "bert." in some files.
  FloatTensor words_;             ///< vocabulary x hidden.
  std::vector<float> positions_;  ///< positions x hidden, the token type added.
  Norm after_embedding_;
  std::vector<Layer> layers_;
};

}  // namespace vitrine::transformer
