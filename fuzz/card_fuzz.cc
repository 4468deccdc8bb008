// A README.md with a YAML header, as a stranger's dataset brings it.

#include <cstddef>
#include <cstdint>
#include <string>

#include "source/card.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const vitrine::Result<vitrine::source::Card> card = vitrine::source::parse_card(text);
  if (!card) return 0;
  if (card->text != text || card->markdown.size() > text.size()) __builtin_trap();
  for (const vitrine::source::CardConfig& config : card->configs)
    (void)card->features_of(config.name);
  return 0;
}
