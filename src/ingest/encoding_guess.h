#pragma once
// Encoding guess: in which encoding a text is that is not UTF-8, by its bytes alone.
//
// Other scripts, and encodings of several bytes, are told by ICU's detector where it is sure; what
// it takes for each other, and the many single bytes of Latin letters, by what words of a language
// can hold. Where neither tells, there is no guess: the text is for a person to name.

#include <string>
#include <string_view>

namespace vitrine::ingest {

/// The likeliest encoding of a text that is not UTF-8. Source: ICU's detector for the scripts that
/// it tells with confidence, else windows-1252. Empty where the bytes are no text in it.
std::string guess_encoding(std::string_view sample);

}  // namespace vitrine::ingest
