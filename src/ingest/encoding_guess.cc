#include "ingest/encoding_guess.h"

#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/ascii.h"

namespace vitrine::ingest {
namespace {

/// ICU's confidence, 0 to 100, from which its answer is better than the most common encoding; and
/// where that is ruled out.
constexpr int kConfident = 45;
constexpr int kLikely = 25;
/// So many marks do not each stand behind a consonant by chance.
constexpr std::size_t kFewestThaiMarks = 4;
constexpr std::size_t kFewestThaiMarksOfAPlace = 3;

/// Bytes that windows-1252 leaves without a meaning, and controls that no text has.
bool is_western_text(std::string_view sample) {
  return std::ranges::none_of(sample, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    const bool unused =
        byte == 0x81 || byte == 0x8D || byte == 0x8F || byte == 0x90 || byte == 0x9D;
    return unused || (byte < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f');
  });
}

bool is_high_letter(char c) {
  return static_cast<unsigned char>(c) >= 0xC0;
}

bool is_ascii_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// A run of bytes of one kind in a text.
struct Run {
  std::string_view bytes;
  bool stands_alone;  ///< No ASCII letter is beside it.

  /// One and the same again is a line drawn, or a cry.
  bool is_one_byte() const {
    return bytes.find_first_not_of(bytes.front()) == std::string_view::npos;
  }
};

template <typename IsOfRun>
std::vector<Run> runs_of(std::string_view sample, IsOfRun is_of_run) {
  std::vector<Run> out;
  for (std::size_t at = 0; at < sample.size();) {
    std::size_t end = at;
    while (end < sample.size() && is_of_run(sample[end])) ++end;
    if (end > at) {
      const bool joined = (at > 0 && is_ascii_letter(sample[at - 1])) ||
                          (end < sample.size() && is_ascii_letter(sample[end]));
      out.push_back({sample.substr(at, end - at), !joined});
    }
    at = end + 1;
  }
  return out;
}

/// Whether most letters above ASCII stand three and more in a row, or two that are a word, as in
/// words of other scripts.
bool has_foreign_words(std::string_view sample) {
  std::size_t letters = 0;
  std::size_t in_words = 0;
  for (const Run& run : runs_of(sample, is_high_letter)) {
    letters += run.bytes.size();
    const std::size_t fewest = run.stands_alone ? 2 : 3;
    if (run.bytes.size() >= fewest && !run.is_one_byte()) in_words += run.bytes.size();
  }
  return in_words * 2 > letters;
}

/// Behind the letters of Russian stand those of Ukrainian and Belarusian, in pairs.
bool is_capital_of_dos(unsigned char byte) {
  return (byte >= 0x80 && byte < 0xA0) || byte == 0xF0 || byte == 0xF2 || byte == 0xF4 ||
         byte == 0xF6;
}
bool is_small_of_dos(unsigned char byte) {
  return (byte >= 0xA0 && byte < 0xB0) || (byte >= 0xE0 && byte < 0xF0) || byte == 0xF1 ||
         byte == 0xF3 || byte == 0xF5 || byte == 0xF7;
}

/// A word of ibm866: small letters, one from a to p at least, of which the first may be a capital,
/// or capitals alone. What windows-1252 has as quotes and signs around blanks that do not break is
/// none.
bool is_word_of_dos(const Run& run) {
  constexpr std::string_view kSignsTogether =
      "\x80\x85\x91\x92\x93\x94\x95\x96\x97\xA0\xA1\xA3\xA7\xA9\xAB\xAE";
  if (!run.stands_alone || run.bytes.size() < 2 || run.is_one_byte() ||
      run.bytes.find_first_not_of(kSignsTogether) == std::string_view::npos)
    return false;
  bool early_letter = false;
  std::size_t capitals = 0;
  std::size_t small = 0;
  for (const char c : run.bytes) {
    const auto byte = static_cast<unsigned char>(c);
    capitals += is_capital_of_dos(byte) ? 1U : 0U;
    small += is_small_of_dos(byte) ? 1U : 0U;
    early_letter |= byte >= 0xA0 && byte < 0xB0;
  }
  const bool begins_so = is_capital_of_dos(static_cast<unsigned char>(run.bytes.front()));
  const bool is_written_small = early_letter && capitals == (begins_so ? 1U : 0U);
  return capitals + small == run.bytes.size() && (is_written_small || small == 0);
}

/// Whether most bytes above ASCII are in such words.
bool has_words_of_dos(std::string_view sample) {
  std::size_t all = 0;
  std::size_t in_words = 0;
  for (const Run& run :
       runs_of(sample, [](char c) { return static_cast<unsigned char>(c) >= 0x80; })) {
    all += run.bytes.size();
    in_words += is_word_of_dos(run) ? run.bytes.size() : 0;
  }
  return in_words * 2 > all;
}

/// Whether some byte of `bytes` stands between two letters.
bool inside_words(std::string_view sample, std::string_view bytes) {
  const auto letter = [&](std::size_t at) {
    const char c = sample[at];
    return is_ascii_letter(c) || is_high_letter(c);
  };
  for (std::size_t at = sample.find_first_of(bytes, 1); at < sample.size() - 1;
       at = sample.find_first_of(bytes, at + 1)) {
    if (letter(at - 1) && letter(at + 1)) return true;
  }
  return false;
}

bool has_any(std::string_view sample, std::string_view bytes) {
  return sample.find_first_of(bytes) != std::string_view::npos;
}

/// Signs inside of words, where the code pages of DOS and the Mac have letters.
bool has_signs_for_letters(std::string_view sample) {
  return sample.size() >= 3 &&
         inside_words(sample, "\x80\x82\x84\x86\x87\x89\x8B\x95\x9B\xA8\xAC\xAE");
}

/// Capitals inside of words, where they have others.
bool has_capitals_for_letters(std::string_view sample) {
  const auto small = [](char c) { return c >= 'a' && c <= 'z'; };
  for (std::size_t at = 1; at < sample.size(); ++at) {
    const auto byte = static_cast<unsigned char>(sample[at]);
    const bool capital = byte == 0x8A || byte == 0x8C || byte == 0x8E || byte == 0x9F;
    const char before = sample[at - 1];
    const bool after_capital = before >= 'A' && before <= 'Z' && at + 1 < sample.size();
    const bool in_lower_case = small(before) || (after_capital && small(sample[at + 1]));
    if (capital && in_lower_case) return true;
  }
  return false;
}

/// Russian of DOS: nearly all bytes above ASCII but the sign of numbers are its letters, most of
/// them small, and a fifth its four commonest vowels.
bool is_russian_of_dos(std::string_view sample) {
  std::size_t all = 0;
  std::size_t small = 0;
  std::size_t capitals = 0;
  std::size_t vowels = 0;
  for (const char c : sample) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 || byte == 0xFC) continue;
    ++all;
    small += is_small_of_dos(byte);
    capitals += is_capital_of_dos(byte);
    vowels += byte == 0xA0 || byte == 0xA5 || byte == 0xA8 || byte == 0xAE;
  }
  return all >= 12 && (small + capitals) * 20 >= all * 19 && small * 3 >= all * 2 &&
         vowels * 5 >= all;
}

/// Letters of Polish, Romanian and their neighbours in windows-1250 are signs of windows-1252 that
/// stand in no word: superscripts, currencies, an inverted question mark.
bool is_central_european(std::string_view sample) {
  return sample.size() >= 3 && inside_words(sample, "\xB3\xB9\xBA\xBF\xA5\xA3\xAF\x9D\xBE");
}

bool has_windows_letters(std::string_view sample) {
  return std::ranges::any_of(sample, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 && byte < 0xA0;
  });
}

/// Where they differ: a and s with an ogonek or accent of ISO 8859-2 are signs of windows-1250.
std::string_view central_european_encoding(std::string_view sample) {
  const bool iso = !has_windows_letters(sample) && inside_words(sample, "\xB1\xB6\xA6");
  return iso ? "iso-8859-2" : "windows-1250";
}

/// Hungarian: o and u with a double acute are those with a tilde and a circumflex in windows-1252,
/// and stand beside umlauts and acutes, but not beside letters of Portuguese, Estonian and French.
bool is_hungarian(std::string_view sample) {
  return sample.size() >= 3 && inside_words(sample, "\xF5\xFB") && has_any(sample, "\xF5") &&
         has_any(sample, "\xF6\xFC") && has_any(sample, "\xE1\xE9\xF3") &&
         !has_any(sample, "\xE2\xE3\xE4\xE7\xE8\xEA\xF1");
}

/// Turkish has g breve, dotless i and s cedilla where windows-1252 has Icelandic's letters, which
/// stand beside acutes and the ae.
bool is_turkish(std::string_view sample) {
  const int kinds = (has_any(sample, "\xF0") ? 1 : 0) + (has_any(sample, "\xFD\xDD") ? 1 : 0) +
                    (has_any(sample, "\xFE\xDE") ? 1 : 0);
  return kinds >= 2 && !has_any(sample, "\xC1\xC6\xCD\xD3\xDA\xE1\xE6\xED\xF3\xFA\xE8\xF8");
}

/// ISO 8859-15: where the euro is a sign of any currency in windows-1252, and the oe of French a
/// half inside of words. Nobody writes either, and windows-1252 has bytes of its own for both.
bool is_western_with_euro(std::string_view sample) {
  return !has_windows_letters(sample) &&
         (has_any(sample, "\xA4") || (sample.size() >= 3 && inside_words(sample, "\xBD")));
}

/// Letters of Icelandic beside such as it has not: Lithuanian and Latvian in windows-1257 look so.
bool is_baltic(std::string_view sample) {
  return has_any(sample, "\xD0\xDE\xF0\xFE") && has_any(sample, "\xE0\xE8\xEB\xF8\xFB");
}

/// Czech in windows-1250 and ISO 8859-2, which share most letters. As windows-1252 it has an i with
/// a grave inside of words, beside stroked o's, u's and e's with graves or accented y's, but not
/// the a with a grave of Gaelic, the ae and the a with a ring of Danish. Empty where it is not.
std::string_view czech_encoding(std::string_view sample) {
  if (sample.size() < 3 || !inside_words(sample, "\xEC")) return "";
  if (!inside_words(sample, "\xE8\xF8\xF9\xFD")) return "";
  if (sample.find_first_of("\xC0\xC5\xC6\xE0\xE5\xE6") != std::string_view::npos) return "";
  return has_windows_letters(sample) ? "windows-1250" : "iso-8859-2";
}

/// Letters of Ukrainian in KOI8-U, which are lines of a drawn table in KOI8-R.
constexpr std::string_view kUkrainian = "\xA4\xA6\xA7\xAD\xB4\xB6\xB7\xBD";

/// Ukrainian in KOI8-U: such letters inside of words, and nearly all bytes above ASCII letters of
/// Cyrillic, most of them small, a fifth the commonest vowels.
bool is_ukrainian_of_koi8(std::string_view sample) {
  if (sample.size() < 3 || !inside_words(sample, kUkrainian)) return false;
  std::size_t all = 0;
  std::size_t small = 0;
  std::size_t letters = 0;
  std::size_t vowels = 0;
  for (const char c : sample) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) continue;
    const bool own = kUkrainian.find(c) != std::string_view::npos;
    ++all;
    letters += byte >= 0xC0 || own;
    small += (byte >= 0xC0 && byte < 0xE0) || (own && byte < 0xB0);
    vowels += byte == 0xC1 || byte == 0xC5 || byte == 0xC9 || byte == 0xCF || byte == 0xA6;
  }
  return all >= 12 && letters * 20 >= all * 19 && small * 3 >= all * 2 && vowels * 5 >= all;
}

/// Hebrew has 27 letters, without capitals and accents, which Greek has in every few words.
bool is_hebrew(std::string_view sample) {
  std::size_t letters = 0;
  for (const char c : sample) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) continue;
    if (byte < 0xE0 || byte > 0xFA) return false;
    ++letters;
  }
  return letters >= 12;
}

/// An accented capital alpha of Windows, at the front of words, is an apostrophe of ISO 8859-7.
bool is_greek_of_windows(std::string_view sample) {
  if (has_any(sample, "\xB6")) return false;  // the same letter of ISO 8859-7
  for (std::size_t at = sample.find('\xA2'); at != std::string_view::npos && at + 1 < sample.size();
       at = sample.find('\xA2', at + 1)) {
    if (is_high_letter(sample[at + 1]) && (at == 0 || !is_high_letter(sample[at - 1]))) return true;
  }
  return false;
}

/// What the detector calls `name`, where it takes neighbours for each other.
std::string told_from_neighbours(std::string_view name, std::string_view sample) {
  if (name == "koi8-r" && inside_words(sample, kUkrainian)) return "koi8-u";
  if (name == "iso-8859-7" && is_hebrew(sample)) return "windows-1255";
  if (name == "iso-8859-7" && is_greek_of_windows(sample)) return "windows-1253";
  return std::string(name);
}

/// Of windows-874: a vowel or tone above or below a consonant.
bool is_thai_mark(unsigned char byte) {
  return byte == 0xD1 || (byte >= 0xD4 && byte <= 0xDA) || (byte >= 0xE7 && byte <= 0xEE);
}

bool is_thai_consonant(unsigned char byte) {
  return byte >= 0xA1 && byte <= 0xCE;
}

bool is_thai_base(unsigned char byte) {
  return is_thai_mark(byte) || is_thai_consonant(byte);
}

/// a, aa and am, which stand behind a consonant.
bool is_thai_vowel_behind(unsigned char byte) {
  return byte == 0xD0 || byte == 0xD2 || byte == 0xD3;
}

/// e, ae, o and the two ai, which stand in front of one.
bool is_thai_vowel_in_front(unsigned char byte) {
  return byte >= 0xE0 && byte <= 0xE4;
}

/// Digits and signs, which other scripts have for letters.
bool is_thai_sign(unsigned char byte) {
  return byte == 0xCF || byte == 0xDF || byte == 0xE5 || byte >= 0xEF;
}

/// Letters of a text in windows-874.
struct ThaiLetters {
  std::array<std::size_t, 2> marks = {0, 0};  ///< At even and at odd places of their runs.
  std::size_t all = 0;
  std::size_t signs = 0;
  std::size_t misplaced = 0;  ///< Vowels without the consonant that they stand at.
  bool has_odd_run = false;

  /// Where characters have two bytes, as in Chinese and Korean, they stand in even numbers. A text
  /// of such runs alone has marks at both places, many of them, few signs, and no vowel misplaced.
  bool suffice() const {
    if (has_odd_run) return marks[0] + marks[1] >= kFewestThaiMarks;
    return std::ranges::min(marks) >= kFewestThaiMarksOfAPlace && signs * 20 <= all &&
           (marks[0] + marks[1]) * 8 >= all && misplaced * 100 <= all;
  }
};

/// Thai in windows-874: every mark stands behind a consonant or a mark. Where characters have two
/// bytes, the second may be an ASCII letter.
bool is_thai(std::string_view sample) {
  ThaiLetters letters;
  std::size_t run = 0;
  unsigned char before = ' ';
  for (const char c : sample) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      if (run > 0 && byte >= '@') return false;
      letters.has_odd_run |= run % 2 == 1;
      run = 0;
    } else if (byte <= 0xA0 || (byte > 0xDA && byte < 0xDF) || byte > 0xFB) {
      return false;
    } else {
      if (is_thai_mark(byte) && !is_thai_base(before)) return false;
      letters.misplaced += is_thai_vowel_behind(byte) && !is_thai_base(before) ? 1U : 0U;
      letters.misplaced += is_thai_vowel_in_front(before) && !is_thai_consonant(byte) ? 1U : 0U;
      letters.marks[run % 2] += is_thai_mark(byte) ? 1U : 0U;
      letters.signs += is_thai_sign(byte) ? 1U : 0U;
      ++letters.all;
      ++run;
    }
    before = byte;
  }
  letters.has_odd_run |= run % 2 == 1;
  return letters.suffice();
}

/// The encodings that ICU tells apart well: those of other scripts, and of several bytes.
bool is_told_by_detector(std::string_view name) {
  return !name.starts_with("iso-8859-1") && !name.starts_with("iso-8859-2") &&
         !name.starts_with("windows-1252") && !name.starts_with("windows-1250") &&
         !name.starts_with("iso-8859-9") && !name.starts_with("windows-1254") &&
         !name.starts_with("utf-") && !name.starts_with("ibm");
}

/// The letters beyond ASCII of languages that windows-1252 has, with those of their neighbours that
/// stand in loaned words and names.
constexpr std::array<std::u16string_view, 14> kWestern = {
    u"àâæçéèêëîïôœùûüÿ",  // French
    u"äöüßéèàç",          // German
    u"áéíñóúüªºç",        // Spanish
    u"áàâãçéêíóôõúüªº",   // Portuguese
    u"àèéìíîòóùú",        // Italian
    u"åäöéüàáèñ",         // Swedish
    u"åäöšžéü",           // Finnish
    u"æøåéèêóòôüäöá",     // Danish, Norwegian
    u"áðéíóúýþæö",        // Icelandic
    u"éëïöüèóíáêçäûô",    // Dutch
    u"àçéèíïóòúüñ",       // Catalan
    u"äöõüšžé",           // Estonian
    u"àèìòùé",            // Scottish Gaelic
    u"áéíóú",             // Irish
};
/// The same of languages that windows-1250 and ISO 8859-2 have.
constexpr std::array<std::u16string_view, 7> kCentral = {
    u"ąćęłńóśźżé",         // Polish
    u"áčďéěíňóřšťúůýžöü",  // Czech
    u"áäčďéíĺľňóôŕšťúýž",  // Slovak
    u"áéíóöőúüű",          // Hungarian
    u"ăâîşţ",              // Romanian
    u"čćđšž",              // Croatian
    u"čšžć",               // Slovene
};

/// In UTF-16; nothing where ICU does not have the encoding.
std::optional<std::u16string> decoded(const char* encoding, std::string_view sample) {
  std::u16string text(sample.size(), u'\0');
  UErrorCode code = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(ucnv_open(encoding, &code),
                                                                     ucnv_close);
  const std::int32_t size =
      ucnv_toUChars(converter.get(), text.data(), static_cast<std::int32_t>(text.size()),
                    sample.data(), static_cast<std::int32_t>(sample.size()), &code);
  if (U_FAILURE(code) != 0) return std::nullopt;
  text.resize(static_cast<std::size_t>(size));
  return text;
}

/// Whether the letters beyond ASCII are those of one of the languages; `foreign_in_100` may be
/// others, as names have them.
bool is_of_any(std::u16string_view text, std::span<const std::u16string_view> languages,
               std::size_t foreign_in_100) {
  return std::ranges::any_of(languages, [&](std::u16string_view alphabet) {
    std::size_t letters = 0;
    std::size_t foreign = 0;
    for (const char16_t unit : text) {
      if (unit < 0x80 || u_isalpha(unit) == 0) continue;
      ++letters;
      foreign += alphabet.find(static_cast<char16_t>(u_tolower(unit))) == alphabet.npos ? 1U : 0U;
    }
    return foreign * 100 <= letters * foreign_in_100;
  });
}

/// Whether some sign beyond ASCII stands between two letters, as no text has it, or there is a
/// control character that no text has.
bool has_signs_in_words(std::u16string_view text) {
  constexpr std::u16string_view kOfWords = u"\u00AD\u00B7\u2018\u2019";
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char16_t unit = text[at];
    if (unit >= 0x80 && unit < 0xA0) return true;
    if (unit < 0x80 || u_isalpha(unit) != 0 || kOfWords.find(unit) != std::u16string_view::npos)
      continue;
    if (at > 0 && at + 1 < text.size() && u_isalpha(text[at - 1]) != 0 &&
        u_isalpha(text[at + 1]) != 0)
      return true;
  }
  return false;
}

/// windows-1250 or ISO 8859-2, if the sample's letters are those of one language in it.
std::string_view central_european_by_alphabet(std::string_view sample) {
  for (const char* encoding : {"windows-1250", "iso-8859-2"}) {
    const std::optional<std::u16string> text = decoded(encoding, sample);
    if (text && !has_signs_in_words(*text) && is_of_any(*text, kCentral, 5)) return encoding;
  }
  return "";
}

/// By how much ICU, which goes by the commonest groups of three letters, takes a sample rather for
/// Czech, Hungarian, Polish or Romanian than for a language of windows-1252; from -100 to 100.
int lead_of_central_languages(std::string_view sample) {
  constexpr std::array<std::string_view, 4> kLanguages = {"cs", "hu", "pl", "ro"};
  UErrorCode code = U_ZERO_ERROR;
  const std::unique_ptr<UCharsetDetector, decltype(&ucsdet_close)> detector(ucsdet_open(&code),
                                                                            ucsdet_close);
  ucsdet_setText(detector.get(), sample.data(), static_cast<std::int32_t>(sample.size()), &code);
  std::int32_t count = 0;
  const UCharsetMatch** matches = ucsdet_detectAll(detector.get(), &count, &code);
  int central = 0;
  int western = 0;
  for (std::int32_t i = 0; U_SUCCESS(code) != 0 && i < count; ++i) {
    const std::string_view language = ucsdet_getLanguage(matches[i], &code);
    const std::string name = ascii_lower(ucsdet_getName(matches[i], &code));
    const int confidence = ucsdet_getConfidence(matches[i], &code);
    if (std::ranges::find(kLanguages, language) != kLanguages.end()) {
      central = std::max(central, confidence);
    } else if (name.starts_with("iso-8859-1") || name == "windows-1252") {
      western = std::max(western, confidence);
    }
  }
  return central - western;
}

/// What a text is that nothing tells from windows-1252 but which letters a language has: those of
/// one language of it, or of one that windows-1250 has and ICU takes for such too; "" where the
/// letters say the one and ICU is in doubt.
std::string_view told_by_alphabets(std::string_view sample) {
  constexpr int kClearLead = 5;
  constexpr std::string_view kWesternName = "windows-1252";
  const std::optional<std::u16string> text = decoded("windows-1252", sample);
  if (!text || is_of_any(*text, kWestern, 0)) return kWesternName;
  const std::string_view central = central_european_by_alphabet(sample);
  if (central.empty()) return kWesternName;
  const int lead = lead_of_central_languages(sample);
  if (lead > kClearLead) return central;
  return lead >= 0 ? "" : kWesternName;
}

}  // namespace

std::string guess_encoding(std::string_view sample) {
  if (is_thai(sample)) return "windows-874";
  // What is short may be any of several scripts.
  if (has_words_of_dos(sample)) return is_russian_of_dos(sample) ? "ibm866" : "";
  UErrorCode code = U_ZERO_ERROR;
  const std::unique_ptr<UCharsetDetector, decltype(&ucsdet_close)> detector(ucsdet_open(&code),
                                                                            ucsdet_close);
  ucsdet_setText(detector.get(), sample.data(), static_cast<std::int32_t>(sample.size()), &code);
  const UCharsetMatch* match = ucsdet_detect(detector.get(), &code);
  if (U_SUCCESS(code) != 0 && match != nullptr) {
    const int confidence = ucsdet_getConfidence(match, &code);
    const std::string name = ascii_lower(ucsdet_getName(match, &code));
    const int enough = has_foreign_words(sample) ? kLikely : kConfident;
    if (confidence >= enough && is_told_by_detector(name))
      return told_from_neighbours(name, sample);
  }
  if (is_ukrainian_of_koi8(sample)) return "koi8-u";
  if (has_foreign_words(sample) || has_signs_for_letters(sample)) return "";
  if (const std::string_view czech = czech_encoding(sample); !czech.empty())
    return std::string(czech);
  if (is_central_european(sample)) return std::string(central_european_encoding(sample));
  if (!is_western_text(sample) || has_capitals_for_letters(sample) || is_baltic(sample)) return "";
  if (is_hungarian(sample)) return has_windows_letters(sample) ? "windows-1250" : "iso-8859-2";
  if (is_turkish(sample)) return "windows-1254";
  if (is_western_with_euro(sample)) return "iso-8859-15";
  return std::string(told_by_alphabets(sample));
}

}  // namespace vitrine::ingest
