#include "duck/arrow_message.h"

namespace vitrine::duck {
namespace {

constexpr std::int16_t kVersion5 = 4;
constexpr std::string_view kContinuation = "\xff\xff\xff\xff";

}  // namespace

void append_arrow_message(std::string& out, FlatBuilder& metadata, ArrowMessageKind kind,
                          FlatBuilder::Place header, std::string_view body) {
  metadata.begin_table();
  metadata.add(3, static_cast<std::int64_t>(body.size()));
  metadata.add_offset(2, header);
  metadata.add(0, kVersion5);
  metadata.add(1, static_cast<std::uint8_t>(kind));
  const std::string bytes = metadata.finish(metadata.end_table());
  out += kContinuation;
  for (std::size_t i = 0; i < 4; ++i) out += static_cast<char>(bytes.size() >> (8 * i) & 0xffU);
  out += bytes;
  out += body;
}

}  // namespace vitrine::duck
