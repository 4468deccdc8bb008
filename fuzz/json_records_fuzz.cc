// A JSON file, or JSON Lines if the first byte is odd: split into records, each of which teaches
// the schema something.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "ingest/json_records.h"
#include "ingest/json_schema.h"
#include "small_reads.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  vitrine::ingest::JsonRecords records(std::make_unique<vitrine::fuzz::SmallReads>(text),
                                       (data[0] & 1) != 0);
  vitrine::ingest::JsonSchemaScan scan;
  vitrine::ingest::JsonRecord record;
  while (true) {
    const vitrine::Result<bool> more = records.next(record);
    if (!more || !*more) break;
    if (record.line == 0 || record.text.size() > text.size()) __builtin_trap();
    if (!scan.add(record.text)) break;
  }
  (void)scan.features();
  return 0;
}
