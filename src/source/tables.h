#pragma once
// Tables: files that hold several are as many configs.

#include <vector>

#include "base/result.h"
#include "formats/excel_file.h"
#include "source/source.h"

namespace vitrine::source {

/// What is said of reading a file, of a sheet.
formats::SheetReading sheet_reading(const ReadOptions& reading);

/// Replaces each config whose files hold several tables (SQLite, Excel) by one for each table,
/// called by it in the characters that a config's name may have; a single table keeps the config's
/// name. A split has those of its files that hold the table. Beside others, tables that cannot be
/// read for what they are (empty sheets, views of tables that are gone) are left out with a notice.
/// Errors: those of listing the tables, with the file; invalid_argument for files without any.
/// Cost: of files with several tables, opening each.
Status expand_tables(std::vector<SourceConfig>& configs);

}  // namespace vitrine::source
