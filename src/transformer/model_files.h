#pragma once
// The small files of a model's folder, in the Hub's layout:
//
//   config.json                          what kind of model it is, and its sizes
//   model.safetensors                    the weights
//   tokenizer.json or vocab.txt          the vocabulary
//   tokenizer_config.json                lower case, accents, the names of special tokens
//   sentence_bert_config.json            how much of a text is read
//   modules.json, 1_Pooling/config.json  how the tokens' vectors become one
//   config_sentence_transformers.json    what is put before a text

#include <optional>
#include <string>
#include <string_view>

#include "base/file.h"
#include "base/result.h"

namespace vitrine::transformer {

/// A vocabulary of a million tokens as JSON has some 40 MB.
inline constexpr std::uint64_t kMaxModelJsonBytes = std::uint64_t{64} << 20U;

/// A file of the folder, whole; nothing if it is not there. Errors: io, too_large.
Result<std::optional<std::string>> read_model_file(const fs::path& folder, std::string_view name);

}  // namespace vitrine::transformer
