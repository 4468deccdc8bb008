// Any bytes as a model's tokenizer.json, and as its config.json. A vocabulary that is read is one
// that texts can be cut by; sizes that are read are ones that can be computed with.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "encoder/tokenizer.h"
#include "transformer/model_settings.h"
#include "transformer/tokenizer_files.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto shape = vitrine::transformer::parse_bert_config(text)) {
    if (shape->heads == 0 || shape->hidden % shape->heads != 0) __builtin_trap();
  }
  const vitrine::Result<vitrine::transformer::TokenizerFiles> files =
      vitrine::transformer::parse_tokenizer_json(text);
  if (!files) return 0;
  const vitrine::Result<vitrine::encoder::WordPieces> pieces =
      vitrine::encoder::WordPieces::parse(files->lines, 0);
  if (!pieces) return 0;
  vitrine::encoder::Tokenizer tokenizer(*pieces, files->rules);
  for (const vitrine::encoder::TokenId token :
       tokenizer.tokens("Graph networks \xC3\x89 \xE4\xBA\xBA!")) {
    if (token >= pieces->size()) __builtin_trap();
  }
  return 0;
}
