#include "ingest/text_encoding.h"

#include <unicode/ucnv.h>
#include <unicode/ucsdet.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "base/ascii.h"
#include "base/utf8.h"
#include "source/wide_text.h"

namespace vitrine::ingest {
namespace {

constexpr std::size_t kInputBytes = std::size_t{64} << 10U;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
/// ICU's confidence, 0 to 100, from which its answer is better than the most common encoding; and
/// where that is ruled out.
constexpr int kConfident = 45;
constexpr int kLikely = 25;
/// So many marks do not each stand behind a consonant by chance.
constexpr std::size_t kFewestThaiMarks = 4;
constexpr std::size_t kFewestThaiMarksOfAPlace = 3;

struct CloseConverter {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, CloseConverter>;

Converter open_converter(const std::string& encoding) {
  UErrorCode code = U_ZERO_ERROR;
  Converter converter(ucnv_open(encoding.c_str(), &code));
  if (U_FAILURE(code) != 0) return nullptr;
  ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &code);
  return converter;
}

/// Passes bytes on, without a byte order mark at the front.
class MarkSkipper final : public ByteReader {
 public:
  explicit MarkSkipper(std::unique_ptr<ByteReader> input) : input_(std::move(input)) {}

  Result<std::size_t> read(std::span<char> out) override {
    if (started_ || out.size() < kByteOrderMark.size()) return input_->read(out);
    started_ = true;
    std::size_t size = 0;
    while (size < kByteOrderMark.size()) {
      const Result<std::size_t> n = input_->read(out.subspan(size));
      if (!n || (*n == 0 && size == 0)) return n;
      if (*n == 0) break;
      size += *n;
    }
    if (!std::string_view(out.data(), size).starts_with(kByteOrderMark)) return size;
    size -= kByteOrderMark.size();
    if (size == 0) return input_->read(out);
    std::memmove(out.data(), out.data() + kByteOrderMark.size(), size);
    return size;
  }
  std::uint64_t consumed() const override { return input_->consumed(); }

 private:
  std::unique_ptr<ByteReader> input_;
  bool started_ = false;
};

class DecodingReader final : public ByteReader {
 public:
  DecodingReader(std::unique_ptr<ByteReader> input, std::string encoding, Converter from,
                 Converter to)
      : input_(std::move(input)),
        encoding_(std::move(encoding)),
        from_(std::move(from)),
        to_(std::move(to)),
        bytes_(kInputBytes) {}

  Result<std::size_t> read(std::span<char> out) override {
    char* target = out.data();
    while (target == out.data() && !done_) {
      if (source_ == source_end_ && !ended_) {
        const Result<std::size_t> n = input_->read(bytes_);
        if (!n) return n;
        source_ = bytes_.data();
        source_end_ = source_ + *n;
        ended_ = *n == 0;
      }
      UErrorCode code = U_ZERO_ERROR;
      ucnv_convertEx(to_.get(), from_.get(), &target, out.data() + out.size(), &source_,
                     source_end_, pivot_.data(), &pivot_source_, &pivot_target_,
                     pivot_.data() + pivot_.size(), 0, static_cast<UBool>(ended_), &code);
      if (U_FAILURE(code) != 0 && code != U_BUFFER_OVERFLOW_ERROR)
        return wrong_bytes({out.data(), target}, code);
      done_ = ended_ && code != U_BUFFER_OVERFLOW_ERROR;
    }
    line_ += line_ends(std::string_view(out.data(), target));
    return static_cast<std::size_t>(target - out.data());
  }
  std::uint64_t consumed() const override { return input_->consumed(); }

 private:
  template <typename Text>
  static std::uint64_t line_ends(const Text& text) {
    return static_cast<std::uint64_t>(std::ranges::count(text, '\n'));
  }

  /// What is wrong behind `text`, which is decoded but not handed out, and what the pivot holds.
  Error wrong_bytes(std::string_view text, UErrorCode code) const {
    const std::u16string_view pivot(pivot_source_, pivot_target_);
    const std::uint64_t line = line_ + line_ends(text) + line_ends(pivot);
    const std::string place = "line " + std::to_string(line) + " ";
    if (code == U_TRUNCATED_CHAR_FOUND)
      return corrupt(place + "is not valid " + encoding_ +
                     ": the file ends inside of a character: copy or write it again");
    return corrupt(place + "is not valid " + encoding_ +
                   ": mend it, or name the encoding (--encoding)");
  }

  std::unique_ptr<ByteReader> input_;
  std::string encoding_;
  Converter from_;
  Converter to_;
  std::vector<char> bytes_;
  const char* source_ = nullptr;
  const char* source_end_ = nullptr;
  std::array<UChar, 4096> pivot_{};
  UChar* pivot_source_ = pivot_.data();
  UChar* pivot_target_ = pivot_.data();
  std::uint64_t line_ = 1;  // of what comes next
  bool ended_ = false;
  bool done_ = false;
};

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

/// Lines that have bytes above ASCII, at most kMostSample of them.
Result<std::string> other_than_ascii(ByteReader& reader) {
  constexpr std::size_t kMostSample = std::size_t{64} << 10U;
  std::string sample;
  std::string text;
  std::vector<char> buffer(kInputBytes);
  while (sample.size() < kMostSample) {
    const Result<std::size_t> n = reader.read(buffer);
    if (!n) return n.error();
    if (*n == 0) break;
    text.append(buffer.data(), *n);
    std::size_t begin = 0;
    for (std::size_t end = text.find('\n'); end != std::string::npos;
         end = text.find('\n', begin)) {
      const std::string_view line(text.data() + begin, end + 1 - begin);
      if (std::ranges::any_of(line, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }))
        sample += line;
      begin = end + 1;
    }
    text.erase(0, begin);
  }
  return sample.size() < kMostSample ? sample + text : sample;
}

/// The first bytes, which tell a text of wide characters and one that changes alphabets.
Result<std::string> head_of(ByteReader& reader) {
  static_assert(kInputBytes >= source::kWideHead);
  std::string head(kInputBytes, '\0');
  std::size_t size = 0;
  while (size < head.size()) {
    const Result<std::size_t> n = reader.read(std::span(head).subspan(size));
    if (!n) return n.error();
    if (*n == 0) break;
    size += *n;
  }
  head.resize(size);
  return head;
}

/// The encoding whose byte order mark stands first; empty without one.
std::string_view byte_order_mark(std::string_view head) {
  if (head.starts_with(kByteOrderMark)) return "utf-8";
  if (head.starts_with(std::string_view("\xFF\xFE\0\0", 4))) return "utf-32le";
  if (head.starts_with(std::string_view("\0\0\xFE\xFF", 4))) return "utf-32be";
  if (head.starts_with("\xFF\xFE")) return "utf-16le";
  return head.starts_with("\xFE\xFF") ? "utf-16be" : "";
}

}  // namespace

Result<std::string> encoding_called(std::string_view name) {
  std::string lower = ascii_lower(name);
  std::ranges::replace(lower, '_', '-');
  if (const std::string_view wide = source::utf16_called(lower); !wide.empty()) {
    const bool says_order = wide == "utf-16be" || lower.ends_with("le");
    return std::string(says_order ? wide : "utf-16");
  }
  static constexpr std::array<std::string_view, 8> kWestern = {
      "latin-1", "latin1", "iso-8859-1", "iso8859-1", "l1", "cp1252", "windows-1252", "ansi"};
  if (std::ranges::find(kWestern, lower) != kWestern.end()) return std::string("windows-1252");
  if (lower == "utf8" || lower == "utf-8" || lower == "utf-8-sig" || lower == "ascii" ||
      lower == "us-ascii")
    return std::string("utf-8");
  const bool simple = !lower.empty() && std::ranges::all_of(lower, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == ':' || c == '.';
  });
  if (!simple || !open_converter(lower))
    return invalid_argument("\"" + std::string(name) +
                            "\" is no encoding: write windows-1252, utf-16, shift_jis or another "
                            "name of the Encoding Standard");
  return lower;
}

std::string encoding_of_mark(std::string_view head) {
  if (head.starts_with(kByteOrderMark)) return "utf-8";
  if (head.starts_with(std::string_view("\xFF\xFE\0\0", 4))) return "utf-32";
  if (head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF")) return "utf-16";
  const std::string_view wide = source::utf16_without_mark(head);
  const bool is_ascii =
      std::ranges::all_of(head, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (wide.empty() && is_ascii && has_escapes_of_japanese(head)) return "iso-2022-jp";
  return std::string(wide);
}

bool has_escapes_of_japanese(std::string_view text) {
  for (std::size_t at = text.find('\x1B'); at != std::string_view::npos;
       at = text.find('\x1B', at + 1)) {
    const std::string_view escape = text.substr(at, 3);
    if (escape == "\x1B$B" || escape == "\x1B$@") return true;
  }
  return false;
}

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
  if (is_hungarian(sample)) return "iso-8859-2";
  if (is_turkish(sample)) return "windows-1254";
  return is_western_with_euro(sample) ? "iso-8859-15" : "windows-1252";
}

Result<std::string> first_encoding(const source::SourceFile& file, std::string_view said) {
  Result<std::string> named = said.empty() ? Result<std::string>("") : encoding_called(said);
  if (!named) return named;
  Result<std::unique_ptr<ByteReader>> reader = ByteReader::open(file);
  if (!reader) return std::move(reader).error();
  Result<std::string> head = head_of(**reader);
  if (!head) return head;
  if (!said.empty()) {
    const std::string_view mark = byte_order_mark(*head);
    if (!mark.empty() && !mark.starts_with(*named))
      return invalid_argument(file.path.filename().string() +
                              " begins with the byte order mark of " + std::string(mark) +
                              ", so that it is not in " + std::string(said) +
                              ": leave the encoding out");
    if (*named == "utf-16" && mark.empty()) {
      const std::string_view found = source::utf16_without_mark(*head);
      return std::string(found.empty() ? source::utf16_called(*named) : found);
    }
    return named;
  }
  const std::string marked = encoding_of_mark(*head);
  return marked.empty() ? std::string("utf-8") : marked;
}

namespace {

/// Half of a character of UTF-16 in the form of UTF-8, as Java's and Oracle's exports have it.
bool is_half_in_utf8(std::string_view text) {
  return text.size() >= 3 && text[0] == '\xED' && static_cast<unsigned char>(text[1]) >= 0xA0 &&
         static_cast<unsigned char>(text[1]) < 0xC0 &&
         static_cast<unsigned char>(text[2]) >= 0x80 && static_cast<unsigned char>(text[2]) < 0xC0;
}

}  // namespace

Result<std::string> second_encoding(const source::SourceFile& file) {
  Result<std::unique_ptr<ByteReader>> reader = ByteReader::open(file);
  if (!reader) return std::move(reader).error();
  const Result<std::string> sample = other_than_ascii(**reader);
  if (!sample) return sample.error();
  std::size_t characters = 0;
  std::size_t broken = 0;
  for (std::string_view rest = *sample; !rest.empty();) {
    const std::size_t length = is_half_in_utf8(rest) ? 3 : utf8_sequence_length(rest);
    characters += length > 1 ? 1U : 0U;
    broken += length == 0 ? 1U : 0U;
    rest.remove_prefix(std::max<std::size_t>(length, 1));
  }
  // Characters of several bytes are not there by chance.
  return characters >= broken && characters > 0 ? std::string() : guess_encoding(*sample);
}

Result<std::unique_ptr<ByteReader>> open_text(const source::SourceFile& file,
                                              const std::string& encoding) {
  Result<std::unique_ptr<ByteReader>> bytes = ByteReader::open(file);
  if (!bytes) return bytes;
  return utf8_reader(*std::move(bytes), encoding);
}

Result<std::unique_ptr<ByteReader>> utf8_reader(std::unique_ptr<ByteReader> input,
                                                const std::string& encoding) {
  if (encoding == "utf-8")
    return std::unique_ptr<ByteReader>(std::make_unique<MarkSkipper>(std::move(input)));
  Converter from = open_converter(encoding);
  Converter to = open_converter("utf-8");
  if (!from || !to) return internal_error("no converter for " + encoding);
  // ICU takes a mark for a character where the name settles the byte order.
  auto decoded =
      std::make_unique<DecodingReader>(std::move(input), encoding, std::move(from), std::move(to));
  return std::unique_ptr<ByteReader>(std::make_unique<MarkSkipper>(std::move(decoded)));
}

}  // namespace vitrine::ingest
