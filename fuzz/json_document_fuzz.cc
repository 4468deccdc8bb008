// A .json file that is one document: the table in it is found and its records made, also with their
// values in quotes.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/json_as_written.h"
#include "ingest/json_file.h"
#include "memory_file.h"
#include "source/source.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const vitrine::fuzz::MemoryFile bytes({reinterpret_cast<const char*>(data), size});
  vitrine::source::SourceFile file;
  file.path = bytes.path();
  file.format = vitrine::source::FileFormat::kJson;
  file.size_bytes = size;
  vitrine::ingest::JsonSchemaScan schema;
  const vitrine::Result<vitrine::ingest::JsonFile> found =
      vitrine::ingest::scan_json(file, {}, schema, [](std::uint64_t) { return vitrine::Status(); });
  if (!found) return 0;
  vitrine::Result<vitrine::ingest::JsonFileReader> reader =
      vitrine::ingest::JsonFileReader::open(*found);
  if (!reader) __builtin_trap();
  vitrine::schema::Features keys = schema.features();
  for (vitrine::schema::FeatureField& key : keys) key.type = vitrine::schema::Feature::json();
  vitrine::ingest::JsonQuoter quoter(keys);
  vitrine::ingest::JsonSchemaScan quoted;
  vitrine::ingest::JsonRecord record;
  std::uint64_t rows = 0;
  while (true) {
    const vitrine::Result<bool> more = reader->next(record);
    // What was judged whole can be read again.
    if (!more) __builtin_trap();
    if (!*more) break;
    ++rows;
    const vitrine::Result<std::string_view> strings = quoter.quote(record.text);
    if (!strings) __builtin_trap();
    std::string padded(*strings);
    padded.resize(strings->size() + vitrine::ingest::JsonRecords::kRecordPadding);
    if (!quoted.add(std::string_view(padded).substr(0, strings->size()))) __builtin_trap();
  }
  if (rows != found->rows) __builtin_trap();
  for (const vitrine::schema::FeatureField& key : quoted.features()) {
    // Texts that are all dates are dates.
    if (key.type.kind != vitrine::schema::Feature::Kind::kValue) __builtin_trap();
  }
  return 0;
}
