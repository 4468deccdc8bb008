#pragma once
// Language guess: which stemmer a text wants, by the commonest function words of fifteen languages.
//
// A few thousand words are plenty: in running text every sixth word or so is one of the twelve
// that are listed for its language. Where no language stands out (names, numbers, code, a language
// that is not listed), English is the answer, whose stemmer does least harm. Not thread safe.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "text/segmenter.h"

namespace vitrine::text {

class LanguageGuess {
 public:
  static constexpr std::size_t kLanguages = 15;

  void add(std::string_view text);

  /// A name that Stemmer::create takes.
  std::string best() const;

 private:
  Segmenter segmenter_;
  std::uint64_t words_ = 0;
  std::array<std::uint64_t, kLanguages> hits_ = {};
};

}  // namespace vitrine::text
