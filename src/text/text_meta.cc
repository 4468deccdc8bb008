#include "text/text_meta.h"

#include <utility>

#include "text/varint.h"

namespace vitrine::text {

std::string write_text_meta(const std::string& language, std::span<const TextField> fields) {
  std::string text;
  append_varint(text, language.size());
  text += language;
  for (const TextField& field : fields) {
    append_varint(text, field.name.size());
    text += field.name;
    append_varint(text, static_cast<std::uint64_t>(field.weight * 16));
  }
  return text;
}

bool read_text_meta(std::span<const unsigned char> bytes, std::uint32_t num_fields,
                    TextMeta& meta) {
  const unsigned char* at = bytes.data();
  const unsigned char* end = at + bytes.size();
  const auto read_string = [&](std::string& out) {
    const std::uint64_t size = read_varint(at, end);
    if (size > static_cast<std::uint64_t>(end - at)) return false;
    out.assign(reinterpret_cast<const char*>(at), size);
    at += size;
    return true;
  };
  if (!read_string(meta.language)) return false;
  for (std::uint32_t f = 0; f < num_fields; ++f) {
    TextField field;
    if (!read_string(field.name)) return false;
    field.weight = static_cast<float>(read_varint(at, end)) / 16;
    meta.fields.push_back(std::move(field));
  }
  return true;
}

}  // namespace vitrine::text
