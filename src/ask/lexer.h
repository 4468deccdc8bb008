#pragma once
// Lexer of the lenient grammar: SQL's tokens, as far as conditions need them.

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace vitrine::ask {

struct Token {
  enum class Kind { kEnd, kWord, kQuotedName, kString, kNumber, kSymbol };
  Kind kind = Kind::kEnd;
  std::string text;    ///< Unquoted; a symbol as it stands: "<=", "(", ".".
  std::size_t at = 0;  ///< Byte offset in the input.
};

/// The last token is kEnd. Errors: invalid_argument with the position; too_large above 100 kB or
/// 20,000 tokens.
Result<std::vector<Token>> tokenize(std::string_view text);

/// "at character 17": for messages.
std::string position_text(std::size_t at);

}  // namespace vitrine::ask
