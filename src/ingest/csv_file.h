#pragma once
// CSV file: one file judged whole. Its layout, its columns with the evidence of every value, and
// the number of its rows; a file that is not as it says is refused with its line.

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "ingest/csv_layout.h"
#include "ingest/text_types.h"

namespace vitrine::ingest {

struct CsvFile {
  source::SourceFile file;
  CsvLayout layout;
  std::vector<std::string> names;  ///< As the header has them: "" and doubles too. Never empty.
  std::vector<TextEvidence> evidence;
  std::vector<std::uint64_t> nulls;
  std::uint64_t rows = 0;
  bool has_database_nulls = false;  ///< Some field is kNullOfDatabases.
  bool may_hide_records = false;    ///< CsvRecords::quotes_may_hide_records()

  bool commas_are_free() const { return layout.dialect.delimiter != ','; }
};

/// Errors: corrupt with file and line; invalid_argument for options that do not fit the file; io.
/// Cost: one pass, 100 to 300 MB/s; passes again where quotes or the encoding are not what the
/// beginning promised.
Result<CsvFile> scan_csv(const source::SourceFile& file, const source::ReadOptions& options,
                         const ScanProgress& progress);

/// Its records without the header, from the first.
Result<CsvRecords> open_csv(const CsvFile& file);

}  // namespace vitrine::ingest
