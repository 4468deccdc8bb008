#pragma once
// JSON rows: the records of judged files as a table of DuckDB's with one column, "json": for files
// that DuckDB does not read as we do.

#include <memory>
#include <vector>

#include "duck/row_source.h"
#include "ingest/json_file.h"

namespace vitrine::ingest {

/// The records of all files, one after the other; where `quoted` names keys, with these alone, as
/// JsonQuoter makes them. Errors of reading: corrupt with the file's name; io.
std::shared_ptr<const duck::RowSource> json_rows(std::vector<JsonFile> files,
                                                 schema::Features quoted);

}  // namespace vitrine::ingest
