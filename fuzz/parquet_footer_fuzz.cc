// The metadata of a Parquet file: what is to be changed in a retyped copy lies within it,
// and no change touches another.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

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
  std::vector<vitrine::ingest::FooterChange> changes = footer->retyping;
  std::ranges::sort(changes, {}, &vitrine::ingest::FooterChange::at);
  std::uint64_t end = 4;
  for (const vitrine::ingest::FooterChange& change : changes) {
    if (change.at < end || change.at > 4 + size || change.size > 4 + size - change.at)
      __builtin_trap();
    end = change.at + change.size;
  }
  return 0;
}
