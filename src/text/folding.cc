#include "text/folding.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

namespace vitrine::text {
namespace {

icu::StringPiece piece_of(std::string_view text) {
  // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): the size goes with it.
  return {text.data(), static_cast<std::int32_t>(text.size())};
}

bool is_hyphen(UChar32 c) {
  return c == 0x2010 || c == 0x2011 || c == 0x2019 || c == 0x02BC;
}

bool writes_no_spaces(UChar32 c) {
  if (c < 0x0E00) return false;
  UErrorCode error = U_ZERO_ERROR;
  switch (uscript_getScript(c, &error)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_HANGUL:
    case USCRIPT_BOPOMOFO:
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR:
      return true;
    default:
      return c == 0x30FC;  // The kana length mark belongs to no script.
  }
}

/// Diacritics that a reader may leave out.
bool is_optional_mark(UChar32 c) {
  return (c >= 0x0300 && c <= 0x036F) || (c >= 0x0591 && c <= 0x05C7) ||
         (c >= 0x0610 && c <= 0x061A) || (c >= 0x064B && c <= 0x065F) || c == 0x0670 || c == 0x0640;
}

/// Latin letters whose stroke or ligature has no Unicode decomposition; null for all others.
const char* plain_latin(UChar32 c) {
  switch (c) {
    case 0x00E6:
      return "ae";
    case 0x0153:
      return "oe";
    case 0x00F8:
      return "o";
    case 0x0142:
      return "l";
    case 0x0111:
    case 0x00F0:
      return "d";
    case 0x00FE:
      return "th";
    case 0x0131:
      return "i";
    case 0x0127:
      return "h";
    default:
      return nullptr;
  }
}

}  // namespace

Character classify(std::string_view text) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  std::int32_t next = 0;
  UChar32 c = 0;
  const auto size = static_cast<std::int32_t>(text.size() < 4 ? text.size() : 4);
  U8_NEXT(bytes, next, size, c);  // NOLINT(bugprone-inc-dec-in-conditions): ICU's macro.
  if (c < 0) return {1, CharacterClass::kSeparator};
  const auto length = static_cast<std::size_t>(next);
  if (is_hyphen(c)) return {length, CharacterClass::kHyphen};
  constexpr std::uint32_t word_mask = U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK;
  const bool in_word = (U_MASK(u_charType(c)) & word_mask) != 0;
  if (in_word && writes_no_spaces(c)) return {length, CharacterClass::kIdeograph};
  // U+00AD, joiners and the like are not seen and part no word; NFKC_Casefold drops them.
  if (in_word || (u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) && c != 0x115F))
    return {length, CharacterClass::kLetter};
  return {length, CharacterClass::kSeparator};
}

std::string fold_case(std::string_view word) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* normalizer = icu::Normalizer2::getNFKCCasefoldInstance(error);
  std::string folded;
  if (U_FAILURE(error)) return std::string(word);
  icu::StringByteSink<std::string> sink(&folded);
  normalizer->normalizeUTF8(0, piece_of(word), sink, nullptr, error);
  if (U_FAILURE(error)) return std::string(word);
  return folded;
}

std::string strip_accents(std::string_view folded) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* nfd = icu::Normalizer2::getNFDInstance(error);
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(error);
  if (U_FAILURE(error)) return std::string(folded);
  const icu::UnicodeString apart =
      nfd->normalize(icu::UnicodeString::fromUTF8(piece_of(folded)), error);
  icu::UnicodeString kept;
  for (std::int32_t i = 0; i < apart.length(); i = apart.moveIndex32(i, 1)) {
    const UChar32 c = apart.char32At(i);
    if (is_optional_mark(c)) continue;
    if (const char* plain = plain_latin(c)) {
      kept.append(icu::UnicodeString(plain, -1, US_INV));
    } else {
      kept.append(c);
    }
  }
  std::string out;
  nfc->normalize(kept, error).toUTF8String(out);
  return U_FAILURE(error) ? std::string(folded) : out;
}

}  // namespace vitrine::text
