#pragma once
// The library in the Hub's read API, so that huggingface_hub, datasets and @huggingface/hub read
// datasets of ours by name once HF_ENDPOINT names this server:
//
//   /api/datasets                                  a list
//   /api/datasets/{owner}/{name}[/revision/{rev}]  what a dataset is
//   .../tree/{rev}[/{path}], .../paths-info/{rev}  its files
//   .../refs, .../commits/{rev}                    its revisions
//   /datasets/{owner}/{name}/resolve/{rev}/{path}  a file
//
// Refusals have the codes that these clients tell apart: RepoNotFound, RevisionNotFound and
// EntryNotFound, each 404.

#include "api/context.h"
#include "http/router.h"

namespace vitrine::hub {

/// A download counts when the whole first file of a split is asked for. `context` must outlive the
/// router.
void add_repository_routes(http::Router& router, api::Context& context);

}  // namespace vitrine::hub
