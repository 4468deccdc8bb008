#pragma once
// Push folder: a whole dataset as a folder that is ready to become a repository of the Hub:
// README.md and {config}/{split}-00000-of-00002.parquet, ... as push_to_hub() lays them out (the
// config `default` in data/), and what the card shows, where it names it.
// `datasets.load_dataset(folder)` reads it, and importing it again gives the same columns and rows.

#include <stop_token>

#include "base/file.h"
#include "base/progress.h"
#include "base/result.h"
#include "export/output_place.h"
#include "store/library.h"

namespace vitrine::exporting {

/// Fills the existing empty folder. The card is the dataset's own, with `configs` and
/// `dataset_info` written anew. Errors: unsupported for a dataset with media files; cancelled, io.
/// Cost: a copy of the Parquet files, sharing blocks where the file system can.
Status write_push_folder(const store::Snapshot& snapshot, const fs::path& folder,
                         ProgressSink* progress, const std::stop_token& stop);

/// Tells the files that write_push_folder() may have written into `folder`: pictures are those that
/// its README.md names.
OutputPlace::IsOurs files_of_push_folder(const fs::path& folder);

}  // namespace vitrine::exporting
