#pragma once
// CSV rows: judged files of one split as a table of DuckDB's, typed.

#include <memory>
#include <string>
#include <vector>

#include "duck/row_source.h"
#include "ingest/csv_block.h"
#include "ingest/csv_file.h"

namespace vitrine::ingest {

/// Where each target column is in one file: npos where the file has it not, which reads as null.
struct CsvPart {
  CsvFile file;  ///< Its evidence is not needed any more.
  std::vector<std::size_t> positions;
};

/// The rows of all parts, one after the other. Requires: each value was among the evidence of which
/// its column's type was decided. Errors of reading: corrupt with the file's name; io.
std::shared_ptr<const duck::RowSource> csv_rows(std::vector<CsvTarget> targets,
                                                std::vector<CsvPart> parts);

}  // namespace vitrine::ingest
