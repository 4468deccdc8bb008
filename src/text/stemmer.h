#pragma once
// Stemmer: a word of one language to the stem it shares with its inflections ("networks",
// "network" -> "network"), by the Snowball algorithms of libstemmer.
//
// Only words made of letters are stemmed; "x86s" stays as it is. Not thread safe: one per thread.
// Cost: 0.2-0.5 us a word, which is why builders remember the stem of every word that they have
// seen.

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

struct sb_stemmer;

namespace vitrine::text {

class Stemmer {
 public:
  /// `language` is a Snowball name ("english", "german", ...) or "none", which keeps every word.
  /// Errors: invalid_argument for any other name.
  static Result<Stemmer> create(const std::string& language);

  /// The stem of a case-folded UTF-8 word. The view lasts until the next call or as long as `word`.
  std::string_view stem(std::string_view word);

 private:
  struct Free {
    void operator()(sb_stemmer* stemmer) const;
  };
  std::unique_ptr<sb_stemmer, Free> snowball_;
};

}  // namespace vitrine::text
