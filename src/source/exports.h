#pragma once
// Exports: files that databases and clusters write without an ending, "part-00000",
// "0000_part_00", "bq-results-000000000000". Their format is told by their content, and what their
// parts have in common tells how text is parted and whether it has a header.

#include "base/result.h"
#include "source/main_format.h"
#include "source/source.h"

namespace vitrine::source {

/// Those called as parts of an export are: without an ending and with a digit, in their order; not
/// those that begin with '_', as marks of success do.
Paths export_files(const Paths& files);

/// Settles the delimiter and the header of a config whose files all are texts without an ending,
/// and says so: they are several, every line of their beginnings has as many fields, two at least,
/// and their first lines are the header if they have the same fields. Changes nothing of any other
/// config. Errors: those of reading a file.
Status settle_exports(SourceConfig& config, std::string_view encoding);

/// Whether each text of the config is JSON or was settled. Requires: settle_exports() was called.
bool are_exports_certain(const SourceConfig& config);

/// What to do with files that are not read from a folder: "name them: ...".
std::string naming_advice(const fs::path& folder, const Paths& files);

}  // namespace vitrine::source
