// A delimited text, .tsv if the first byte is odd: its layout is found, then it is split into
// records.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "ingest/csv_layout.h"
#include "ingest/csv_records.h"
#include "ingest/table_evidence.h"
#include "small_reads.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  (void)vitrine::ingest::is_drawn_table(text);
  const vitrine::ingest::CsvLayout layout =
      vitrine::ingest::layout_of_text(text, true, (data[0] & 1) != 0 ? '\t' : ',', {});
  vitrine::ingest::CsvRecords records(std::make_unique<vitrine::fuzz::SmallReads>(text),
                                      layout.dialect);
  vitrine::ingest::CsvRecord record;
  while (true) {
    const vitrine::Result<bool> more = records.next(record);
    if (!more || !*more) break;
    if (record.line == 0 || record.fields.empty()) __builtin_trap();
    for (const vitrine::ingest::CsvField& field : record.fields) {
      if (field.text.size() > text.size()) __builtin_trap();
    }
  }
  return 0;
}
