#pragma once
// The cache that huggingface_hub and we share, in its layout:
//
//   datasets--{owner}--{name}/blobs/{hash}                the content
//   datasets--{owner}--{name}/blobs/{hash}.incomplete     what has come of it so far
//   datasets--{owner}--{name}/snapshots/{commit}/{path}   a link to the content
//   datasets--{owner}--{name}/refs/{revision}             the commit
//
// Models have folders of their own, models--{owner}--{name}.

#include "base/file.h"
#include "base/result.h"
#include "source/hub_address.h"
#include "source/hub_client.h"
#include "source/hub_settings.h"

namespace vitrine::source {

/// "datasets--owner--name", or "models--owner--name" of a model, in the cache.
fs::path hub_folder(const HubSettings& settings, const HubAddress& address);

/// The folder in it of the commit that the revision was when it was asked for last; of the revision
/// itself, which may be a commit, without that. It need not be there.
fs::path cached_snapshot(const HubSettings& settings, const HubAddress& address);

/// What the cache has of a revision, a branch or a commit, without asking the Hub: the files that
/// were downloaded, whole, when the revision was asked for last. Errors: not_found where that is
/// none; io.
Result<HubRevision> cached_revision(const HubSettings& settings, const HubAddress& address);

}  // namespace vitrine::source
