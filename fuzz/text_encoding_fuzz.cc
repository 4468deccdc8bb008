// A text in an encoding: UTF-8, UTF-16 or what is guessed of it. What comes out of a decoder is
// UTF-8.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/utf8.h"
#include "ingest/encoding_guess.h"
#include "ingest/text_encoding.h"
#include "small_reads.h"

namespace {

void decode(std::string_view text, const std::string& encoding) {
  auto reader =
      vitrine::ingest::utf8_reader(std::make_unique<vitrine::fuzz::SmallReads>(text), encoding);
  if (!reader) return;
  std::string out;
  std::array<char, 100> buffer{};
  while (true) {
    const vitrine::Result<std::size_t> n = (*reader)->read(buffer);
    if (!n) return;
    if (*n > buffer.size()) __builtin_trap();
    if (*n == 0) break;
    out.append(buffer.data(), *n);
  }
  if (encoding != "utf-8" && !vitrine::is_valid_utf8(out)) __builtin_trap();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  constexpr std::array<const char*, 10> kNames = {
      "utf-8",   "utf-16le", "utf-16be", "windows-1252", "shift_jis",
      "gb18030", "euc-kr",   "big5",     "iso-2022-jp",  "koi8-r"};
  for (const std::string& encoding :
       {vitrine::ingest::encoding_of_mark(text), vitrine::ingest::guess_encoding(text)}) {
    if (!encoding.empty()) decode(text, encoding);
  }
  const vitrine::Result<std::string> named =
      vitrine::ingest::encoding_called(kNames.at(data[0] % kNames.size()));
  if (!named) __builtin_trap();
  decode(text, *named);
  return 0;
}
