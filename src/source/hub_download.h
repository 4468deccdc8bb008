#pragma once
// Downloads from the Hub into the cache that huggingface_hub uses, in its layout:
//
//   datasets--{owner}--{name}/blobs/{hash}                the content
//   datasets--{owner}--{name}/blobs/{hash}.incomplete     what has come of it so far
//   datasets--{owner}--{name}/snapshots/{commit}/{path}   a link to the content
//   datasets--{owner}--{name}/refs/{revision}             the commit
//
// Several files come at once. A download that was cut goes on where it stopped, in this run or the
// next; content counts once its size and its hash (SHA-256, or git's for small files) are right.

#include <stop_token>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "source/hub_client.h"

namespace vitrine {

/// Downloads `files` of a revision, those that the cache lacks, and returns the snapshot's folder,
/// in which each stands under its path. Errors: as HubClient; corrupt for content that stays wrong
/// when it is fetched anew; unavailable if another process fetches the same; io, too_large if the
/// disk cannot hold it.
Result<fs::path> download_files(const HubClient& client, const HubAddress& address,
                                const std::string& commit, const std::vector<HubFile>& files,
                                ProgressSink* progress, const std::stop_token& stop);

/// "datasets--owner--name" in the cache.
fs::path hub_folder(const HubSettings& settings, const HubAddress& address);

}  // namespace vitrine
