// Chunks and shards of the Xet protocol: the first byte says which, the rest is the file. Whatever
// the bytes, they are contents or an error.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "pushed/xet_shard.h"
#include "pushed/xorb.h"

namespace {

void unpack(std::string_view bytes) {
  const vitrine::Result<vitrine::pushed::Xorb> xorb = vitrine::pushed::Xorb::parse(bytes);
  if (!xorb) return;
  std::string out;
  for (std::size_t i = 0; i < std::min<std::size_t>(xorb->num_chunks(), 16); ++i) {
    out.clear();
    static_cast<void>(xorb->append_chunk(i, out));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] % 2 == 0) {
    unpack(bytes);
  } else {
    static_cast<void>(vitrine::pushed::parse_xet_shard(bytes));
  }
  return 0;
}
