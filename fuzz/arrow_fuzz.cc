// An Arrow IPC file or stream: opened, and its cells read.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "formats/arrow_file.h"
#include "memory_file.h"
#include "read_rows.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const vitrine::fuzz::MemoryFile file({reinterpret_cast<const char*>(data), size});
  vitrine::fuzz::read_rows(vitrine::formats::open_arrow(file.path()));
  return 0;
}
