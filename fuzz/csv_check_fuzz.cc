// A CSV file, plain, gzip or zstd by its first byte.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "ingest/csv_check.h"
#include "memory_file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  constexpr vitrine::Compression kCompressions[] = {
      vitrine::Compression::kNone, vitrine::Compression::kGzip, vitrine::Compression::kZstd};
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const vitrine::fuzz::MemoryFile file(bytes);
  vitrine::SourceFile source;
  source.path = file.path();
  source.format = vitrine::FileFormat::kCsv;
  source.compression = kCompressions[data[0] % 3];
  const vitrine::Result<vitrine::CsvSummary> summary = vitrine::check_csv(source);
  if (summary && summary->records > 0 && summary->header.empty()) __builtin_trap();
  return 0;
}
