#include "text/stemmer.h"

#include <libstemmer.h>

#include <algorithm>

namespace vitrine::text {

void Stemmer::Free::operator()(sb_stemmer* stemmer) const {
  sb_stemmer_delete(stemmer);
}

Result<Stemmer> Stemmer::create(const std::string& language) {
  Stemmer stemmer;
  if (language == "none") return stemmer;
  stemmer.snowball_.reset(sb_stemmer_new(language.c_str(), "UTF_8"));
  if (!stemmer.snowball_) {
    return invalid_argument("no stemmer for language '" + language +
                            "': use a Snowball name such as english, or none");
  }
  return stemmer;
}

std::string_view Stemmer::stem(std::string_view word) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c & 0x80) != 0; };
  if (!snowball_ || !std::ranges::all_of(word, letter)) return word;
  const auto* symbols = reinterpret_cast<const sb_symbol*>(word.data());
  const sb_symbol* stem = sb_stemmer_stem(snowball_.get(), symbols, static_cast<int>(word.size()));
  if (stem == nullptr) return word;
  return {reinterpret_cast<const char*>(stem),
          static_cast<std::size_t>(sb_stemmer_length(snowball_.get()))};
}

}  // namespace vitrine::text
