#pragma once
// ModelSettings: what a model's own files say of how it turns a text into a vector.
//
// Where a file is missing, what sentence-transformers does without it is done: mean pooling, no
// prompts, as many tokens as there are positions. What we cannot do as the files say is refused
// with its name: a vector that is nearly right would be wrong without anybody noticing.
//
// Source: sentence-transformers 5 (SentenceTransformer, Pooling, Transformer), transformers
// (BertConfig).

#include <cstddef>
#include <string>
#include <string_view>

#include "base/file.h"
#include "base/result.h"
#include "transformer/kernels.h"

namespace vitrine::transformer {

struct BertShape {
  std::size_t layers = 0;
  std::size_t heads = 0;
  std::size_t hidden = 0;  ///< Values of a token's vector; a multiple of heads.
  std::size_t intermediate = 0;
  std::size_t vocabulary = 0;
  std::size_t positions = 0;
  std::size_t types = 0;
  float epsilon = 1e-12F;
  Activation activation = Activation::kGelu;
};

enum class Pooling { kMean, kFirst };

struct ModelSettings {
  BertShape shape;
  Pooling pooling = Pooling::kMean;
  bool normalise = false;      ///< Vectors are brought to length 1.
  std::size_t max_tokens = 0;  ///< Of a text, [CLS] and [SEP] included; 3 to shape.positions.
  bool lower_case = false;     ///< Texts are put in lower case whatever the tokenizer does.
  std::string query_prompt;    ///< What is put before a query.
  std::string passage_prompt;
};

/// Reads the files of `folder`. Errors: not_found without config.json; unsupported, naming it, for
/// another kind of model, pooling or module; corrupt for sizes that make no sense; io.
Result<ModelSettings> read_model_settings(const fs::path& folder);

/// config.json alone. Errors: as above.
Result<BertShape> parse_bert_config(std::string_view text);

}  // namespace vitrine::transformer
