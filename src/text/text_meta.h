#pragma once
// Text meta: the language and the fields of a text index or a lexicon, as bytes.
// docs/formats/text-index.md draws them.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "text/index_writer.h"

namespace vitrine::text {

struct TextMeta {
  std::string language;
  std::vector<TextField> fields;
};

std::string write_text_meta(const std::string& language, std::span<const TextField> fields);
/// False where the bytes cannot be the meta of so many fields.
bool read_text_meta(std::span<const unsigned char> bytes, std::uint32_t num_fields, TextMeta& meta);

}  // namespace vitrine::text
