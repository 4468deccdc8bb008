#pragma once
// A tiny BERT with made-up weights, as a folder in the Hub's layout, and a slow one that reads the
// same folder: for tests and benches.

#include <cstdint>
#include <string>
#include <vector>

#include "base/file.h"
#include "encoder/word_pieces.h"
#include "transformer/model_settings.h"

namespace vitrine::transformer {

struct SmallBert {
  std::size_t layers = 2;
  std::size_t heads = 3;
  std::size_t hidden = 36;
  std::size_t intermediate = 50;
  std::size_t positions = 120;
  std::uint32_t seed = 1;
  std::string dtype = "F32";  ///< F32, F16 or BF16.
};

/// Writes config.json, vocab.txt (small_vocabulary() of encoder/), modules.json, 1_Pooling and
/// model.safetensors. Requires: `folder` can be made.
void write_small_bert(const fs::path& folder, const SmallBert& bert);

/// A safetensors file of this header and these bytes behind it.
std::string safetensors_bytes(const std::string& header, const std::string& data);

/// The last layer's rows for one text, tokens.size() x hidden, computed in double with plain loops
/// from the folder's file. Requires: a folder of write_small_bert, F32.
std::vector<double> slow_bert(const fs::path& folder, const BertShape& shape,
                              const std::vector<encoder::TokenId>& tokens);

}  // namespace vitrine::transformer
