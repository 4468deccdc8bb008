#pragma once
// Site: a small dataset as a folder that any plain file server can serve: the web page, and what it
// would ask a server for, in files. docs/export.md has the layout.
//
// Rows, what they show (pictures, recordings, ...), statistics, card and Parquet files are there;
// the page itself searches, filters and sorts splits of up to 10,000 rows. What takes more
// (meaning, SQL, maps) is not there, nor offered.

#include <stop_token>

#include "base/file.h"
#include "base/progress.h"
#include "base/result.h"
#include "engine/engine.h"
#include "export/output_place.h"

namespace vitrine::exporting {

/// Beyond these a page that fetches files is no good way to look at a dataset.
inline constexpr std::uint64_t kMaxSiteRows = 100'000;
/// Of values with the files that rows show, and of rows as JSON.
inline constexpr std::uint64_t kMaxSiteBytes = 512'000'000;

/// Whether a site can hold the dataset, by what its manifest says. Errors: too_large, with what to
/// do instead.
Status check_site(const store::Manifest& manifest);

/// Fills the existing empty folder with `snapshot`, the dataset's current one, as the API answers.
/// Errors: cancelled, io; unsupported in a binary without the page; unavailable if the dataset was
/// imported anew meanwhile.
Status write_site(engine::Engine& engine, const store::Snapshot& snapshot, const fs::path& folder,
                  ProgressSink* progress, const std::stop_token& stop);

/// Tells the files that write_site() wrote into `folder`; none where it never did.
OutputPlace::IsOurs files_of_site(const fs::path& folder);

}  // namespace vitrine::exporting
