#pragma once
// The readers of the formats that DuckDB does not read, by format: the one place where a reader of
// formats/ is named. Private to ingest.

#include <memory>
#include <vector>

#include "base/result.h"
#include "formats/row_file.h"
#include "source/source.h"

namespace vitrine::ingest {

/// Errors, also of reading its rows: those of the format's reader, with the file's name in front.
Result<formats::RowFile> open_row_file(const source::SourceFile& file,
                                       const source::ReadOptions& reading);

/// Sources of the same columns, one after the other. Requires: at least one.
std::shared_ptr<const duck::RowSource> chain_rows(
    std::vector<std::shared_ptr<const duck::RowSource>> parts);

}  // namespace vitrine::ingest
