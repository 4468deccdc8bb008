#pragma once
// Which of a folder's files are the data, by their names alone.

#include <vector>

#include "base/file.h"

namespace vitrine::source {

using Paths = std::vector<fs::path>;

/// Those with the name of a format that is read, in their order; not those that only describe a
/// dataset.
Paths data_files(const Paths& files);

/// A folder often has a dataset in several formats at once (the Hub shows one): the most frequent
/// one by number of files, Parquet first among equals. A .json file beside others is a manifest or
/// settings more often than data: they count only where they are many. A .txt is a licence or
/// notes: it counts only where nothing else is there. An archive beside data holds pictures or a
/// copy more often than more of the data.
/// Requires: all are data files.
Paths of_main_format(const Paths& files);

}  // namespace vitrine::source
