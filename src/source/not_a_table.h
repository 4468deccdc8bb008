#pragma once
// Not a table: what a file or folder is that nothing here reads, by its first bytes and its name,
// with the line that makes a table of it. foreign_formats.h lists them.

#include <string>
#include <string_view>

#include "base/file.h"

namespace vitrine::source {

/// "x.h5 is an HDF5 file: ...", or empty where the file may be a table. `head` has its first bytes,
/// of compressed files those inside. Not to be asked of archives and workbooks that are read.
std::string not_a_table(std::string_view name, std::string_view head);

/// Whether a zip archive that begins so is an Excel workbook of XML, whatever it is called.
bool is_workbook(std::string_view head);

/// The same of a folder whose files are tables only together: Delta, Iceberg, Hudi, Lance, Zarr.
std::string not_a_folder_of_tables(const fs::path& folder);

}  // namespace vitrine::source
