// The schema that Arrow leaves in a Parquet footer, without its base64.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/base64.h"
#include "formats/arrow_footer.h"

namespace {

void look_at(const vitrine::formats::FooterField& field) {
  const bool is_moment = field.meaning == vitrine::formats::ArrowMeaning::kTimestamp;
  const bool has_unit = is_moment || field.meaning == vitrine::formats::ArrowMeaning::kTime ||
                        field.meaning == vitrine::formats::ArrowMeaning::kDuration;
  if (has_unit == field.unit.empty() || (!is_moment && !field.zone.empty())) __builtin_trap();
  for (const vitrine::formats::FooterField& child : field.children) look_at(child);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  std::string text;
  vitrine::append_base64(text, bytes);
  const auto fields = vitrine::formats::read_arrow_footer(text);
  if (!fields) return 0;
  for (const vitrine::formats::FooterField& field : *fields) look_at(field);
  return 0;
}
