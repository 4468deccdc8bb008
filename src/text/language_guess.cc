#include "text/language_guess.h"

#include <algorithm>
#include <unordered_map>

namespace vitrine::text {
namespace {

/// Less evidence than this says nothing.
constexpr std::uint64_t kMinHits = 10;
/// The least share of a language's stop words among all words, and its least lead over the next.
constexpr double kMinShare = 0.05;
constexpr double kMinLead = 1.25;

struct Language {
  const char* name;
  std::array<std::string_view, 12> words;  ///< Folded, without accents.
};

constexpr std::array<Language, LanguageGuess::kLanguages> kTable = {{
    {"english", {"the", "of", "and", "to", "in", "is", "that", "for", "with", "are", "this", "we"}},
    {"german",
     {"der", "die", "und", "das", "ist", "nicht", "mit", "von", "den", "ein", "eine", "auf"}},
    {"french",
     {"le", "les", "des", "est", "une", "dans", "pour", "que", "qui", "sur", "et", "avec"}},
    {"spanish", {"el", "los", "las", "del", "que", "una", "por", "con", "para", "como", "es", "y"}},
    {"italian",
     {"il", "di", "che", "della", "per", "con", "non", "sono", "una", "del", "gli", "e"}},
    {"portuguese", {"o", "os", "uma", "que", "do", "da", "em", "para", "com", "nao", "um", "dos"}},
    {"dutch", {"de", "het", "een", "van", "en", "is", "dat", "op", "te", "zijn", "voor", "niet"}},
    {"swedish", {"och", "att", "det", "som", "en", "pa", "ar", "av", "for", "den", "inte", "med"}},
    {"danish", {"og", "at", "det", "er", "en", "pa", "til", "af", "som", "ikke", "den", "med"}},
    {"norwegian", {"og", "i", "det", "er", "som", "pa", "til", "av", "ikke", "en", "med", "for"}},
    {"finnish",
     {"ja", "on", "ei", "se", "etta", "han", "oli", "mutta", "kuin", "joka", "niin", "tai"}},
    {"russian",
     {"\u0438", "\u0432", "\u043d\u0435", "\u043d\u0430", "\u0447\u0442\u043e", "\u0441",
      "\u043f\u043e", "\u043a\u0430\u043a", "\u044d\u0442\u043e", "\u0434\u043b\u044f",
      "\u0438\u0437", "\u043a"}},
    {"hungarian",
     {"a", "az", "es", "hogy", "nem", "egy", "is", "van", "volt", "meg", "ezt", "csak"}},
    {"romanian", {"si", "in", "de", "la", "cu", "nu", "care", "pe", "din", "este", "un", "sa"}},
    {"turkish",
     {"ve", "bir", "bu", "icin", "ile", "de", "da", "olan", "cok", "gibi", "daha", "ne"}},
}};

using LanguageSet = std::uint32_t;  ///< One bit per place in kTable.

const std::unordered_map<std::string_view, LanguageSet>& languages_of_words() {
  static const std::unordered_map<std::string_view, LanguageSet> sets = [] {
    std::unordered_map<std::string_view, LanguageSet> made;
    for (std::size_t i = 0; i < kTable.size(); ++i) {
      for (const std::string_view word : kTable[i].words) made[word] |= 1U << i;
    }
    return made;
  }();
  return sets;
}

}  // namespace

void LanguageGuess::add(std::string_view text) {
  for (const Word& word : segmenter_.segment(text)) {
    if (word.kind != WordKind::kMain) continue;
    ++words_;
    const auto found = languages_of_words().find(segmenter_.text_of(word));
    if (found == languages_of_words().end()) continue;
    for (std::size_t i = 0; i < kLanguages; ++i) hits_[i] += found->second >> i & 1U;
  }
}

std::string LanguageGuess::best() const {
  const auto first = std::ranges::max_element(hits_);
  std::uint64_t second = 0;
  for (const std::uint64_t& hits : hits_) {
    if (&hits != &*first) second = std::max(second, hits);
  }
  const bool clear = *first >= kMinHits &&
                     static_cast<double>(*first) >= kMinShare * static_cast<double>(words_) &&
                     static_cast<double>(*first) >= kMinLead * static_cast<double>(second);
  return clear ? kTable[static_cast<std::size_t>(first - hits_.begin())].name : "english";
}

}  // namespace vitrine::text
