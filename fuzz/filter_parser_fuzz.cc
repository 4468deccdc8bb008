// Conditions and sort keys as a stranger writes them, through both grammars. What is accepted must
// not hold what was never quoted: the SQL is ours.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "ask/hub_grammar.h"
#include "ask/lenient_grammar.h"
#include "local/predicate_sql.h"

namespace {

vitrine::schema::Features columns() {
  using vitrine::schema::Feature;
  return {{"title", Feature::value("string")},
          {"year", Feature::value("int64")},
          {"share", Feature::value("float32")},
          {"kind", Feature::class_label({"Oral", "Poster"})},
          {"authors", Feature::list(Feature::value("string"))},
          {"when", Feature::value("timestamp[us]")},
          {"a \"b\".c", Feature::value("bool")},
          {"more", Feature::structure({{"x", Feature::value("int32")}})}};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const vitrine::schema::Features features = columns();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  // Outside quotes nothing that ends a statement or begins a comment can come out.
  for (const auto& predicate :
       {vitrine::ask::parse_where(text, features), vitrine::ask::parse_hub_where(text, features)}) {
    if (!predicate) continue;
    const auto sql = vitrine::local::predicate_sql(*predicate, features);
    if (!sql) continue;
    char quote = 0;
    for (const char c : sql->condition) {
      if (quote != 0) {
        if (c == quote) quote = 0;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == ';') {
        __builtin_trap();
      }
    }
    if (quote != 0) __builtin_trap();
  }
  (void)vitrine::ask::parse_sort(text, features);
  (void)vitrine::ask::parse_hub_orderby(text, features);
  return 0;
}
