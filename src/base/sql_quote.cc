#include "base/sql_quote.h"

namespace vitrine {
namespace {

std::string quote(std::string_view text, char mark) {
  std::string out;
  out.reserve(text.size() + 2);
  out += mark;
  for (const char c : text) {
    if (c == mark) out += mark;
    out += c;
  }
  out += mark;
  return out;
}

}  // namespace

std::string quote_identifier(std::string_view name) {
  return quote(name, '"');
}

std::string quote_literal(std::string_view text) {
  if (text.find('\0') == std::string_view::npos) return quote(text, '\'');
  std::string out = "(";
  while (true) {
    const std::size_t nul = text.find('\0');
    out += quote(text.substr(0, nul), '\'');
    if (nul == std::string_view::npos) break;
    out += " || chr(0) || ";
    text.remove_prefix(nul + 1);
  }
  return out + ")";
}

}  // namespace vitrine
