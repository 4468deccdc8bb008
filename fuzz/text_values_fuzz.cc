// Values of a column of text, one a line: what the column becomes can be had back, value by value.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "ingest/text_types.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  std::vector<std::string_view> values;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    values.push_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  vitrine::ingest::TextEvidence evidence;
  for (const std::string_view value : values) evidence.add(value);
  for (const unsigned said : {0U, 1U, 2U, 3U}) {
    const vitrine::ingest::TextTable table{.commas = (said & 1U) != 0,
                                           .exponents = (said & 2U) != 0};
    const vitrine::ingest::TextType type = evidence.decide("x", table);
    if (type.form == vitrine::ingest::TextType::Form::kText) continue;
    vitrine::ingest::TextValue out;
    for (const std::string_view value : values) {
      if (!vitrine::ingest::read_text_value(type, value, out)) __builtin_trap();
    }
  }
  return 0;
}
