#pragma once
// SQLite databases: a table or view as rows. The one place that sees sqlite3.h.
//
// The file is opened read-only and immutable: nothing is written beside it and no lock is taken.
// SQLite's columns have types that their values need not have, so the values decide, the declared
// type with them:
//   integers                      int64; bool where BOOLEAN is declared and all are 0 or 1
//   reals, and integers beside    float64 (integers beyond 53 bits: text)
//   texts                         string; date32 or timestamp[us] where such a type is declared and
//                                 all are written as YYYY-MM-DD or YYYY-MM-DD HH:MM:SS[.ffffff]
//   numbers and texts             string, numbers in their shortest form
//   a blob among them, or text that is not UTF-8    binary
// Functions that a stranger's view could call for their effects are off; a row that takes more than
// two billion steps of SQLite's machine ends the reading.
// Cost: one pass over the table to find the types, one to read it. Memory: a row.

#include <string>
#include <vector>

#include "base/file.h"
#include "base/result.h"
#include "formats/row_file.h"

namespace vitrine::formats {

/// Tables and views by name, in the order of their making, those that maps keep for themselves
/// (GeoPackage, SpatiaLite) last; not what SQLite keeps for itself.
/// Errors: corrupt; unsupported (encrypted, changes that wait in a journal); not_found, io.
Result<std::vector<std::string>> sqlite_tables(const fs::path& path);

/// Errors: as above; invalid_argument with SQLite's words, as for a view of tables that are gone.
/// `max_steps` are SQLite's for one row, in millions.
Result<RowFile> open_sqlite(const fs::path& path, const std::string& table, int max_steps = 2000);

}  // namespace vitrine::formats
