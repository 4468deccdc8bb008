#pragma once
// The tokenizer of a BERT model, from its files: tokenizer.json, else vocab.txt, with what
// tokenizer_config.json says on top.
//
// Source: BertTokenizerFast of transformers, and the format of tokenizers 0.23.

#include <string>
#include <string_view>

#include "base/file.h"
#include "base/result.h"
#include "encoder/tokenizer.h"

namespace vitrine::transformer {

struct TokenizerFiles {
  std::string lines;  ///< The vocabulary as WordPieces reads it.
  encoder::TokenizerRules rules;
  encoder::TokenId unknown = 0;
  encoder::TokenId first = 0;  ///< [CLS]
  encoder::TokenId last = 0;   ///< [SEP]
};

/// Errors: not_found if there is no vocabulary; unsupported for another kind of tokenizer, named;
/// corrupt for a vocabulary with gaps, or without the special tokens; io.
Result<TokenizerFiles> read_tokenizer_files(const fs::path& folder);

/// tokenizer.json alone, without the special tokens. Errors: corrupt, unsupported.
Result<TokenizerFiles> parse_tokenizer_json(std::string_view text);

}  // namespace vitrine::transformer
