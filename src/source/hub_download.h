#pragma once
// Downloads from the Hub into the cache that it shares with others: hub_cache.h.
//
// Several files come at once. A download that was cut goes on where it stopped, in this run or the
// next; content counts once its size and its hash (SHA-256, or git's for small files) are right.
// A server that never sends all of a file is given up after five attempts without a gain: of 1 MiB,
// or of a sixteenth of a smaller file, beyond what was there at any time before.

#include <stop_token>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "source/hub_client.h"

namespace vitrine::source {

/// Downloads `files` of a revision, those that the cache lacks, and returns the snapshot's folder,
/// in which each stands under its path. Errors: as HubClient; not_found for what the cache lacks
/// where the Hub is not to be asked; corrupt for content that stays wrong when it is fetched anew;
/// unavailable if another process fetches the same; io, too_large if the disk cannot hold it.
Result<fs::path> download_files(const HubClient& client, const HubAddress& address,
                                const std::string& commit, const std::vector<HubFile>& files,
                                ProgressSink* progress, const std::stop_token& stop);

}  // namespace vitrine::source
