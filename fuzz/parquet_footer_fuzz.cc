// The metadata of a Parquet file: what is to be changed in a retyped copy lies within it.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "ingest/parquet_footer.h"
#include "memory_file.h"
#include "stored_zip.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string bytes = "PAR1";
  bytes.append(reinterpret_cast<const char*>(data), size);
  vitrine::fuzz::append_number(bytes, size, 4);
  bytes += "PAR1";
  const vitrine::fuzz::MemoryFile file(bytes);
  const vitrine::Result<vitrine::ingest::ParquetFooter> footer =
      vitrine::ingest::read_parquet_footer(file.path());
  if (!footer) return 0;
  if (footer->columns.empty()) __builtin_trap();
  for (const auto& [offset, byte] : footer->retyping) {
    if (offset < 4 || offset >= 4 + size) __builtin_trap();
  }
  return 0;
}
