#include "ask/lexer.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/utf8.h"

namespace vitrine::ask {
namespace {

constexpr std::size_t kMaxBytes = 100'000;
constexpr std::size_t kMaxTokens = 20'000;
constexpr std::array<std::string_view, 15> kSymbols = {"<=", ">=", "<>", "!=", "==", "<", ">", "=",
                                                       "(",  ")",  ",",  ".",  "-",  "+", "~"};

bool is_word_start(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_' ||
         (static_cast<unsigned char>(c) & 0x80U) != 0;
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_word(char c) {
  return is_word_start(c) || is_digit(c);
}

/// A quoted token's text; `end` becomes the offset after the closing quote, or npos without one.
std::string unquote(std::string_view text, std::size_t at, std::size_t& end) {
  const char quote = text[at];
  std::string out;
  for (std::size_t i = at + 1; i < text.size(); ++i) {
    if (text[i] != quote) {
      out += text[i];
    } else if (i + 1 < text.size() && text[i + 1] == quote) {
      out += quote;
      ++i;
    } else {
      end = i + 1;
      return out;
    }
  }
  end = std::string_view::npos;
  return out;
}

/// Digits, a fraction and an exponent.
std::size_t number_end(std::string_view text, std::size_t at) {
  const auto digits = [&] {
    while (at < text.size() && is_digit(text[at])) ++at;
  };
  digits();
  if (at < text.size() && text[at] == '.') {
    ++at;
    digits();
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    std::size_t exponent = at + 1;
    if (exponent < text.size() && (text[exponent] == '+' || text[exponent] == '-')) ++exponent;
    if (exponent < text.size() && is_digit(text[exponent])) {
      at = exponent;
      digits();
    }
  }
  return at;
}

Result<Token> next_token(std::string_view text, std::size_t& at) {
  Token token;
  token.at = at;
  const char c = text[at];
  if (c == '\'' || c == '"') {
    std::size_t end = 0;
    token.kind = c == '"' ? Token::Kind::kQuotedName : Token::Kind::kString;
    token.text = unquote(text, at, end);
    if (end == std::string_view::npos)
      return invalid_argument("the quote " + position_text(at) + " is never closed");
    at = end;
    return token;
  }
  std::size_t end = at + 1;
  if (is_digit(c) || (c == '.' && at + 1 < text.size() && is_digit(text[at + 1]))) {
    token.kind = Token::Kind::kNumber;
    end = number_end(text, at);
  } else if (is_word_start(c)) {
    token.kind = Token::Kind::kWord;
    while (end < text.size() && is_word(text[end])) ++end;
  } else {
    token.kind = Token::Kind::kSymbol;
    const auto symbol = std::ranges::find_if(
        kSymbols, [&](std::string_view s) { return text.substr(at).starts_with(s); });
    if (symbol == kSymbols.end()) {
      return invalid_argument("'" + std::string(1, c) + "' " + position_text(at) +
                              " has no meaning here; texts are written 'in quotes'");
    }
    end = at + symbol->size();
  }
  token.text = std::string(text.substr(at, end - at));
  at = end;
  return token;
}

}  // namespace

std::string position_text(std::size_t at) {
  return "at character " + std::to_string(at + 1);
}

Result<std::vector<Token>> tokenize(std::string_view text) {
  if (text.size() > kMaxBytes) return too_large("a condition may have at most 100,000 bytes");
  if (text.find('\0') != std::string_view::npos || !is_valid_utf8(text)) {
    return invalid_argument("a condition must be valid UTF-8 without NUL");
  }
  std::vector<Token> tokens;
  std::size_t at = 0;
  while (true) {
    while (at < text.size() && std::isspace(static_cast<unsigned char>(text[at])) != 0) ++at;
    if (at >= text.size()) break;
    if (tokens.size() == kMaxTokens)
      return too_large("a condition may have at most 20,000 words and signs");
    Result<Token> token = next_token(text, at);
    if (!token) return std::move(token).error();
    tokens.push_back(*std::move(token));
  }
  tokens.push_back({Token::Kind::kEnd, "", text.size()});
  return tokens;
}

}  // namespace vitrine::ask
