#include "encoder/bert_characters.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

namespace vitrine::encoder {
namespace {

/// The blocks that BERT sets apart, with the gap at U+2B820 that its reference has.
bool is_set_apart(char32_t c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) ||
         (c >= 0x20000 && c <= 0x2A6DF) || (c >= 0x2A700 && c <= 0x2B73F) ||
         (c >= 0x2B740 && c <= 0x2B81F) || (c >= 0x2B920 && c <= 0x2CEAF) ||
         (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x2F800 && c <= 0x2FA1F);
}

bool is_ascii_punctuation(char32_t c) {
  return (c >= 33 && c <= 47) || (c >= 58 && c <= 64) || (c >= 91 && c <= 96) ||
         (c >= 123 && c <= 126);
}

UChar32 icu(char32_t c) {
  return static_cast<UChar32>(c);
}

}  // namespace

BertCharacter bert_character(char32_t c) {
  if (c == '\t' || c == '\n' || c == '\r') return BertCharacter::kSpace;
  const std::uint32_t category = U_GET_GC_MASK(icu(c));
  if (c == 0xFFFD || (category & (U_GC_CC_MASK | U_GC_CF_MASK | U_GC_CO_MASK)) != 0)
    return BertCharacter::kDropped;
  if (u_isUWhiteSpace(icu(c)) != 0) return BertCharacter::kSpace;
  if (is_set_apart(c)) return BertCharacter::kIdeograph;
  if (is_ascii_punctuation(c) || (category & U_GC_P_MASK) != 0) return BertCharacter::kPunctuation;
  return BertCharacter::kPart;
}

bool is_bert_accent(char32_t c) {
  return u_charType(icu(c)) == U_NON_SPACING_MARK;
}

char32_t bert_lower(char32_t c) {
  return static_cast<char32_t>(u_tolower(icu(c)));
}

int bert_decompose(char32_t c, char32_t* out) {
  UErrorCode error = U_ZERO_ERROR;
  static const icu::Normalizer2* const nfd = icu::Normalizer2::getNFDInstance(error);
  icu::UnicodeString decomposed;
  if (nfd == nullptr || nfd->getDecomposition(icu(c), decomposed) == 0) return 0;
  int length = 0;
  for (std::int32_t i = 0; i < decomposed.length() && length < kMaxDecomposition;
       i = decomposed.moveIndex32(i, 1))
    out[length++] = static_cast<char32_t>(decomposed.char32At(i));
  return length;
}

}  // namespace vitrine::encoder
