// What a person types, through the parser, the segmenter and the highlighter. The first byte
// chooses how the rest is used.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "text/highlight.h"
#include "text/query_parser.h"
#include "text/query_terms.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const vitrine::text::QueryNames names = {{"title", "TL;DR"}, {"year", "title"}};
  vitrine::text::QueryClause query = vitrine::text::parse_query(text, names);
  vitrine::text::open_last_word(text, query);
  const char* const language = data[0] % 2 == 0 ? "english" : "none";
  vitrine::Result<vitrine::text::QueryTerms> terms = vitrine::text::QueryTerms::create(language);
  if (terms) terms->add(text);
  vitrine::Result<vitrine::text::Highlighter> highlighter =
      vitrine::text::Highlighter::create(text, language, names);
  if (highlighter) {
    const vitrine::text::Snippet snippet = highlighter->snippet(text, "title", data[0]);
    if (snippet.begin > snippet.end || snippet.end > text.size()) __builtin_trap();
  }
  return 0;
}
